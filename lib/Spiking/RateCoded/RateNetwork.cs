using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// Integrate-and-fire neurons that carry numbers as spike counts. Each step: V &lt;- V + W s; a neuron at V >= 1 fires and loses 1; a
/// layer's spikes reach the next within the step. A neuron with the constant input a per step has fired floor(V_0 + T a) times after T
/// steps: V_0 = 1/2 rounds, V_0 = 0 rounds down. Inputs are such neurons too; the outputs only sum.
/// </summary>
public sealed class RateNetwork
{
    readonly SynapticLayer[] _layers;

    internal RateNetwork(SynapticLayer[] layers, double[] scales) => (_layers, Scales) = (layers, scales);

    /// <summary>What rate 1 stands for in each layer of the network that was converted.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>Connections of all layers.</summary>
    public long Synapses => _layers.Sum(layer => layer.Synapses);

    /// <summary>Neurons with a potential: inputs and hidden ones; outputs count too, as sums that are kept.</summary>
    public int Neurons => _layers[0].Inputs + _layers.Sum(layer => layer.Outputs);

    /// <summary>Charge V_0 at the start, as a share of the threshold.</summary>
    public double StartCharge { get; private init; } = 0.5;

    /// <summary>The same network with another charge at the start; 0 rounds counts down.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A charge outside 0 … 1.</exception>
    public RateNetwork StartingAt(double charge) => charge is >= 0 and < 1 ? new RateNetwork(_layers, [.. Scales]) { StartCharge = charge }
        : throw new ArgumentOutOfRangeException(nameof(charge),
            Invariant($"charge = {charge} is outside 0 … 1; 0.5 rounds to the nearest count"));

    /// <summary>
    /// Runs samples for T steps and looks at the answer after each, since nothing in a run depends on when it will be read.
    /// </summary>
    /// <param name="samples">Inputs between 0 and 1 and their classes.</param>
    /// <param name="steps">T.</param>
    /// <param name="cancel">Stops between samples.</param>
    /// <returns>A row for each number of steps 1 … T, counted over all samples.</returns>
    public IReadOnlyList<RateStep> Evaluate(LabelledInputs samples, int steps, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        long[] right = new long[steps], arrivals = new long[steps], spikes = new long[steps];
        var potentials = NewPotentials();
        for (int k = 0; k < samples.Count; k++)
        {
            cancel.ThrowIfCancellationRequested();
            Reset(potentials);
            long arrived = 0, fired = 0;
            for (int step = 0; step < steps; step++)
            {
                Advance(samples.Inputs[k], potentials, ref arrived, ref fired);
                arrivals[step] += arrived;
                spikes[step] += fired;
                if (FeedForwardNetwork.Largest(potentials[^1]) == samples.Labels[k]) right[step]++;
            }
        }
        return [.. Enumerable.Range(0, steps).Select(t =>
            new RateStep(t + 1, (double)right[t] / samples.Count, (double)arrivals[t] / samples.Count, (double)spikes[t] / samples.Count,
                Synapses, Neurons))];
    }

    /// <summary>
    /// Spike counts of the inputs and of all layers but the last after T steps of one input, layer after layer, and the sums of the
    /// outputs.
    /// </summary>
    public (IReadOnlyList<int[]> Counts, float[] Sums) Count(float[] input, int steps)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var potentials = NewPotentials();
        Reset(potentials);
        int[][] counts = [.. potentials[..^1].Select(layer => new int[layer.Length])];
        long arrived = 0, fired = 0;
        for (int step = 0; step < steps; step++) Advance(input, potentials, ref arrived, ref fired, counts);
        return (counts, potentials[^1]);
    }

    float[][] NewPotentials() => [new float[_layers[0].Inputs], .. _layers.Select(layer => new float[layer.Outputs])];

    void Reset(float[][] potentials)
    {
        foreach (float[] layer in potentials[..^1]) layer.AsSpan().Fill((float)StartCharge);
        potentials[^1].AsSpan().Clear();
    }

    // Inputs charge by their value; then layer by layer: who is at 1 fires, loses 1, and its spike is added to all that it reaches.
    void Advance(float[] input, float[][] potentials, ref long arrived, ref long fired, int[][]? counts = null)
    {
        for (int i = 0; i < input.Length; i++) potentials[0][i] += input[i];
        for (int k = 0; k < _layers.Length; k++)
        {
            float[] layer = potentials[k];
            for (int source = 0; source < layer.Length; source++)
            {
                if (layer[source] < 1) continue;
                layer[source] -= 1;
                _layers[k].Add(source, 1, potentials[k + 1]);
                arrived += _layers[k].FanOut(source);
                fired++;
                if (counts is not null) counts[k][source]++;
            }
        }
    }

    // a = min(L, floor(L max(0, y) + 1/2)) / L: what a network of numbers with L + 1 levels computes, inputs included
    /// <summary>
    /// Accuracy of the fair rival: the same scaled network with activations rounded to <paramref name="levels"/> steps between 0 and 1, in
    /// one pass.
    /// </summary>
    public double EvaluateQuantised(LabelledInputs samples, int levels)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        var sums = NewPotentials();
        int right = 0;
        for (int k = 0; k < samples.Count; k++)
        {
            samples.Inputs[k].CopyTo(sums[0], 0);
            for (int l = 0; l < _layers.Length; l++)
            {
                sums[l + 1].AsSpan().Clear();
                for (int source = 0; source < sums[l].Length; source++)
                {
                    float a = Math.Min(levels, MathF.Floor(levels * Math.Max(0, sums[l][source]) + 0.5f)) / levels;
                    if (a > 0) _layers[l].Add(source, a, sums[l + 1]);
                }
            }
            if (FeedForwardNetwork.Largest(sums[^1]) == samples.Labels[k]) right++;
        }
        return (double)right / samples.Count;
    }
}

/// <summary>A rate-coded network read after some steps; counts are means over the samples.</summary>
/// <param name="Steps">T.</param>
/// <param name="Accuracy">Share answered rightly.</param>
/// <param name="Arrivals">Spikes that arrived over synapses: each is a weight read, added and written back.</param>
/// <param name="Spikes">Spikes sent.</param>
/// <param name="Synapses">Connections of the network.</param>
/// <param name="Neurons">Neurons whose potential is kept.</param>
public sealed record RateStep(int Steps, double Accuracy, double Arrivals, double Spikes, long Synapses, int Neurons)
{
    /// <summary>n: spikes a synapse carries in an inference.</summary>
    public double SpikesPerSynapse => Arrivals / Synapses;

    /// <summary>Potentials that are looked at: every neuron in every step.</summary>
    public double Updates => (double)Steps * Neurons;
}
