using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// Turns a trained network of rectified sums into integrate-and-fire neurons. With lambda_l a high percentile of the activations of layer
/// l, the weights W_l lambda_{l-1} / lambda_l make every activation a rate between 0 and 1, with threshold 1 everywhere ("threshold
/// balancing"): since max(0, c y) = c max(0, y), the scaled network gives the same answers.
/// </summary>
/// <remarks>
/// Sources: Diehl et al. 2015 (IJCNN), Rueckauer et al. 2017 (Front Neurosci 11, 682). An activation above the percentile saturates at one
/// spike a step.
/// </remarks>
public static class RateConversion
{
    /// <summary>The spiking network.</summary>
    /// <param name="network">A trained network.</param>
    /// <param name="samples">Samples whose activations set the scales: use those that it was trained on.</param>
    /// <param name="percentile">Percentile of the positive activations that becomes rate 1.</param>
    /// <exception cref="ArgumentException">A layer that conversion does not cover, samples without activity, or a percentile out of
    /// range.</exception>
    public static RateNetwork Convert(FeedForwardNetwork network, LabelledInputs samples, double percentile = 99.9)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        if (!(percentile is > 0 and <= 100))
            throw new ArgumentException(Invariant($"percentile = {percentile} is outside 0 … 100; use for instance 99.9"));
        for (int k = 0; k < network.Stages.Count; k++)
        {
            bool last = k == network.Stages.Count - 1;
            if (network.Stages[k].Activation != (last ? Activation.None : Activation.Relu))
                throw new ArgumentException($"layer {k} ends in {network.Stages[k].Activation}, which spike counts cannot carry"
                    + "; conversion covers Relu in all layers but the last, and None there");
        }
        float negative = samples.Inputs.Min(input => input.Min()), most = samples.Inputs.Max(input => input.Max());
        if (negative < 0 || most > 1)
            throw new ArgumentException(Invariant($"inputs from {negative} to {most}: a rate lies between 0 and 1; scale the inputs"));
        double[] scales = Scales(network, samples, percentile);
        return new RateNetwork([.. network.Stages
            .Select((stage, k) => stage.Synapses.Scaled((float)((k == 0 ? 1 : scales[k - 1]) / scales[k])))], scales);
    }

    static double[] Scales(FeedForwardNetwork network, LabelledInputs samples, double percentile)
    {
        List<float>[] positive = [.. network.Stages.Select(_ => new List<float>())];
        var activations = network.NewActivations();
        foreach (float[] input in samples.Inputs)
        {
            network.Load(input, activations[0]);
            network.Forward(activations);
            for (int k = 0; k < positive.Length; k++) positive[k].AddRange(activations[k + 1].Where(a => a > 0));
        }
        return [.. positive.Select((values, k) =>
        {
            if (values.Count == 0)
                throw new ArgumentException($"no neuron of layer {k} is ever active on these samples; nothing can set its threshold");
            values.Sort();
            return (double)values[(int)Math.Min(values.Count - 1, percentile / 100 * values.Count)];
        })];
    }
}
