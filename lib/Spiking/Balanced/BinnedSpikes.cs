namespace Spikebook.Spiking;

/// <summary>Which neurons fired in each bin; a bin holds a neuron once at most.</summary>
public sealed class BinnedSpikes
{
    // A chunk holds whole bins, and is small enough for the collector's young generation: a list that grows by copying took a third of the
    // time of a busy network.
    const int ChunkLength = 16_384;
    readonly List<int[]> _chunks = [];
    readonly List<(int Chunk, int Start, int Length)> _bins;
    int _used;

    internal BinnedSpikes(int neurons, int bins)
    {
        Neurons = neurons;
        _bins = new List<(int, int, int)>(bins);
    }

    /// <summary>Number of neurons N.</summary>
    public int Neurons { get; }

    /// <summary>Number of bins.</summary>
    public int Bins => _bins.Count;

    /// <summary>Number of spikes.</summary>
    public int Count { get; private set; }

    /// <summary>The neurons that fired in a bin.</summary>
    public ReadOnlySpan<int> At(int bin)
    {
        var (chunk, start, length) = _bins[bin];
        return length == 0 ? [] : _chunks[chunk].AsSpan(start, length);
    }

    /// <summary>Every spike with its bin, in order of time: for a raster.</summary>
    public IEnumerable<(int Bin, int Neuron)> All()
    {
        for (var bin = 0; bin < _bins.Count; bin++)
        {
            var (chunk, start, length) = _bins[bin];
            for (var k = start; k < start + length; k++) yield return (bin, _chunks[chunk][k]);
        }
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
        if (fired.Length > 0 && (_chunks.Count == 0 || _used + fired.Length > _chunks[^1].Length))
        {
            _chunks.Add(new int[Math.Max(ChunkLength, fired.Length)]);
            _used = 0;
        }
        if (fired.Length > 0) fired.CopyTo(_chunks[^1].AsSpan(_used));
        _bins.Add((_chunks.Count - 1, _used, fired.Length));
        _used += fired.Length;
        Count += fired.Length;
    }
}
