namespace Spikebook.Loihi;

/// <summary>Items put into groups in their order, by counting: rows of a list of synapses, and columns of those rows.</summary>
/// <param name="Start">Group g has the places Start[g] .. Start[g + 1].</param>
/// <param name="Place">The place of each item.</param>
readonly record struct Grouping(int[] Start, int[] Place)
{
    /// <summary>Groups items by their keys, each of 0 … groups - 1.</summary>
    public static Grouping Of(ReadOnlySpan<int> keys, int groups)
    {
        var start = new int[groups + 1];
        foreach (int key in keys) start[key + 1]++;
        for (int group = 0; group < groups; group++) start[group + 1] += start[group];
        var next = start.AsSpan(0, groups).ToArray();
        var place = new int[keys.Length];
        for (int item = 0; item < place.Length; item++) place[item] = next[keys[item]]++;
        return new(start, place);
    }
}
