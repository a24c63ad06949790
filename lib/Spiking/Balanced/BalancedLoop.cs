using Spikebook.Randomness;

namespace Spikebook.Spiking;

/// <summary>One run of a network with delayed spikes: the bins one after the other.</summary>
sealed class BalancedLoop
{
    readonly BalancedNetwork network;
    readonly Stimulus stimulus;
    readonly Firing firing;
    readonly IReadOnlyList<string> warnings;
    readonly ReadoutWeights weights;
    readonly int dimensions, delay;
    readonly double decay, decayOverDelay;
    readonly double[] propagator, propagatorOverDelay;
    readonly double[] x, readout, predicted, error, scratch;
    readonly int[][] underway; // who fired, by the bin modulo the delay
    readonly int[] underwayCount;
    readonly float[] own;
    readonly bool[]? dead;
    readonly int[] fired;
    readonly double[] targets, readouts;
    readonly BinnedSpikes spikes;
    readonly RandomStream choice;
    int bin, count;

    public BalancedLoop(BalancedNetwork network, LinearSystem system, Stimulus stimulus, Firing firing, IReadOnlyList<string> warnings)
    {
        (this.network, this.stimulus, this.firing, this.warnings) = (network, stimulus, firing, warnings);
        (weights, dimensions, delay) = (network.Weights, network.Weights.Dimensions, network.Delay);
        decay = Math.Exp(-stimulus.Step / network.DecayTime);
        decayOverDelay = Math.Exp(-stimulus.Step * delay / network.DecayTime);
        propagator = system.Propagator(stimulus.Step);
        propagatorOverDelay = system.Propagator(stimulus.Step * delay);
        (x, readout, predicted) = (new double[dimensions], new double[dimensions], new double[dimensions]);
        (error, scratch) = (new double[dimensions], new double[dimensions]);
        underway = new int[delay + 1][];
        for (var slot = 0; slot <= delay; slot++) underway[slot] = new int[Math.Min(weights.Neurons, 64)];
        underwayCount = new int[delay + 1];
        own = network.InFlight == InFlight.Own ? new float[(weights.Neurons + 63) / 64 * 64] : [];
        fired = new int[weights.Neurons];
        (targets, readouts) = (new double[stimulus.Bins * dimensions], new double[stimulus.Bins * dimensions]);
        spikes = new BinnedSpikes(weights.Neurons, stimulus.Bins);
        choice = Streams.For(network.Seed, "choice");
        if (network.Loss is { } loss)
        {
            dead = new bool[weights.Neurons];
            foreach (var i in Streams.For(network.Seed, "loss").Permutation(weights.Neurons).Take((int)Math.Round(loss.Fraction * weights.Neurons))) dead[i] = true;
        }
    }

    public BalancedRun Complete(CancellationToken cancel)
    {
        spikes.Add([]); // the first bin is the start at rest
        for (bin = 1; bin < stimulus.Bins; bin++)
        {
            if ((bin & 1023) == 0) cancel.ThrowIfCancellationRequested();
            AdvanceTarget();
            Arrive();
            CompareAhead();
            Fire();
            Send();
            Record();
        }
        return new BalancedRun(network, stimulus, targets, readouts, spikes, warnings);
    }

    // x_{t+1} = e^{A dt} x_t + dt c_t
    void AdvanceTarget()
    {
        Multiply(propagator, x, scratch);
        var input = stimulus.At(bin);
        for (var k = 0; k < dimensions; k++) x[k] = scratch[k] + stimulus.Step * input[k];
    }

    // r decays; spikes decided d bins ago reach read-out and feedback. What is predicted for d bins ahead decays too.
    void Arrive()
    {
        for (var k = 0; k < dimensions; k++) readout[k] *= decay;
        if (delay == 0) return;
        var slot = (bin + 1) % (delay + 1); // that of bin - delay
        var arriving = underway[slot].AsSpan(0, underwayCount[slot]);
        foreach (var neuron in arriving) weights.AddTo(readout, neuron);
        spikes.Add(arriving);
        if (own.Length == 0) return;
        foreach (ref var amount in own.AsSpan()) amount *= (float)decay;
        foreach (var neuron in arriving) own[neuron] = Math.Max(0, own[neuron] - (float)decayOverDelay);
    }

    // e = e^{A d dt} x_t - (what the read-out will be in d bins, as far as the network knows)
    void CompareAhead()
    {
        Multiply(propagatorOverDelay, x, error);
        for (var k = 0; k < dimensions; k++)
        {
            predicted[k] *= decay;
            error[k] -= network.InFlight == InFlight.All ? predicted[k] : decayOverDelay * readout[k];
        }
    }

    void Fire()
    {
        count = firing.Decide(bin, error, own, fired);
        if (dead is not null && bin * stimulus.Step >= network.Loss!.At) RemoveDead();
        if (firing.OneOnly && count > 1) (fired[0], count) = (fired[choice.NextInt(count)], 1);
    }

    void RemoveDead()
    {
        var alive = 0;
        for (var k = 0; k < count; k++)
            if (!dead![fired[k]]) fired[alive++] = fired[k];
        count = alive;
    }

    void Send()
    {
        var sent = fired.AsSpan(0, count);
        foreach (var neuron in sent) weights.AddTo(predicted, neuron);
        if (delay == 0)
        {
            foreach (var neuron in sent) weights.AddTo(readout, neuron);
            spikes.Add(sent);
            return;
        }
        var slot = bin % (delay + 1);
        if (underway[slot].Length < count) underway[slot] = new int[weights.Neurons];
        sent.CopyTo(underway[slot]);
        underwayCount[slot] = count;
        if (own.Length > 0)
            foreach (var neuron in sent) own[neuron] += 1;
    }

    void Record()
    {
        x.CopyTo(targets.AsSpan(bin * dimensions));
        readout.CopyTo(readouts.AsSpan(bin * dimensions));
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
