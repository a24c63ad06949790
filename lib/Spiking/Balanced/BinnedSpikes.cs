namespace Spikebook.Spiking;

/// <summary>Which neurons fired in each bin; a bin holds a neuron once at most.</summary>
public sealed class BinnedSpikes
{
    readonly List<int> _neurons = [];
    readonly List<int> _ends;

    internal BinnedSpikes(int neurons, int bins)
    {
        Neurons = neurons;
        _ends = new List<int>(bins);
    }

    /// <summary>Number of neurons N.</summary>
    public int Neurons { get; }

    /// <summary>Number of bins.</summary>
    public int Bins => _ends.Count;

    /// <summary>Number of spikes.</summary>
    public int Count => _neurons.Count;

    /// <summary>The neurons that fired in a bin.</summary>
    public ReadOnlySpan<int> At(int bin)
    {
        int start = bin == 0 ? 0 : _ends[bin - 1];
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_neurons)[start.._ends[bin]];
    }

    /// <summary>Every spike with its bin, in order of time: for a raster.</summary>
    public IEnumerable<(int Bin, int Neuron)> All()
    {
        var next = 0;
        for (var bin = 0; bin < _ends.Count; bin++)
            for (; next < _ends[bin]; next++) yield return (bin, _neurons[next]);
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
        _neurons.AddRange(fired);
        _ends.Add(_neurons.Count);
    }
}
