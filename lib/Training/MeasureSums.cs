using Spikebook.Data;

namespace Spikebook.Training;

/// <summary>Running sums of a learner's measures.</summary>
sealed class MeasureSums
{
    readonly Measure[] measures;
    readonly string[] names;
    readonly double[] sums;
    readonly int classes;

    public MeasureSums(IReadOnlyList<Measure> measures, int classes)
    {
        (this.measures, this.classes) = ([.. measures], classes);
        names = [.. measures.Select(m => m.Name)];
        sums = new double[names.Length];
        if (names.Length == 0 || names.Distinct().Count() < names.Length)
            throw new ArgumentException($"a learner's measures have names of their own, at least one; these are {string.Join(", ", names)}");
    }

    public long Count { get; private set; }

    public double[] Sums => [.. sums];

    public static MeasureSums Of<TSamples>(ILearner<TSamples> learner)
        where TSamples : ISamples
        => new(learner.Measures, learner.Classes);

    public void Add(ReadOnlySpan<double> scores, int label)
    {
        for (int i = 0; i < measures.Length; i++) sums[i] += measures[i].OfSample(scores, label);
        Count++;
    }

    public Measured Mean()
        => new(names, [.. sums.Select((sum, i) => measures[i].PerClass ? sum / Count / classes : sum / Count)]);

    public void Reset(long count = 0, ReadOnlySpan<double> values = default)
    {
        Count = count;
        Array.Clear(sums);
        values.CopyTo(sums);
    }
}
