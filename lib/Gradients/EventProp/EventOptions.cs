namespace Spikebook.Gradients.EventProp;

/// <summary>How a network learns by exact gradients.</summary>
/// <param name="Seed">Seed of the stream "drop", one an epoch: which input spikes are left out.</param>
public sealed record EventOptions(ulong Seed = 0)
{
    /// <summary>Learning rate of the first two epochs.</summary>
    public double Rate { get; init; } = 5e-3;

    /// <summary>Factor of the learning rate after every epoch but the first, as in the published runs.</summary>
    public double RateDecay { get; init; } = 0.95;

    /// <summary>Probability with which an input spike is left out while learning: a fifth in the published MNIST runs.</summary>
    public double Dropped { get; init; }

    /// <summary>
    /// What a jump of the adjoint divides by at least, in the threshold's units: a spike that grazes the threshold, I - threshold below
    /// this, does not burst. An extension, 0 (off) by default; above 0 it is no gradient any more.
    /// </summary>
    public double LeastSlope { get; init; }

    /// <summary>Constants of the optimiser.</summary>
    public Adam Adam { get; init; } = new();

    /// <summary>Learning rate of an epoch, counted from 0.</summary>
    public double RateOf(int epoch) => Rate * Real.Pow(RateDecay, Math.Max(0, epoch - 1));

    internal void Validate()
    {
        if (!(Rate > 0 && double.IsFinite(Rate)))
            throw new ArgumentException($"a learning rate of {Rate}; a finite number above 0 is needed");
        if (!(RateDecay is > 0 and <= 1)) throw new ArgumentException($"a rate factor of {RateDecay}; above 0 and at most 1 is needed");
        if (!(LeastSlope >= 0 && double.IsFinite(LeastSlope)))
            throw new ArgumentException($"a least slope of {LeastSlope}; a finite number of at least 0 is needed");
        if (!(Dropped is >= 0 and < 1)) throw new ArgumentException($"a drop probability of {Dropped}; at least 0 and below 1 is needed");
    }
}

/// <summary>What several samples caused in a network, added up.</summary>
/// <param name="Samples">How many samples.</param>
/// <param name="Silent">How many labels were silent, so that nothing could be learned from them.</param>
/// <param name="Spikes">Spikes of all layers.</param>
/// <param name="Grazing">
/// How many of these crossed the threshold so flatly that I - threshold is below a hundredth of it: there the gradient bursts.
/// </param>
public readonly record struct EventCounts(long Samples, long Silent, long Spikes, long Grazing)
{
    /// <summary>Both together.</summary>
    public static EventCounts operator +(EventCounts a, EventCounts b)
        => new(a.Samples + b.Samples, a.Silent + b.Silent, a.Spikes + b.Spikes, a.Grazing + b.Grazing);

    /// <summary>The same as <see cref="op_Addition"/>.</summary>
    public static EventCounts Add(EventCounts left, EventCounts right) => left + right;

    internal static EventCounts Of(Outcome outcome, EventPass pass, double threshold)
    {
        long spikes = 0, grazing = 0;
        for (int layer = 0; layer < pass.Traces.Count; layer++)
        {
            spikes += pass.Traces[layer].Count;
            grazing += pass.Traces[layer].Grazing(threshold);
        }
        return new(1, outcome.Silent ? 1 : 0, spikes, grazing);
    }
}
