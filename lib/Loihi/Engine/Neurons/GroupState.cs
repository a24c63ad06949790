using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>
/// State of a group's compartments. Blocks of compartments that neither receive input nor change by themselves sleep: a step without
/// input that left a block as it was would leave it so again.
/// </summary>
sealed class GroupState
{
    public const int BlockBits = 6, BlockSize = 1 << BlockBits;

    readonly int _padded, _slotMask;
    readonly int[] _arriving;         // [slot][compartment], in weight units
    readonly byte[] _hasInput;        // [slot][block]
    readonly byte[] _awake;           // [block]
    readonly byte[] _touched;         // [block]: updated in this step
    readonly byte[]? _joinedTouched;  // the dendrite's
    readonly BlockUpdate? _block;     // of plain compartments
    readonly SingleUpdate? _single;   // of those with noise or a dendrite
    readonly OverflowCounts[] _counts; // by shard

    public readonly CompartmentArrays Cells;

    public GroupState(NeuronGroup group, Conventions conventions, GroupState? joined, int slots, int shards, ulong seed)
    {
        Group = group;
        Shards = shards;
        _slotMask = slots - 1;
        _padded = PaddedCount(group.Count);
        Blocks = _padded >> BlockBits;
        _arriving = new int[slots * _padded];
        _hasInput = new byte[slots * Blocks];
        _awake = new byte[Blocks];
        _awake.AsSpan().Fill(1);
        _touched = new byte[Blocks];
        _joinedTouched = joined?._touched;
        _counts = new OverflowCounts[shards];
        var first = new int[shards];
        for (int shard = 0; shard < shards; shard++) first[shard] = Math.Min(group.Count, FirstBlock(shard) << BlockBits);
        Cells = new CompartmentArrays(group, _padded, first);
        var noise = group.Compartment.Noise is { } given ? new NoiseSource(given, group.Name, seed) : null;
        if (noise is null && joined is null) _block = new BlockUpdate(group, conventions, Cells);
        else _single = new SingleUpdate(group, conventions, Cells, noise, joined?.Cells);
    }

    public NeuronGroup Group { get; }

    public int Blocks { get; }

    public int Shards { get; }

    public Fired Fired => Cells.Fired;

    /// <summary>Whether a current or a summed input ever wrapped, without looking further.</summary>
    public (bool Current, bool Input) Wrapped
    {
        get
        {
            long currents = 0, inputs = 0;
            foreach (ref readonly var shard in _counts.AsSpan())
            {
                currents += shard.Currents;
                inputs += shard.Inputs;
            }
            return (currents > 0, inputs > 0);
        }
    }

    public Overflows Overflows => new(_counts.Sum(shard => shard.Currents), _counts.Sum(shard => shard.Inputs),
        _counts.Sum(shard => shard.Voltages));

    /// <summary>Compartments in whole blocks.</summary>
    public static int PaddedCount(int count) => count + BlockSize - 1 & -BlockSize;

    /// <summary>First block of a shard; shard s has blocks FirstBlock(s) .. FirstBlock(s + 1).</summary>
    public int FirstBlock(int shard) => (int)((long)Blocks * shard / Shards);

    /// <summary>Input that acts in a step, in weight units, one number for each compartment (padded to whole blocks).</summary>
    public Span<int> InputOf(long step) => _arriving.AsSpan((int)(step & _slotMask) * _padded, _padded);

    /// <summary>Which blocks have input in a step.</summary>
    public Span<byte> HasInputOf(long step) => _hasInput.AsSpan((int)(step & _slotMask) * Blocks, Blocks);

    public void Save(BinaryWriter writer)
    {
        foreach (int[] numbers in new[] { Cells.U, Cells.V, Cells.Hold, _arriving }) writer.WriteArray<int>(numbers);
        writer.Write(_hasInput);
        writer.Write(_awake);
        var overflows = Overflows;
        writer.Write(overflows.Currents);
        writer.Write(overflows.Inputs);
        writer.Write(overflows.Voltages);
        Fired.Save(writer);
    }

    public void Load(SavedSection section)
    {
        section.Fill(Cells.U.AsSpan());
        section.Fill(Cells.V.AsSpan());
        section.Fill(Cells.Hold, 0, Group.Compartment.Refractory - 1, "a refractory step");
        section.Fill(_arriving.AsSpan());
        section.Fill(_hasInput, 1, "a mark of input");
        section.Fill(_awake, 1, "a mark of a block that is awake");
        Array.Clear(_counts);
        _counts[0].Currents = section.Int64(0, long.MaxValue, "currents that wrapped");
        _counts[0].Inputs = section.Int64(0, long.MaxValue, "inputs that wrapped");
        _counts[0].Voltages = section.Int64(0, long.MaxValue, "voltages that were clipped");
        Fired.Load(section);
    }

    /// <summary>One step of a shard's compartments, as far as they are awake.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(long step, int shard)
    {
        Fired.Clear(shard);
        var input = InputOf(step);
        var comes = HasInputOf(step);
        int end = FirstBlock(shard + 1);
        for (int b = FirstBlock(shard); b < end; b++)
        {
            while (b + 8 <= end && SleepsThroughout(comes, b)) b += 8;
            if (b == end) break;
            bool idle = (_awake[b] | comes[b] | (_joinedTouched is null ? 0 : _joinedTouched[b])) == 0;
            _touched[b] = (byte)(idle ? 0 : 1);
            if (idle) continue;
            bool changed = _block is not null
                ? _block.Update(b << BlockBits, ref input[b << BlockBits], shard, ref _counts[shard])
                : _single!.Update(b << BlockBits, input, step, shard, ref _counts[shard]);
            _awake[b] = (byte)(changed || comes[b] != 0 ? 1 : 0);
            comes[b] = 0;
        }
    }

    // Eight blocks at a look: nothing came, nothing changes, and nothing did in the step before.
    bool SleepsThroughout(ReadOnlySpan<byte> comes, int first)
        => (Eight(_awake, first) | Eight(comes, first) | Eight(_touched, first)
            | (_joinedTouched is null ? 0 : Eight(_joinedTouched, first))) == 0;

    static ulong Eight(ReadOnlySpan<byte> flags, int first) => MemoryMarshal.Read<ulong>(flags[first..]);
}
