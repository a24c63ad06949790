namespace Spikebook.Loihi;

/// <summary>Synapses with a mantissa of From to To.</summary>
/// <param name="From">Lowest mantissa.</param>
/// <param name="To">Highest mantissa.</param>
/// <param name="Count">Number of synapses.</param>
public readonly record struct WeightBin(int From, int To, int Count)
{
    internal static IReadOnlyList<WeightBin> Of(ReadOnlySpan<short> weights, int width)
    {
        var bins = new SortedDictionary<int, int>();
        foreach (short weight in weights)
        {
            int bin = (int)Math.Floor(weight / (double)width);
            bins[bin] = bins.GetValueOrDefault(bin) + 1;
        }
        if (bins.Count == 0) return [];
        int first = bins.Keys.First(), last = bins.Keys.Last();
        return [.. Enumerable.Range(first, last - first + 1).Select(bin
            => new WeightBin(bin * width, bin * width + width - 1, bins.GetValueOrDefault(bin)))];
    }
}
