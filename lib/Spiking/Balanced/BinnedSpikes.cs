namespace Spikebook.Spiking;

/// <summary>Which neurons fired in each bin; a bin holds a neuron once at most.</summary>
public sealed class BinnedSpikes
{
    // A chunk holds whole bins, and is small enough for the collector's young generation: one list that grows by copying would be a large
    // object, and bring about full collections.
    const int ChunkLength = 16_384;
    readonly List<int[]> _chunks = [];
    readonly List<int> _starts, _lengths; // bin by bin; starts count from the first chunk on
    readonly int _chunkLength;
    int _next;

    internal BinnedSpikes(int neurons, int bins)
    {
        (Neurons, _chunkLength) = (neurons, Math.Max(ChunkLength, neurons));
        (_starts, _lengths) = (new List<int>(bins), new List<int>(bins));
    }

    /// <summary>Number of neurons N.</summary>
    public int Neurons { get; }

    /// <summary>Number of bins.</summary>
    public int Bins => _starts.Count;

    /// <summary>Number of spikes.</summary>
    public int Count { get; private set; }

    /// <summary>The neurons that fired in a bin.</summary>
    public ReadOnlySpan<int> At(int bin)
    {
        int start = _starts[bin], length = _lengths[bin];
        return length == 0 ? [] : _chunks[start / _chunkLength].AsSpan(start % _chunkLength, length);
    }

    /// <summary>Every spike with its bin, in order of time: for a raster.</summary>
    public IEnumerable<(int Bin, int Neuron)> All()
    {
        for (var bin = 0; bin < Bins; bin++)
            for (var k = 0; k < _lengths[bin]; k++) yield return (bin, At(bin)[k]);
    }

    /// <summary>
    /// Spike counts in windows of <paramref name="bins"/> bins: a row for each neuron; an incomplete last window is left out.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The window is shorter than a bin or longer than the run.</exception>
    public double[][] Counts(int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, Bins);
        var windows = Bins / bins;
        var counts = new double[Neurons][];
        for (var i = 0; i < Neurons; i++) counts[i] = new double[windows];
        for (var bin = 0; bin < windows * bins; bin++)
            foreach (var neuron in At(bin)) counts[neuron][bin / bins]++;
        return counts;
    }

    internal void Add(ReadOnlySpan<int> fired)
    {
        int room = _chunks.Count * _chunkLength - _next;
        if (room < fired.Length)
        {
            _next += room;
            _chunks.Add(new int[_chunkLength]);
        }
        if (fired.Length > 0) fired.CopyTo(_chunks[^1].AsSpan(_next % _chunkLength));
        _starts.Add(_next);
        _lengths.Add(fired.Length);
        _next += fired.Length;
        Count += fired.Length;
    }
}
