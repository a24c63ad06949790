using System.Numerics;

namespace Spikebook.Loihi;

/// <summary>
/// Who of a population fired in the current step: a list in ascending order, and flags. Each shard clears and fills its own stretch;
/// <see cref="Merge"/>, called once when all have, makes one list of them.
/// </summary>
sealed class Fired
{
    readonly int[] _stretches, _merged;
    readonly int[] _first;  // of each shard's stretch
    readonly int[] _counts; // of each shard

    public readonly byte[] Flags;

    public Fired(int count, ReadOnlySpan<int> firstOfShard)
    {
        _stretches = new int[count];
        _first = [.. firstOfShard];
        _merged = _first.Length == 1 ? _stretches : new int[count];
        _counts = new int[_first.Length];
        Flags = new byte[count];
    }

    public Fired(int count) : this(count, [0]) { }

    public int Count { get; private set; }

    public ReadOnlySpan<int> Indices => _merged.AsSpan(0, Count);

    public void Clear(int shard = 0)
    {
        foreach (int index in _stretches.AsSpan(_first[shard], _counts[shard])) Flags[index] = 0;
        _counts[shard] = 0;
    }

    public void Add(int index, int shard = 0)
    {
        _stretches[_first[shard] + _counts[shard]++] = index;
        Flags[index] = 1;
    }

    /// <summary>Adds start + k for every bit k that is set; neurons beyond the last, with which a group is padded, are left out.</summary>
    public void Add(ulong bits, int start, int shard)
    {
        int count = _counts[shard];
        var stretch = _stretches.AsSpan(_first[shard]);
        for (; bits != 0; bits &= bits - 1)
        {
            int index = start + BitOperations.TrailingZeroCount(bits);
            if (index >= Flags.Length) break;
            stretch[count++] = index;
            Flags[index] = 1;
        }
        _counts[shard] = count;
    }

    public void Merge()
    {
        Count = _counts[0];
        if (_first.Length == 1) return;
        _stretches.AsSpan(0, Count).CopyTo(_merged);
        for (int shard = 1; shard < _first.Length; shard++)
        {
            _stretches.AsSpan(_first[shard], _counts[shard]).CopyTo(_merged.AsSpan(Count));
            Count += _counts[shard];
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.WriteArray(Indices);
    }

    public void Load(SavedSection section)
    {
        for (int shard = 0; shard < _first.Length; shard++) Clear(shard);
        var indices = new int[section.Int32(0, Flags.Length, "how many fired")];
        section.Fill(indices, 0, Flags.Length - 1, "who fired");
        foreach (int index in indices) // of a long epoch they need not be in order
        {
            if (Flags[index] != 0) throw section.Wrong($"neuron {index} fired twice in a step");
            int owner = 0;
            while (owner + 1 < _first.Length && index >= _first[owner + 1]) owner++;
            Add(index, owner);
        }
        Merge();
    }
}
