using Spikebook.Randomness;

namespace Spikebook.Spiking;

/// <summary>One run of a network with delayed spikes: the bins one after the other.</summary>
sealed class BalancedLoop
{
    readonly BalancedNetwork _network;
    readonly Stimulus _stimulus;
    readonly Firing _firing;
    readonly IReadOnlyList<string> _warnings;
    readonly ReadoutWeights _weights;
    readonly int _dimensions, _delay;
    readonly double _decay, _decayOverDelay;
    readonly double[] _propagator, _propagatorOverDelay;
    readonly double[] _x, _readout, _predicted, _error, _scratch;
    readonly int[][] _underway; // who fired, by the bin modulo the delay
    readonly int[] _underwayCount;
    readonly float[] _own;
    readonly bool[]? _dead;
    readonly int[] _fired;
    readonly double[] _targets, _readouts;
    readonly BinnedSpikes _spikes;
    readonly RandomStream _choice;
    int _bin, _count;

    public BalancedLoop(BalancedNetwork network, LinearSystem system, Stimulus stimulus, Firing firing, IReadOnlyList<string> warnings)
    {
        (_network, _stimulus, _firing, _warnings) = (network, stimulus, firing, warnings);
        (_weights, _dimensions, _delay) = (_network.Weights, _network.Weights.Dimensions, _network.Delay);
        _decay = Real.Exp(-_stimulus.Step / _network.DecayTime);
        _decayOverDelay = Real.Exp(-_stimulus.Step * _delay / _network.DecayTime);
        _propagator = system.Propagator(_stimulus.Step);
        _propagatorOverDelay = system.Propagator(_stimulus.Step * _delay);
        (_x, _readout, _predicted) = (new double[_dimensions], new double[_dimensions], new double[_dimensions]);
        (_error, _scratch) = (new double[_dimensions], new double[_dimensions]);
        _underway = new int[_delay + 1][];
        for (var slot = 0; slot <= _delay; slot++) _underway[slot] = new int[Math.Min(_weights.Neurons, 64)];
        _underwayCount = new int[_delay + 1];
        _own = _network.InFlight == InFlight.Own ? new float[(_weights.Neurons + 63) / 64 * 64] : [];
        _fired = new int[_weights.Neurons];
        (_targets, _readouts) = (new double[_stimulus.Bins * _dimensions], new double[_stimulus.Bins * _dimensions]);
        _spikes = new BinnedSpikes(_weights.Neurons, _stimulus.Bins);
        _choice = Streams.For(_network.Seed, "choice");
        if (_network.Loss is { } loss)
        {
            _dead = new bool[_weights.Neurons];
            int[] order = Streams.For(_network.Seed, "loss").Permutation(_weights.Neurons);
            foreach (var i in order.Take((int)Math.Round(loss.Fraction * _weights.Neurons))) _dead[i] = true;
        }
    }

    public BalancedRun Complete(CancellationToken cancel)
    {
        _spikes.Add([]); // the first bin is the start at rest
        for (_bin = 1; _bin < _stimulus.Bins; _bin++)
        {
            if ((_bin & 1023) == 0) cancel.ThrowIfCancellationRequested();
            AdvanceTarget();
            Arrive();
            CompareAhead();
            Fire();
            Send();
            Record();
        }
        return new BalancedRun(_network, _stimulus, _targets, _readouts, _spikes, _warnings);
    }

    // x_{t+1} = e^{A dt} x_t + dt c_t
    void AdvanceTarget()
    {
        Multiply(_propagator, _x, _scratch);
        var input = _stimulus.At(_bin);
        for (var k = 0; k < _dimensions; k++) _x[k] = _scratch[k] + _stimulus.Step * input[k];
    }

    // r decays; spikes decided d bins ago reach read-out and feedback. What is predicted for d bins ahead decays too.
    void Arrive()
    {
        for (var k = 0; k < _dimensions; k++) _readout[k] *= _decay;
        if (_delay == 0) return;
        var slot = (_bin + 1) % (_delay + 1); // that of bin - delay
        var arriving = _underway[slot].AsSpan(0, _underwayCount[slot]);
        _weights.AddTo(_readout, arriving);
        _spikes.Add(arriving);
        if (_own.Length == 0) return;
        foreach (ref var amount in _own.AsSpan()) amount *= (float)_decay;
        foreach (var neuron in arriving) _own[neuron] = Math.Max(0, _own[neuron] - (float)_decayOverDelay);
    }

    // e = e^{A d dt} x_t - (what the read-out will be in d bins, as far as the network knows)
    void CompareAhead()
    {
        Multiply(_propagatorOverDelay, _x, _error);
        for (var k = 0; k < _dimensions; k++)
        {
            _predicted[k] *= _decay;
            _error[k] -= _network.InFlight == InFlight.All ? _predicted[k] : _decayOverDelay * _readout[k];
        }
    }

    void Fire()
    {
        _count = _firing.Decide(_bin, _error, _own, _fired);
        if (_dead is not null && _bin * _stimulus.Step >= _network.Loss!.At) RemoveDead();
        if (_firing.OneOnly && _count > 1) (_fired[0], _count) = (_fired[_choice.NextInt(_count)], 1);
    }

    void RemoveDead()
    {
        var alive = 0;
        for (var k = 0; k < _count; k++)
            if (!_dead![_fired[k]]) _fired[alive++] = _fired[k];
        _count = alive;
    }

    void Send()
    {
        var sent = _fired.AsSpan(0, _count);
        if (_network.InFlight == InFlight.All) _weights.AddTo(_predicted, sent);
        if (_delay == 0)
        {
            _weights.AddTo(_readout, sent);
            _spikes.Add(sent);
            return;
        }
        var slot = _bin % (_delay + 1);
        if (_underway[slot].Length < _count) _underway[slot] = new int[_weights.Neurons];
        sent.CopyTo(_underway[slot]);
        _underwayCount[slot] = _count;
        if (_own.Length > 0)
            foreach (var neuron in sent) _own[neuron] += 1;
    }

    void Record()
    {
        _x.CopyTo(_targets.AsSpan(_bin * _dimensions));
        _readout.CopyTo(_readouts.AsSpan(_bin * _dimensions));
    }

    static void Multiply(double[] matrix, double[] vector, double[] product)
    {
        var n = vector.Length;
        for (var row = 0; row < n; row++)
        {
            double sum = 0;
            for (var column = 0; column < n; column++) sum += matrix[row * n + column] * vector[column];
            product[row] = sum;
        }
    }
}
