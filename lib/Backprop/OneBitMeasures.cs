using Spikebook.Training;

namespace Spikebook.Backprop;

/// <summary>By what one-bit networks are judged; scores are output potentials, and a unit fires above 512.</summary>
public static class OneBitMeasures
{
    /// <summary>Fraction whose output spikes are exactly the target: the labelled unit fires, alone.</summary>
    public static Measure Exact { get; } = new("exact", (potentials, label) => Errors(potentials, label) == 0 ? 1 : 0);

    /// <summary>
    /// Fraction whose first firing output unit is the label; none firing counts as class 0 (the measure of the authors' scripts).
    /// </summary>
    public static Measure Spikes { get; } = new("spikes", (potentials, label) => FirstSpike(potentials) == label ? 1 : 0);

    /// <summary>Fraction whose highest output potential is the label's.</summary>
    public static Measure Potentials { get; } = Measure.Accuracy with { Name = "potentials" };

    /// <summary>Mean of (output spike - target)² over samples and output units.</summary>
    public static Measure MeanSquaredError { get; } = new("mse", (potentials, label) => Errors(potentials, label), PerClass: true);

    /// <summary>All four; the paper's own comes first.</summary>
    public static IReadOnlyList<Measure> All { get; } = [Spikes, Exact, Potentials, MeanSquaredError];

    static int FirstSpike(ReadOnlySpan<double> potentials)
    {
        for (int k = 0; k < potentials.Length; k++)
            if (potentials[k] > LearningRules.FiringThreshold) return k;
        return 0;
    }

    static int Errors(ReadOnlySpan<double> potentials, int label)
    {
        int errors = 0;
        for (int k = 0; k < potentials.Length; k++)
            if (potentials[k] > LearningRules.FiringThreshold != (k == label)) errors++;
        return errors;
    }
}
