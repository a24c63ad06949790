using Spikebook.Data;

namespace Spikebook.Backprop;

/// <summary>How well a network does on samples, by the measures of the authors' scripts.</summary>
/// <param name="Samples">How many were shown.</param>
/// <param name="Exact">Fraction whose output spikes are exactly the target: the labelled unit fires, alone.</param>
/// <param name="Argmax">Fraction whose first firing output unit is the label; none firing counts as class 0.</param>
/// <param name="ArgmaxPotential">Fraction whose highest output potential is the label's.</param>
/// <param name="MeanSquaredError">Mean of (output - target)² over samples and output units.</param>
public sealed record Evaluation(int Samples, double Exact, double Argmax, double ArgmaxPotential, double MeanSquaredError)
{
    /// <summary>Shows all samples to a network; nothing is learned.</summary>
    /// <exception cref="ArgumentException">Samples and network do not fit.</exception>
    public static Evaluation Of(ILearner learner, BinarySamples samples)
    {
        ArgumentNullException.ThrowIfNull(learner);
        Fit.Check(learner.Layers, samples);
        long exact = 0, argmax = 0, argmaxPotential = 0, wrong = 0;
        var potentials = new int[learner.Layers.Outputs];
        for (int i = 0; i < samples.Count; i++)
        {
            learner.Infer(samples.Active(i), potentials);
            int label = samples.Label(i), errors = 0;
            for (int k = 0; k < potentials.Length; k++)
                if (potentials[k] > LearningRules.FiringThreshold != (k == label)) errors++;
            wrong += errors;
            if (errors == 0) exact++;
            if (Readout.FirstSpike(potentials) == label) argmax++;
            if (Readout.HighestPotential(potentials) == label) argmaxPotential++;
        }
        double n = samples.Count;
        return new(samples.Count, exact / n, argmax / n, argmaxPotential / n, wrong / n / potentials.Length);
    }
}

/// <summary>The class that an output layer names.</summary>
public static class Readout
{
    /// <summary>The first unit that fires; 0 when none does (the argmax of spikes in the authors' scripts).</summary>
    public static int FirstSpike(ReadOnlySpan<int> potentials)
    {
        for (int k = 0; k < potentials.Length; k++)
            if (potentials[k] > LearningRules.FiringThreshold) return k;
        return 0;
    }

    /// <summary>The first unit with the highest potential.</summary>
    public static int HighestPotential(ReadOnlySpan<int> potentials)
    {
        int best = 0;
        for (int k = 1; k < potentials.Length; k++)
            if (potentials[k] > potentials[best]) best = k;
        return best;
    }
}

static class Fit
{
    /// <summary>Whether samples can be shown to a network of these sizes.</summary>
    /// <exception cref="ArgumentException">They cannot.</exception>
    public static void Check(LayerSizes layers, BinarySamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Inputs != layers.Inputs)
            throw new ArgumentException($"{samples.Name} has {samples.Inputs} inputs, but the network {layers} has {layers.Inputs}; use layers that begin with {samples.Inputs}");
        if (samples.Classes > layers.Outputs)
            throw new ArgumentException($"{samples.Name} has {samples.Classes} classes, but the network {layers} has {layers.Outputs} outputs; use at least {samples.Classes}");
    }
}
