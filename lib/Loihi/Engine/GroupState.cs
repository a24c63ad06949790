using System.Numerics;
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

    readonly Compartment _compartment;
    readonly Conventions _conventions;
    readonly int _count, _padded, _slotMask;
    readonly int[] _bias;

    public readonly int[] U, V, Hold; // Hold: steps for which v stays 0
    public readonly int[] Input;      // [slot][compartment], in weight units
    public readonly byte[] HasInput;  // [slot][block]
    public readonly byte[] Awake;     // [block]
    public readonly Fired Fired;
    public long CurrentOverflows, InputOverflows, VoltageClips;

    public GroupState(NeuronGroup group, Conventions conventions, int slots)
    {
        _compartment = group.Compartment;
        _conventions = conventions;
        _count = group.Count;
        _padded = group.Count + BlockSize - 1 & -BlockSize;
        _slotMask = slots - 1;
        Blocks = _padded >> BlockBits;
        U = new int[_padded];
        V = new int[_padded];
        Hold = new int[_padded];
        _bias = new int[_padded];
        for (int i = 0; i < _count; i++)
            _bias[i] = (group.BiasMantissas?[i] ?? _compartment.BiasMantissa) << _compartment.BiasExponent;
        Input = new int[slots * _padded];
        HasInput = new byte[slots * Blocks];
        Awake = new byte[Blocks];
        Awake.AsSpan().Fill(1);
        Fired = new Fired(_count);
    }

    public int Blocks { get; }

    /// <summary>Input that acts in a step, in weight units, one number for each compartment (padded to whole blocks).</summary>
    public Span<int> InputOf(long step) => Input.AsSpan((int)(step & _slotMask) * _padded, _padded);

    public Span<byte> HasInputOf(long step) => HasInput.AsSpan((int)(step & _slotMask) * Blocks, Blocks);

    public void Update(long step)
    {
        Fired.Clear();
        var input = InputOf(step);
        var hasInput = HasInputOf(step);
        for (int block = 0; block < Blocks; block++)
        {
            if ((Awake[block] | hasInput[block]) == 0) continue;
            bool changed = UpdateBlock(block << BlockBits, input.Slice(block << BlockBits, BlockSize));
            Awake[block] = (byte)(changed || hasInput[block] != 0 ? 1 : 0);
            hasInput[block] = 0;
        }
    }

    // u <- u (4096 - d_u)/4096 + 64 w;  v <- v (4096 - d_v)/4096 + u + bias;  fire if v > 64 threshold, then v <- 0   (Davies et al. 2018)
    bool UpdateBlock(int start, Span<int> input)
    {
        ref int u0 = ref U[start], v0 = ref V[start], hold0 = ref Hold[start], bias0 = ref _bias[start];
        ref int input0 = ref MemoryMarshal.GetReference(input);
        int keepU = Decay.Full - _compartment.CurrentDecay, keepV = Decay.Full - _compartment.VoltageDecay;
        var threshold = new Vector<int>(_compartment.ThresholdVoltage);
        var rest = new Vector<int>(_compartment.Refractory - 1);
        Vector<int> floor = new(_compartment.VoltageFloor), ceiling = new(_compartment.VoltageCeiling);
        var changed = Vector<int>.Zero;
        bool wrapInput = _conventions.Input == InputRange.Wrap, clip = _conventions.Voltage == VoltageRange.Clip;
        var range = _conventions.Current;
        for (int i = 0; i < BlockSize; i += Vector<int>.Count)
        {
            ref var u = ref Unsafe.As<int, Vector<int>>(ref Unsafe.Add(ref u0, i));
            ref var v = ref Unsafe.As<int, Vector<int>>(ref Unsafe.Add(ref v0, i));
            ref var hold = ref Unsafe.As<int, Vector<int>>(ref Unsafe.Add(ref hold0, i));
            ref var arriving = ref Unsafe.As<int, Vector<int>>(ref Unsafe.Add(ref input0, i));

            var sum = arriving << 6;
            arriving = Vector<int>.Zero;
            if (wrapInput)
            {
                var wrapped = sum << 10 >> 10;
                InputOverflows += Differing(wrapped, sum);
                sum = wrapped;
            }
            var nextU = Kept(u, keepU) + sum;
            if (range != CurrentRange.Unlimited)
            {
                var wrapped = range == CurrentRange.Wrap ? nextU << 8 >> 8 : WrapOnce(nextU);
                CurrentOverflows += Differing(wrapped, nextU);
                nextU = wrapped;
            }
            var nextV = Kept(v, keepV) + nextU + Unsafe.As<int, Vector<int>>(ref Unsafe.Add(ref bias0, i));
            if (clip)
            {
                var clipped = Vector.Min(Vector.Max(nextV, floor), ceiling);
                VoltageClips += Differing(clipped, nextV);
                nextV = clipped;
            }
            nextV &= Vector.Equals(hold, Vector<int>.Zero);
            var fires = Vector.GreaterThan(nextV, threshold);
            var nextHold = Vector.ConditionalSelect(fires, rest, Vector.Max(hold - Vector<int>.One, Vector<int>.Zero));
            nextV = Vector.AndNot(nextV, fires);
            changed |= (nextU ^ u) | (nextV ^ v) | (nextHold ^ hold) | fires;
            u = nextU;
            v = nextV;
            hold = nextHold;
            if (fires != Vector<int>.Zero) Collect(fires, start + i);
        }
        return changed != Vector<int>.Zero;
    }

    void Collect(Vector<int> fires, int start)
    {
        for (int lane = 0; lane < Vector<int>.Count; lane++)
            if (fires[lane] != 0 && start + lane < _count) Fired.Add(start + lane);
    }

    /// <summary>value keep / 4096, rounded toward zero, in 32 bits; see <see cref="Decay.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<int> Kept(Vector<int> value, int keep)
    {
        if (keep == 0) return Vector<int>.Zero;
        if (keep == Decay.Full) return value;
        var sign = value >> 31;
        var magnitude = (value ^ sign) - sign;
        var kept = (magnitude >> 12) * keep + ((magnitude & new Vector<int>(4095)) * keep >>> 12);
        return (kept ^ sign) - sign;
    }

    static Vector<int> WrapOnce(Vector<int> u)
    {
        var top = new Vector<int>(1 << 23);
        var turn = new Vector<int>(1 << 24);
        return u - (turn & Vector.GreaterThan(u, top)) + (turn & Vector.LessThanOrEqual(u, -top));
    }

    static int Differing(Vector<int> a, Vector<int> b) => a == b ? 0 : Vector<int>.Count + Vector.Sum(Vector.Equals(a, b));
}
