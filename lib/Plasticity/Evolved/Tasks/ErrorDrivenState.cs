using System.Runtime.Intrinsics;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// Students and synapses of all trials, eight trials a vector, rows ordered [input][group]. The inputs of the rule machine are the state
/// itself: its third row holds s, so that a step writes nothing twice.
/// </summary>
sealed class ErrorDrivenState
{
    const int Inputs = ErrorDrivenTrial.Inputs;
    readonly RuleMachine _machine;
    readonly int _groups;
    readonly Vector512<double> _membraneDecay, _currentDecay, _toMembrane, _inductionDecay, _inductionGain, _rate;
    readonly Vector512<double>[] _potential, _current, _synapse, _induction, _weight;
    Vector512<double>[] _arriving, _leaving;   // weights of spikes that arrive now, and of those that leave now

    public ErrorDrivenState(RuleMachine machine, int groups, UnitKernel kernel, ErrorDrivenSettings settings, double tauInductionMs)
    {
        (_machine, _groups) = (machine, groups);
        double step = 1.0 / settings.StepsPerMs, decay = Real.Exp(-step / tauInductionMs);
        _membraneDecay = Vector512.Create(kernel.MembraneDecay);
        _currentDecay = Vector512.Create(kernel.CurrentDecay);
        _toMembrane = Vector512.Create(kernel.CurrentToMembrane);
        _inductionDecay = Vector512.Create(decay);
        _inductionGain = Vector512.Create(1 - decay);
        _rate = Vector512.Create(settings.LearningRate * step);
        _potential = new Vector512<double>[_groups];
        _current = new Vector512<double>[_groups];
        _synapse = new Vector512<double>[Inputs * _groups];
        _induction = new Vector512<double>[Inputs * _groups];
        _weight = new Vector512<double>[Inputs * _groups];
        _arriving = new Vector512<double>[Inputs * _groups];
        _leaving = new Vector512<double>[Inputs * _groups];
    }

    public void SetWeight(int input, double value)
    {
        foreach (var row in new[] { _weight, _arriving, _leaving }) row.AsSpan(input * _groups, _groups).Fill(Vector512.Create(value));
    }

    public void Hold(ReadOnlySpan<Vector512<double>> held)
    {
        var v = _machine.Input(0);
        for (int k = 0; k < v.Length; k++) v[k] = held[k % _groups];
    }

    /// <summary>u ← exact step; s ← exact step; I ← low-pass of f(v, u, s); w ← w + η h I.</summary>
    /// <param name="spikes">Which lanes receive a spike, for each vector.</param>
    /// <param name="masks">Bits of a byte as lanes.</param>
    /// <param name="seen">Whether the rule sees the potential; otherwise it sees rest.</param>
    public void Step(ReadOnlySpan<byte> spikes, Vector512<long>[] masks, bool seen)
    {
        Span<Vector512<double>> u = _machine.Input(1), s = _machine.Input(2);
        for (int g = 0; g < _groups; g++)
        {
            _potential[g] = _potential[g] * _membraneDecay + _current[g] * _toMembrane;
            _current[g] *= _currentDecay;
        }
        var rest = Vector512.Create(UnitKernel.RestMv);
        var one = Vector512<double>.One.AsInt64();
        for (int k = 0, g = 0; k < s.Length; k++)
        {
            var mask = masks[spikes[k]];
            u[k] = seen ? _potential[g] + rest : rest;
            s[k] = s[k] * _membraneDecay + _synapse[k] * _toMembrane;
            _synapse[k] = _synapse[k] * _currentDecay + (mask & one).AsDouble();
            _current[g] += (mask & _arriving[k].AsInt64()).AsDouble();
            if (++g == _groups) g = 0;
        }
        _machine.Run();
        var change = _machine.Output;
        for (int k = 0; k < change.Length; k++)
        {
            _induction[k] = _induction[k] * _inductionDecay + _inductionGain * change[k];
            _weight[k] += _rate * _induction[k];
        }
    }

    public void EndMillisecond()
    {
        (_arriving, _leaving) = (_leaving, _arriving);
        _weight.CopyTo(_leaving, 0);
    }

    public Vector512<double> Potential(int group) => _potential[group] + Vector512.Create(UnitKernel.RestMv);

    /// <summary>Whether some trial's weight is no number any more, so that the fitness is decided.</summary>
    public bool IsLost(int trials)
    {
        for (int k = 0; k < _weight.Length; k++)
            for (int lane = 0; lane < 8 && k % _groups * 8 + lane < trials; lane++)
                if (!double.IsFinite(_weight[k][lane])) return true;
        return false;
    }

    public void Record(ErrorDrivenCourse course, int sample)
    {
        int group = course.Trial / 8, lane = course.Trial % 8;
        course.Put(sample, Potential(group)[lane]);
        var s = _machine.Input(2);
        for (int j = 0; j < Inputs; j++) course.Put(sample, j, _weight[j * _groups + group][lane], s[j * _groups + group][lane]);
    }
}
