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

    readonly int padded, slotMask;
    readonly int[] arriving;         // [slot][compartment], in weight units
    readonly byte[] hasInput;        // [slot][block]
    readonly byte[] awake;           // [block]
    readonly byte[] touched;         // [block]: updated in this step
    readonly byte[]? joinedTouched;  // the dendrite's
    readonly BlockUpdate? block;     // of plain compartments
    readonly SingleUpdate? single;   // of those with noise or a dendrite
    readonly OverflowCounts[] counts; // by shard

    public readonly CompartmentArrays Cells;

    public GroupState(NeuronGroup group, Conventions conventions, GroupState? joined, int slots, int shards, ulong seed)
    {
        Group = group;
        Shards = shards;
        slotMask = slots - 1;
        padded = PaddedCount(group.Count);
        Blocks = padded >> BlockBits;
        arriving = new int[slots * padded];
        hasInput = new byte[slots * Blocks];
        awake = new byte[Blocks];
        awake.AsSpan().Fill(1);
        touched = new byte[Blocks];
        joinedTouched = joined?.touched;
        counts = new OverflowCounts[shards];
        var first = new int[shards];
        for (int shard = 0; shard < shards; shard++) first[shard] = Math.Min(group.Count, FirstBlock(shard) << BlockBits);
        Cells = new CompartmentArrays(group, padded, first);
        var noise = group.Compartment.Noise is { } given ? new NoiseSource(given, group.Name, seed) : null;
        if (noise is null && joined is null) block = new BlockUpdate(group, conventions, Cells);
        else single = new SingleUpdate(group, conventions, Cells, noise, joined?.Cells);
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
            foreach (ref readonly var shard in counts.AsSpan())
            {
                currents += shard.Currents;
                inputs += shard.Inputs;
            }
            return (currents > 0, inputs > 0);
        }
    }

    public Overflows Overflows => new(counts.Sum(shard => shard.Currents), counts.Sum(shard => shard.Inputs), counts.Sum(shard => shard.Voltages));

    /// <summary>Compartments in whole blocks.</summary>
    public static int PaddedCount(int count) => count + BlockSize - 1 & -BlockSize;

    /// <summary>First block of a shard; shard s has blocks FirstBlock(s) .. FirstBlock(s + 1).</summary>
    public int FirstBlock(int shard) => (int)((long)Blocks * shard / Shards);

    /// <summary>Input that acts in a step, in weight units, one number for each compartment (padded to whole blocks).</summary>
    public Span<int> InputOf(long step) => arriving.AsSpan((int)(step & slotMask) * padded, padded);

    /// <summary>Which blocks have input in a step.</summary>
    public Span<byte> HasInputOf(long step) => hasInput.AsSpan((int)(step & slotMask) * Blocks, Blocks);

    public void Save(BinaryWriter writer)
    {
        foreach (int[] numbers in new[] { Cells.U, Cells.V, Cells.Hold, arriving }) writer.WriteArray<int>(numbers);
        writer.Write(hasInput);
        writer.Write(awake);
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
        section.Fill(arriving.AsSpan());
        section.Fill(hasInput, 1, "a mark of input");
        section.Fill(awake, 1, "a mark of a block that is awake");
        Array.Clear(counts);
        counts[0].Currents = section.Int64(0, long.MaxValue, "currents that wrapped");
        counts[0].Inputs = section.Int64(0, long.MaxValue, "inputs that wrapped");
        counts[0].Voltages = section.Int64(0, long.MaxValue, "voltages that were clipped");
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
            bool idle = (awake[b] | comes[b] | (joinedTouched is null ? 0 : joinedTouched[b])) == 0;
            touched[b] = (byte)(idle ? 0 : 1);
            if (idle) continue;
            bool changed = block is not null
                ? block.Update(b << BlockBits, ref input[b << BlockBits], shard, ref counts[shard])
                : single!.Update(b << BlockBits, input, step, shard, ref counts[shard]);
            awake[b] = (byte)(changed || comes[b] != 0 ? 1 : 0);
            comes[b] = 0;
        }
    }

    // Eight blocks at a look: nothing came, nothing changes, and nothing did in the step before.
    bool SleepsThroughout(ReadOnlySpan<byte> comes, int first)
        => (Eight(awake, first) | Eight(comes, first) | Eight(touched, first) | (joinedTouched is null ? 0 : Eight(joinedTouched, first))) == 0;

    static ulong Eight(ReadOnlySpan<byte> flags, int first) => MemoryMarshal.Read<ulong>(flags[first..]);
}
