using Spikebook.Data;

namespace Spikebook.Backprop;

/// <summary>Which classes are taken for which, by the highest output potential.</summary>
/// <param name="Counts">Counts[label, answer].</param>
/// <param name="Mistakes">The samples that were answered wrongly, in order.</param>
public sealed record ConfusionMatrix(int[,] Counts, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>Number of samples.</summary>
    public int Samples { get; } = Counts.Cast<int>().Sum();

    /// <summary>Fraction answered with their label.</summary>
    public double Accuracy => 1 - (double)Mistakes.Count / Samples;

    /// <summary>Shows all samples to a network; nothing is learned.</summary>
    /// <exception cref="ArgumentException">Samples and network do not fit.</exception>
    public static ConfusionMatrix Of(ILearner learner, BinarySamples samples)
    {
        ArgumentNullException.ThrowIfNull(learner);
        Fit.Check(learner.Layers, samples);
        int outputs = learner.Layers.Outputs;
        var counts = new int[outputs, outputs];
        var mistakes = new List<Mistake>();
        var potentials = new int[outputs];
        for (int i = 0; i < samples.Count; i++)
        {
            learner.Infer(samples.Active(i), potentials);
            int label = samples.Label(i), answer = Readout.HighestPotential(potentials);
            counts[label, answer]++;
            if (answer != label) mistakes.Add(new(i, label, answer, potentials[label], potentials[answer]));
        }
        return new(counts, mistakes);
    }
}

/// <summary>A sample that a network answers wrongly.</summary>
/// <param name="Sample">Index of the sample.</param>
/// <param name="Label">What it is.</param>
/// <param name="Answer">What the network says.</param>
/// <param name="LabelPotential">Output potential of the label's unit.</param>
/// <param name="AnswerPotential">Output potential of the answering unit.</param>
public sealed record Mistake(int Sample, int Label, int Answer, int LabelPotential, int AnswerPotential);
