using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>
/// The synapses of a connection in canonical order: by pre, then by post, then by weight; whatever order they were given in.
/// </summary>
sealed class Links
{
    public readonly int[] RowStart; // [pre] .. [pre + 1] is the row of pre
    public readonly int[] Post;
    public readonly short[] Weight;
    public readonly int Columns;

    public Links(List<Link> links, int rows, int columns)
    {
        Columns = columns;
        var span = CollectionsMarshal.AsSpan(links);
        var pres = new int[span.Length];
        for (int k = 0; k < pres.Length; k++) pres[k] = span[k].Pre;
        (RowStart, int[] place) = Grouping.Of(pres, rows);
        Post = new int[span.Length];
        Weight = new short[span.Length];
        for (int k = 0; k < place.Length; k++) (Post[place[k]], Weight[place[k]]) = (span[k].Post, (short)span[k].Weight);
        SortRows();
        IsComplete = Count == (long)rows * columns && !HasDuplicates;
    }

    /// <summary>Number of presynaptic neurons.</summary>
    public int Rows => RowStart.Length - 1;

    public int Count => Post.Length;

    /// <summary>Whether every pair is connected exactly once.</summary>
    public bool IsComplete { get; }

    public bool HasDuplicates
    {
        get
        {
            for (int row = 0; row < Rows; row++)
                for (int k = RowStart[row] + 1; k < RowStart[row + 1]; k++)
                    if (Post[k] == Post[k - 1]) return true;
            return false;
        }
    }

    /// <summary>The targets of a row from first up to, not including, end.</summary>
    public ReadOnlySpan<int> PostsIn(int row, int first, int end)
        => first == 0 && end >= Columns
            ? Post.AsSpan(RowStart[row]..RowStart[row + 1]) : Post.AsSpan(FirstAtLeast(row, first)..FirstAtLeast(row, end));

    /// <summary>The first synapse of a row whose target is <paramref name="post"/> or later; the end of the row if there is none.</summary>
    public int FirstAtLeast(int row, int post)
    {
        int low = RowStart[row], high = RowStart[row + 1];
        while (low < high)
        {
            int middle = low + high >>> 1;
            if (Post[middle] < post) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    void SortRows()
    {
        long[] keys = [];
        for (int row = 0; row < Rows; row++)
        {
            var posts = Post.AsSpan(RowStart[row]..RowStart[row + 1]);
            var weights = Weight.AsSpan(RowStart[row]..RowStart[row + 1]);
            if (IsAscending(posts)) continue;
            if (keys.Length < posts.Length) keys = new long[posts.Length];
            for (int k = 0; k < posts.Length; k++) keys[k] = (long)posts[k] << 16 | (ushort)(weights[k] + 32768);
            Array.Sort(keys, 0, posts.Length);
            for (int k = 0; k < posts.Length; k++) (posts[k], weights[k]) = ((int)(keys[k] >> 16), (short)((keys[k] & 0xFFFF) - 32768));
        }
    }

    static bool IsAscending(ReadOnlySpan<int> posts)
    {
        for (int k = 1; k < posts.Length; k++)
            if (posts[k] <= posts[k - 1]) return false;
        return true;
    }
}
