using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Loihi;

/// <summary>
/// The step of a block of 64 plain compartments, sixteen at a time (Davies et al. 2018), all divisions rounding toward zero:
/// u ← u (4096 - d_u) / 4096 + 64 Σ w,  v ← v (4096 - d_v) / 4096 + u + bias,  fire if v &gt; 64 · threshold, then v ← 0.
/// </summary>
sealed class BlockUpdate
{
    readonly CompartmentArrays _cells;
    readonly Compartment _registers;
    readonly bool _wrapsInput, _clips, _ownBias;
    readonly CurrentRange _range;

    public BlockUpdate(NeuronGroup group, Conventions conventions, CompartmentArrays cells)
    {
        _cells = cells;
        _registers = group.Compartment;
        _wrapsInput = conventions.Input == InputRange.Wrap;
        _clips = conventions.Voltage == VoltageRange.Clip;
        _range = conventions.Current;
        _ownBias = group.BiasMantissas is not null || cells.Count < cells.Bias.Length; // the padding has no bias
    }

    /// <returns>Whether anything changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Update(int start, ref int input0, int shard, ref OverflowCounts counts)
    {
        ref int u0 = ref _cells.U[start], v0 = ref _cells.V[start], hold0 = ref _cells.Hold[start], bias0 = ref _cells.Bias[start];
        int keepU = Decay.Full - _registers.CurrentDecay, keepV = Decay.Full - _registers.VoltageDecay;
        var threshold = Vector512.Create(_cells.FireAbove);
        var rest = Vector512.Create(_registers.Refractory - 1);
        Vector512<int> floor = Vector512.Create(_registers.VoltageFloor), ceiling = Vector512.Create(_registers.VoltageCeiling);
        var changed = Vector512<int>.Zero;
        ulong spikes = 0; // one bit for each compartment of the block
        bool wrapInput = _wrapsInput, clip = _clips, soft = _registers.SoftReset, holds = _registers.Refractory > 1, eachBias = _ownBias;
        var sharedBias = Vector512.Create(_registers.Bias);
        for (int i = 0; i < GroupState.BlockSize; i += Vector512<int>.Count)
        {
            var arrived = Load(ref input0, i);
            var u = Load(ref u0, i);
            var v = Load(ref v0, i);
            var hold = holds ? Load(ref hold0, i) : Vector512<int>.Zero;
            var bias = eachBias ? Load(ref bias0, i) : sharedBias;
            if ((arrived | u | v | hold | bias) == Vector512<int>.Zero) continue; // at rest, while others of the block are not
            Store(ref input0, i, Vector512<int>.Zero);
            // ±2^21 are ±2^15 weight units, in which a sum that is far out of range still fits 32 bits
            var limited = wrapInput ? arrived << 16 >> 16 : arrived << 6 >> 6;
            var sum = limited << 6;
            var keptU = Kept(u, keepU);
            var freeU = keptU + sum;
            var nextU = _range switch
            {
                CurrentRange.Wrap => freeU << 8 >> 8,
                CurrentRange.WrapOpenBelow => WrapOnce(freeU),
                _ => freeU,
            };
            var freeDrive = nextU + bias;
            var drive = _range == CurrentRange.Wrap ? freeDrive << 8 >> 8 : freeDrive;
            var keptV = Kept(v, keepV);
            var freeV = keptV + drive;
            var nextV = clip ? Vector512.Min(Vector512.Max(freeV, floor), ceiling) : freeV;
            // Without a limit the only one is that of 32 bits: a sum that has neither sign of its two terms.
            var turnedU = _range == CurrentRange.Wrap ? Vector512<int>.Zero : Turned(keptU, sum, freeU) | Turned(nextU, bias, freeDrive);
            var turnedV = clip ? Vector512<int>.Zero : Turned(keptV, drive, freeV);
            var beyond = (limited ^ arrived) | (nextU ^ freeU) | (drive ^ freeDrive) | (nextV ^ freeV) | (turnedU | turnedV);
            if (beyond != Vector512<int>.Zero)
            {
                counts.Inputs += Different(limited, arrived);
                counts.Currents += Different(nextU, freeU) + Different(drive, freeDrive)
                    + Set(Turned(keptU, sum, freeU)) + Set(Turned(nextU, bias, freeDrive));
                counts.Voltages += Different(nextV, freeV) + (clip ? 0 : Set(turnedV));
                // a block in which something overflows stays awake, so that every step of it is counted
                changed = Vector512<int>.AllBitsSet;
            }
            if (holds) nextV = Vector512.ConditionalSelect(Vector512.Equals(hold, Vector512<int>.Zero), nextV, Vector512<int>.Zero);
            var fires = Vector512.GreaterThan(nextV, threshold);
            nextV = soft ? nextV - (threshold & fires) : Vector512.AndNot(nextV, fires);
            changed |= (nextU ^ u) | (nextV ^ v) | hold | fires;
            Store(ref u0, i, nextU);
            Store(ref v0, i, nextV);
            if (holds)
                Store(ref hold0, i, Vector512.ConditionalSelect(fires, rest,
                    Vector512.Max(hold - Vector512<int>.One, Vector512<int>.Zero)));
            spikes |= fires.ExtractMostSignificantBits() << i;
        }
        if (spikes != 0) _cells.Fired.Add(spikes, start, shard);
        return changed != Vector512<int>.Zero;
    }

    // All bits of the lanes in which a + b left 32 bits.
    static Vector512<int> Turned(Vector512<int> a, Vector512<int> b, Vector512<int> sum) => ((a ^ sum) & (b ^ sum)) >> 31;

    static int Set(Vector512<int> mask) => -Vector512.Sum(mask);

    static int Different(Vector512<int> a, Vector512<int> b) => Vector512<int>.Count + Vector512.Sum(Vector512.Equals(a, b));

    /// <summary>value keep / 4096, rounded toward zero, in 32 bits; see <see cref="Decay.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Kept(Vector512<int> value, int keep)
    {
        if (keep == 0) return Vector512<int>.Zero;
        if (keep == Decay.Full) return value;
        var sign = value >> 31;
        var magnitude = (value ^ sign) - sign;
        var kept = (magnitude >> 12) * keep + ((magnitude & Vector512.Create(4095)) * keep >>> 12);
        return (kept ^ sign) - sign;
    }

    /// <summary>Lava: above 2^23 one turn down, at or below -2^23 one turn up; as <see cref="SingleUpdate.WrapOnce"/>.</summary>
    static Vector512<int> WrapOnce(Vector512<int> u)
    {
        Vector512<int> top = Vector512.Create(1 << 23), turn = Vector512.Create(1 << 24);
        return u - (turn & Vector512.GreaterThan(u, top)) + (turn & Vector512.LessThanOrEqual(u, -top));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Load(ref int first, int at) => Vector512.LoadUnsafe(ref first, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(ref int first, int at, Vector512<int> value) => value.StoreUnsafe(ref first, (nuint)at);
}
