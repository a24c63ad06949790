namespace Spikebook.Spiking;

/// <summary>
/// Spike trains of many samples, one after the other: the spikes of sample k are those from <c>Offsets[k]</c> up to
/// <c>Offsets[k + 1]</c>, in the order of their times. Immutable.
/// </summary>
public sealed class SpikeBatch
{
    readonly int[] _offsets;
    readonly double[] _timesMs;
    readonly int[] _sources;

    /// <summary>A batch over these arrays, which it keeps.</summary>
    /// <param name="sourceCount">Number of sources; the sources of spikes are 0 … sourceCount - 1.</param>
    /// <param name="offsets">Where each sample begins, and at the end where the last one ends: Count + 1 numbers.</param>
    /// <param name="timesMs">Times in ms; within a sample they do not fall.</param>
    /// <param name="sources">Who fired, one a time.</param>
    /// <exception cref="ArgumentException">
    /// There is no sample, the lengths do not match, offsets or times fall, a time is not finite, or a source is out of range.
    /// </exception>
    public SpikeBatch(int sourceCount, int[] offsets, double[] timesMs, int[] sources)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(timesMs);
        ArgumentNullException.ThrowIfNull(sources);
        if (sourceCount < 1) throw new ArgumentException($"{sourceCount} sources; at least 1 is needed");
        if (offsets.Length < 2) throw new ArgumentException("a batch without samples; at least one is needed");
        if (timesMs.Length != sources.Length) throw new ArgumentException($"{timesMs.Length} times but {sources.Length} sources");
        if (offsets[0] != 0 || offsets[^1] != timesMs.Length)
            throw new ArgumentException(
                $"offsets go from {offsets[0]} to {offsets[^1]}; 0 to {timesMs.Length}, the number of spikes, is needed");
        int outside = sources.AsSpan().IndexOfAnyExceptInRange(0, sourceCount - 1);
        if (outside >= 0) throw new ArgumentException($"source {sources[outside]} of spike {outside} is outside 0 to {sourceCount - 1}");
        for (int sample = 0; sample + 1 < offsets.Length; sample++)
        {
            if (offsets[sample + 1] < offsets[sample] || offsets[sample + 1] > timesMs.Length)
                throw new ArgumentException($"sample {sample} goes from spike {offsets[sample]} to {offsets[sample + 1]}");
            for (int i = offsets[sample]; i < offsets[sample + 1]; i++)
            {
                if (!double.IsFinite(timesMs[i])) throw new ArgumentException($"time {timesMs[i]} of spike {i} is not finite");
                if (i > offsets[sample] && timesMs[i] < timesMs[i - 1])
                    throw new ArgumentException(
                        $"spike {i} of sample {sample} at {timesMs[i]} ms follows one at {timesMs[i - 1]} ms; sort by time");
            }
        }
        (SourceCount, _offsets, _timesMs, _sources) = (sourceCount, offsets, timesMs, sources);
        for (int sample = 0; sample < Count; sample++)
            LongestSample = Math.Max(LongestSample, _offsets[sample + 1] - _offsets[sample]);
    }

    /// <summary>Number of samples.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>Number of sources.</summary>
    public int SourceCount { get; }

    /// <summary>Number of spikes of all samples.</summary>
    public int SpikeCount => _timesMs.Length;

    /// <summary>The largest number of spikes of one sample.</summary>
    public int LongestSample { get; }

    /// <summary>Where each sample begins; Count + 1 numbers.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>Times of all spikes, in ms.</summary>
    public ReadOnlySpan<double> TimesMs => _timesMs;

    /// <summary>Sources of all spikes.</summary>
    public ReadOnlySpan<int> Sources => _sources;

    /// <summary>The spikes of one sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public SpikeTrain this[int sample]
    {
        get
        {
            if ((uint)sample >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(sample), sample, $"sample {sample} of {Count}; 0 to {Count - 1} are there");
            int start = _offsets[sample], count = _offsets[sample + 1] - start;
            return new(_timesMs.AsSpan(start, count), _sources.AsSpan(start, count));
        }
    }

    /// <summary>The spikes of each sample as a list, as <see cref="From"/> takes them.</summary>
    public IReadOnlyList<IReadOnlyList<(double TimeMs, int Source)>> ToLists()
    {
        var samples = new (double, int)[Count][];
        for (int sample = 0; sample < Count; sample++)
        {
            SpikeTrain train = this[sample];
            samples[sample] = new (double, int)[train.Count];
            for (int k = 0; k < train.Count; k++) samples[sample][k] = (train.TimesMs[k], train.Sources[k]);
        }
        return samples;
    }

    /// <summary>A batch of samples given as lists of spikes in any order; spikes at equal times keep theirs.</summary>
    /// <param name="sourceCount">Number of sources.</param>
    /// <param name="samples">The spikes of each sample.</param>
    /// <exception cref="ArgumentException">As in the constructor.</exception>
    public static SpikeBatch From(int sourceCount, IEnumerable<IEnumerable<(double TimeMs, int Source)>> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        List<int> offsets = [0];
        List<double> times = [];
        List<int> sources = [];
        foreach (var sample in samples)
        {
            foreach (var (time, source) in sample.OrderBy(spike => spike.TimeMs))
            {
                times.Add(time);
                sources.Add(source);
            }
            offsets.Add(times.Count);
        }
        return new(sourceCount, [.. offsets], [.. times], [.. sources]);
    }
}

/// <summary>Spikes in the order of their times.</summary>
public readonly ref struct SpikeTrain
{
    /// <summary>Spikes over these spans, which must be of one length and in the order of times.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public SpikeTrain(ReadOnlySpan<double> timesMs, ReadOnlySpan<int> sources)
    {
        if (timesMs.Length != sources.Length) throw new ArgumentException($"{timesMs.Length} times but {sources.Length} sources");
        TimesMs = timesMs;
        Sources = sources;
    }

    /// <summary>Times in ms.</summary>
    public ReadOnlySpan<double> TimesMs { get; }

    /// <summary>Who fired, one a time.</summary>
    public ReadOnlySpan<int> Sources { get; }

    /// <summary>Number of spikes.</summary>
    public int Count => TimesMs.Length;
}
