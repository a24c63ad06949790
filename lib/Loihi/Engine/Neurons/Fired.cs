using System.Numerics;

namespace Spikebook.Loihi;

/// <summary>
/// Who of a population fired in the current step: a list in ascending order, and flags. Each shard clears and fills its own stretch;
/// <see cref="Merge"/>, called once when all have, makes one list of them.
/// </summary>
sealed class Fired
{
    readonly int[] stretches, merged;
    readonly int[] first;  // of each shard's stretch
    readonly int[] counts; // of each shard

    public readonly byte[] Flags;

    public Fired(int count, ReadOnlySpan<int> firstOfShard)
    {
        stretches = new int[count];
        first = [.. firstOfShard];
        merged = first.Length == 1 ? stretches : new int[count];
        counts = new int[first.Length];
        Flags = new byte[count];
    }

    public Fired(int count) : this(count, [0]) { }

    public int Count { get; private set; }

    public ReadOnlySpan<int> Indices => merged.AsSpan(0, Count);

    public void Clear(int shard = 0)
    {
        foreach (int index in stretches.AsSpan(first[shard], counts[shard])) Flags[index] = 0;
        counts[shard] = 0;
    }

    public void Add(int index, int shard = 0)
    {
        stretches[first[shard] + counts[shard]++] = index;
        Flags[index] = 1;
    }

    /// <summary>Adds start + k for every bit k that is set; neurons beyond the last, with which a group is padded, are left out.</summary>
    public void Add(ulong bits, int start, int shard)
    {
        int count = counts[shard];
        var stretch = stretches.AsSpan(first[shard]);
        for (; bits != 0; bits &= bits - 1)
        {
            int index = start + BitOperations.TrailingZeroCount(bits);
            if (index >= Flags.Length) break;
            stretch[count++] = index;
            Flags[index] = 1;
        }
        counts[shard] = count;
    }

    public void Merge()
    {
        Count = counts[0];
        if (first.Length == 1) return;
        stretches.AsSpan(0, Count).CopyTo(merged);
        for (int shard = 1; shard < first.Length; shard++)
        {
            stretches.AsSpan(first[shard], counts[shard]).CopyTo(merged.AsSpan(Count));
            Count += counts[shard];
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.WriteArray(Indices);
    }

    public void Load(SavedSection section)
    {
        for (int shard = 0; shard < first.Length; shard++) Clear(shard);
        var indices = new int[section.Int32(0, Flags.Length, "how many fired")];
        section.Fill(indices, 0, Flags.Length - 1, "who fired");
        foreach (int index in indices) // of a long epoch they need not be in order
        {
            if (Flags[index] != 0) throw section.Wrong($"neuron {index} fired twice in a step");
            int owner = 0;
            while (owner + 1 < first.Length && index >= first[owner + 1]) owner++;
            Add(index, owner);
        }
        Merge();
    }
}
