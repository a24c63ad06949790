using Spikebook.Data;

namespace Spikebook.Training;

/// <summary>Running sums of a learner's measures.</summary>
sealed class MeasureSums
{
    readonly Measure[] _measures;
    readonly string[] _names;
    readonly double[] _sums;
    readonly int _classes;

    public MeasureSums(IReadOnlyList<Measure> measures, int classes)
    {
        (_measures, _classes) = ([.. measures], classes);
        _names = [.. measures.Select(m => m.Name)];
        _sums = new double[_names.Length];
        if (_names.Length == 0 || _names.Distinct().Count() < _names.Length)
            throw new ArgumentException(
                $"a learner's measures have names of their own, at least one; these are {string.Join(", ", _names)}");
    }

    public long Count { get; private set; }

    public double[] Sums => [.. _sums];

    public static MeasureSums Of<TSamples>(ILearner<TSamples> learner)
        where TSamples : ISamples
        => new(learner.Measures, learner.Classes);

    public void Add(ReadOnlySpan<double> scores, int label)
    {
        for (int i = 0; i < _measures.Length; i++) _sums[i] += _measures[i].OfSample(scores, label);
        Count++;
    }

    public Measured Mean()
        => new(_names, [.. _sums.Select((sum, i) => _measures[i].PerClass ? sum / Count / _classes : sum / Count)]);

    public void Reset(long count = 0, ReadOnlySpan<double> values = default)
    {
        Count = count;
        Array.Clear(_sums);
        values.CopyTo(_sums);
    }
}
