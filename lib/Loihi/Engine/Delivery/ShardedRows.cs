namespace Spikebook.Loihi;

/// <summary>Which synapses of a row lead to which shard's compartments. A shard delivers to its own only, so that shards never write to the same place.</summary>
sealed class ShardedRows
{
    readonly int columns;
    readonly GroupState target;
    readonly int[][] starts; // [shard][row]: first synapse of the shard in the row; one more entry for the end

    public ShardedRows(Links links, GroupState target)
    {
        columns = links.Columns;
        this.target = target;
        starts = new int[target.Shards + 1][];
        starts[0] = links.RowStart[..^1];
        starts[^1] = links.RowStart[1..];
        for (int shard = 1; shard < target.Shards; shard++)
        {
            int firstPost = target.FirstBlock(shard) << GroupState.BlockBits;
            starts[shard] = new int[links.Rows];
            for (int row = 0; row < links.Rows; row++) starts[shard][row] = links.FirstAtLeast(row, firstPost);
        }
    }

    /// <summary>The synapses of a row that lead to a shard's compartments.</summary>
    public (int Start, int End) Row(int pre, int shard) => (starts[shard][pre], starts[shard + 1][pre]);

    /// <summary>The compartments of a shard.</summary>
    public (int Start, int End) Columns(int shard)
        => (Math.Min(columns, target.FirstBlock(shard) << GroupState.BlockBits), Math.Min(columns, target.FirstBlock(shard + 1) << GroupState.BlockBits));
}
