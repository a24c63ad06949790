using System.Runtime.CompilerServices;

namespace Spikebook.Loihi;

/// <summary>
/// Which synapses of a row lead to which shard's compartments. A shard delivers to its own only, so that shards never write to the same
/// place.
/// </summary>
sealed class ShardedRows
{
    readonly int _columns;
    readonly GroupState _target;
    readonly int[][] _starts; // [shard][row]: first synapse of the shard in the row; one more entry for the end

    public ShardedRows(Links links, GroupState target)
    {
        _columns = links.Columns;
        _target = target;
        _starts = new int[target.Shards + 1][];
        _starts[0] = links.RowStart[..^1];
        _starts[^1] = links.RowStart[1..];
        for (int shard = 1; shard < target.Shards; shard++)
        {
            int firstPost = target.FirstBlock(shard) << GroupState.BlockBits;
            _starts[shard] = new int[links.Rows];
            for (int row = 0; row < links.Rows; row++) _starts[shard][row] = links.FirstAtLeast(row, firstPost);
        }
    }

    /// <summary>
    /// By row, the first synapse that leads to a shard's compartments or to later ones; those of the next shard are the ends.
    /// </summary>
    public int[] Starts(int shard) => _starts[shard];

    /// <summary>The synapses of a row that lead to a shard's compartments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Start, int End) Row(int pre, int shard) => (_starts[shard][pre], _starts[shard + 1][pre]);

    /// <summary>The compartments of a shard.</summary>
    public (int Start, int End) Columns(int shard)
        => (Math.Min(_columns, _target.FirstBlock(shard) << GroupState.BlockBits),
            Math.Min(_columns, _target.FirstBlock(shard + 1) << GroupState.BlockBits));
}
