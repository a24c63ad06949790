using Spikebook.Gradients.Tasks;

namespace Spikebook.Gradients.EventProp;

/// <summary>How the race of a network's outputs ends, over all samples of a set.</summary>
/// <param name="HiddenSpikes">Spikes of the layers before the outputs, a sample.</param>
/// <param name="LeadMs">By how much the label's first spike is ahead of the first one of the others, in ms, in the mean.</param>
/// <param name="Raced">Samples in which the label and another output fire; the lead is their mean.</param>
public sealed record Race(double HiddenSpikes, double LeadMs, int Raced)
{
    /// <summary>Shows a network every sample.</summary>
    /// <exception cref="ArgumentException">The set is empty, or a label or source is out of range.</exception>
    public static Race Of(EventNetwork network, SpikeDataset samples)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0) throw new ArgumentException("a race over no samples; at least one is needed");
        EventPass pass = network.NewPass();
        long spikes = 0;
        double sum = 0;
        int raced = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            int label = samples.Labels[i];
            pass.Forward(samples.Spikes[i], label);
            for (int layer = 0; layer < network.Weights.Count - 1; layer++) spikes += pass.Traces[layer].Count;
            double own = pass.FirstMs[label], other = double.PositiveInfinity;
            for (int k = 0; k < pass.FirstMs.Length; k++)
                if (k != label) other = Math.Min(other, pass.FirstMs[k]);
            if (double.IsInfinity(own) || double.IsInfinity(other)) continue;
            (sum, raced) = (sum + other - own, raced + 1);
        }
        return new((double)spikes / samples.Count, sum / raced, raced);
    }
}
