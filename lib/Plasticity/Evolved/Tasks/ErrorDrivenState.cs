using System.Runtime.Intrinsics;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// Students and synapses of all trials, eight trials a vector, rows ordered [input][group]. The inputs of the rule machine are the state
/// itself: its third row holds s, so that a step writes nothing twice.
/// </summary>
sealed class ErrorDrivenState
{
    const int Inputs = ErrorDrivenTrial.Inputs;
    readonly RuleMachine machine;
    readonly int groups;
    readonly Vector512<double> membraneDecay, currentDecay, toMembrane, inductionDecay, inductionGain, rate;
    readonly Vector512<double>[] potential, current, synapse, induction, weight;
    Vector512<double>[] arriving, leaving;   // weights of spikes that arrive now, and of those that leave now

    public ErrorDrivenState(RuleMachine machine, int groups, UnitKernel kernel, ErrorDrivenSettings settings, double tauInductionMs)
    {
        (this.machine, this.groups) = (machine, groups);
        double step = 1.0 / settings.StepsPerMs, decay = Math.Exp(-step / tauInductionMs);
        membraneDecay = Vector512.Create(kernel.MembraneDecay);
        currentDecay = Vector512.Create(kernel.CurrentDecay);
        toMembrane = Vector512.Create(kernel.CurrentToMembrane);
        inductionDecay = Vector512.Create(decay);
        inductionGain = Vector512.Create(1 - decay);
        rate = Vector512.Create(settings.LearningRate * step);
        potential = new Vector512<double>[groups];
        current = new Vector512<double>[groups];
        synapse = new Vector512<double>[Inputs * groups];
        induction = new Vector512<double>[Inputs * groups];
        weight = new Vector512<double>[Inputs * groups];
        arriving = new Vector512<double>[Inputs * groups];
        leaving = new Vector512<double>[Inputs * groups];
    }

    public void SetWeight(int input, double value)
    {
        foreach (var row in new[] { weight, arriving, leaving }) row.AsSpan(input * groups, groups).Fill(Vector512.Create(value));
    }

    public void Hold(ReadOnlySpan<Vector512<double>> held)
    {
        var v = machine.Input(0);
        for (int k = 0; k < v.Length; k++) v[k] = held[k % groups];
    }

    /// <summary>u ← exact step; s ← exact step; I ← low-pass of f(v, u, s); w ← w + η h I.</summary>
    /// <param name="spikes">Which lanes receive a spike, for each vector.</param>
    /// <param name="masks">Bits of a byte as lanes.</param>
    /// <param name="seen">Whether the rule sees the potential; otherwise it sees rest.</param>
    public void Step(ReadOnlySpan<byte> spikes, Vector512<long>[] masks, bool seen)
    {
        Span<Vector512<double>> u = machine.Input(1), s = machine.Input(2);
        for (int g = 0; g < groups; g++)
        {
            potential[g] = potential[g] * membraneDecay + current[g] * toMembrane;
            current[g] *= currentDecay;
        }
        var rest = Vector512.Create(UnitKernel.RestMv);
        var one = Vector512<double>.One.AsInt64();
        for (int k = 0, g = 0; k < s.Length; k++)
        {
            var mask = masks[spikes[k]];
            u[k] = seen ? potential[g] + rest : rest;
            s[k] = s[k] * membraneDecay + synapse[k] * toMembrane;
            synapse[k] = synapse[k] * currentDecay + (mask & one).AsDouble();
            current[g] += (mask & arriving[k].AsInt64()).AsDouble();
            if (++g == groups) g = 0;
        }
        machine.Run();
        var change = machine.Output;
        for (int k = 0; k < change.Length; k++)
        {
            induction[k] = induction[k] * inductionDecay + inductionGain * change[k];
            weight[k] += rate * induction[k];
        }
    }

    public void EndMillisecond()
    {
        (arriving, leaving) = (leaving, arriving);
        weight.CopyTo(leaving, 0);
    }

    public Vector512<double> Potential(int group) => potential[group] + Vector512.Create(UnitKernel.RestMv);

    /// <summary>Whether some trial's weight is no number any more, so that the fitness is decided.</summary>
    public bool IsLost(int trials)
    {
        for (int k = 0; k < weight.Length; k++)
            for (int lane = 0; lane < 8 && k % groups * 8 + lane < trials; lane++)
                if (!double.IsFinite(weight[k][lane])) return true;
        return false;
    }

    public void Record(ErrorDrivenCourse course, int sample)
    {
        int group = course.Trial / 8, lane = course.Trial % 8;
        course.Put(sample, Potential(group)[lane]);
        var s = machine.Input(2);
        for (int j = 0; j < Inputs; j++) course.Put(sample, j, weight[j * groups + group][lane], s[j * groups + group][lane]);
    }
}
