namespace Spikebook.Loihi;

/// <summary>
/// Where most blocks get input anyway, all of a shard's are marked at once: a block that wakes for nothing stays as it is, and
/// nobody has to mark them one by one.
/// </summary>
sealed class Marking(Links links, GroupState target)
{
    readonly bool _rowsReachMost = links.Count / Math.Max(1, links.Rows) >= target.Blocks;

    /// <summary>Whether so many fired that they reach most blocks.</summary>
    public bool ReachesMost(int fired) => _rowsReachMost || (long)fired * links.Count / links.Rows >= 4L * target.Blocks;

    /// <summary>Marks all blocks of a shard.</summary>
    public void MarkAll(Span<byte> hasInput, int shard)
    {
        int first = target.FirstBlock(shard);
        hasInput[first..target.FirstBlock(shard + 1)].Fill(1);
    }
}
