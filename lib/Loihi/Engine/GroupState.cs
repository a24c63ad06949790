using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    readonly int _fireAbove;         // voltage beyond which a compartment fires; out of reach if it only passes its voltage on
    readonly int _count, _padded, _slotMask, _shards;
    readonly int[] _bias;
    readonly bool _ownBias;
    readonly NoiseSource? _noise;
    readonly Dendrite? _dendrite;
    readonly GroupState? _joined;    // the dendrite's state
    readonly byte[] _touched;        // [block]: updated in this step
    readonly long[] _currentOverflows, _inputOverflows, _voltageClips; // by shard

    public readonly int[] U, V;
    public readonly int[] Hold;      // steps for which v stays 0
    public readonly int[] Input;     // [slot][compartment], in weight units
    public readonly byte[] HasInput; // [slot][block]
    public readonly byte[] Awake;    // [block]
    public readonly Fired Fired;

    public GroupState(NeuronGroup group, Conventions conventions, GroupState? joined, int slots, int shards, ulong seed)
    {
        Group = group;
        _compartment = group.Compartment;
        _conventions = conventions;
        _fireAbove = _compartment.AtThreshold == ThresholdBehavior.SpikeAndReset ? _compartment.ThresholdVoltage : int.MaxValue;
        _count = group.Count;
        _padded = group.Count + BlockSize - 1 & -BlockSize;
        _slotMask = slots - 1;
        _shards = shards;
        Blocks = _padded >> BlockBits;
        U = new int[_padded];
        V = new int[_padded];
        Hold = new int[_padded];
        _bias = new int[_padded];
        _ownBias = group.BiasMantissas is not null || _count < _padded; // the padding has no bias
        for (int i = 0; i < _count; i++)
            _bias[i] = (group.BiasMantissas?[i] ?? _compartment.BiasMantissa) << _compartment.BiasExponent;
        Input = new int[slots * _padded];
        HasInput = new byte[slots * Blocks];
        Awake = new byte[Blocks];
        Awake.AsSpan().Fill(1);
        _noise = _compartment.Noise is { } noise ? new NoiseSource(noise, group.Name, seed) : null;
        (_dendrite, _joined) = (group.Dendrite, joined);
        _touched = new byte[Blocks];
        var first = new int[shards];
        for (int shard = 0; shard < shards; shard++) first[shard] = Math.Min(_count, FirstBlock(shard) << BlockBits);
        Fired = new Fired(_count, first);
        _currentOverflows = new long[shards];
        _inputOverflows = new long[shards];
        _voltageClips = new long[shards];
    }

    public NeuronGroup Group { get; }

    public int Blocks { get; }

    public int Shards => _shards;

    public ReadOnlySpan<int> Bias => _bias.AsSpan(0, _count);

    /// <summary>Whether a current or a summed input ever wrapped, without looking further.</summary>
    public (bool Current, bool Input) Wrapped
    {
        get
        {
            long currents = 0, inputs = 0;
            for (int shard = 0; shard < _shards; shard++)
            {
                currents += _currentOverflows[shard];
                inputs += _inputOverflows[shard];
            }
            return (currents > 0, inputs > 0);
        }
    }

    public Overflows Overflows => new(_currentOverflows.Sum(), _inputOverflows.Sum(), _voltageClips.Sum());

    /// <summary>First block of a shard; shard s has blocks FirstBlock(s) .. FirstBlock(s + 1).</summary>
    public int FirstBlock(int shard) => (int)((long)Blocks * shard / _shards);

    /// <summary>Input that acts in a step, in weight units, one number for each compartment (padded to whole blocks).</summary>
    public Span<int> InputOf(long step) => Input.AsSpan((int)(step & _slotMask) * _padded, _padded);

    public Span<byte> HasInputOf(long step) => HasInput.AsSpan((int)(step & _slotMask) * Blocks, Blocks);

    bool IsAbove(int i) => _fireAbove == int.MaxValue && V[i] > _compartment.ThresholdVoltage;

    // What a soma sees of this dendrite: whether it fired (or is above its threshold), and its value.
    bool IsOpen(int i) => Fired.Flags[i] != 0 || IsAbove(i);

    int Passed(int i, bool current) => _fireAbove == int.MaxValue && !IsAbove(i) ? 0 : current ? U[i] : V[i];

    public void Save(BinaryWriter writer)
    {
        foreach (var state in new[] { U, V, Hold, Input }) writer.Write<int>(state);
        writer.Write(HasInput);
        writer.Write(Awake);
        var overflows = Overflows;
        writer.Write(overflows.Currents);
        writer.Write(overflows.Inputs);
        writer.Write(overflows.Voltages);
        Fired.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        foreach (var state in new[] { U, V, Hold, Input }) reader.Read(state.AsSpan());
        reader.Read(HasInput.AsSpan());
        reader.Read(Awake.AsSpan());
        Array.Clear(_currentOverflows);
        Array.Clear(_inputOverflows);
        Array.Clear(_voltageClips);
        (_currentOverflows[0], _inputOverflows[0], _voltageClips[0]) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        Fired.Load(reader);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(long step, int shard)
    {
        Fired.Clear(shard);
        var input = InputOf(step);
        var hasInput = HasInputOf(step);
        int end = FirstBlock(shard + 1);
        for (int block = FirstBlock(shard); block < end; block++)
        {
            while (block + 8 <= end && SleepsThroughout(hasInput, block)) block += 8;
            if (block == end) break;
            bool idle = (Awake[block] | hasInput[block] | (_joined is null ? 0 : _joined._touched[block])) == 0;
            _touched[block] = (byte)(idle ? 0 : 1);
            if (idle) continue;
            bool changed = _noise is null && _joined is null
                ? UpdateBlock(block << BlockBits, ref input[block << BlockBits], shard)
                : UpdateOneByOne(block << BlockBits, input, step, shard);
            Awake[block] = (byte)(changed || hasInput[block] != 0 ? 1 : 0);
            hasInput[block] = 0;
        }
    }

    // Eight blocks at a look: nothing came, nothing changes, and nothing did in the step before.
    bool SleepsThroughout(ReadOnlySpan<byte> hasInput, int block)
        => (Eight(Awake, block) | Eight(hasInput, block) | Eight(_touched, block) | (_joined is null ? 0 : Eight(_joined._touched, block))) == 0;

    static ulong Eight(ReadOnlySpan<byte> flags, int first) => MemoryMarshal.Read<ulong>(flags[first..]);

    // u <- u (4096 - d_u)/4096 + 64 w;  v <- v (4096 - d_v)/4096 + u + bias;  fire if v > 64 threshold, then v <- 0   (Davies et al. 2018)
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    bool UpdateBlock(int start, ref int input0, int shard)
    {
        ref int u0 = ref U[start], v0 = ref V[start], hold0 = ref Hold[start], bias0 = ref _bias[start];
        int keepU = Decay.Full - _compartment.CurrentDecay, keepV = Decay.Full - _compartment.VoltageDecay;
        var threshold = Vector512.Create(_fireAbove);
        var rest = Vector512.Create(_compartment.Refractory - 1);
        Vector512<int> floor = Vector512.Create(_compartment.VoltageFloor), ceiling = Vector512.Create(_compartment.VoltageCeiling);
        var changed = Vector512<int>.Zero;
        ulong spikes = 0; // one bit for each compartment of the block
        bool wrapInput = _conventions.Input == InputRange.Wrap, clip = _conventions.Voltage == VoltageRange.Clip, soft = _compartment.SoftReset;
        bool holds = _compartment.Refractory > 1, ownBias = _ownBias;
        var sharedBias = Vector512.Create(_compartment.Bias);
        var range = _conventions.Current;
        for (int i = 0; i < BlockSize; i += Vector512<int>.Count)
        {
            var arrived = Load(ref input0, i);
            var u = Load(ref u0, i);
            var v = Load(ref v0, i);
            var hold = holds ? Load(ref hold0, i) : Vector512<int>.Zero;
            var bias = ownBias ? Load(ref bias0, i) : sharedBias;
            if ((arrived | u | v | hold | bias) == Vector512<int>.Zero) continue; // at rest, while others of the block are not
            Store(ref input0, i, Vector512<int>.Zero);
            // ±2^21 are ±2^15 weight units, in which a sum that is far out of range still fits 32 bits
            var limited = wrapInput ? arrived << 16 >> 16 : arrived << 6 >> 6;
            var sum = limited << 6;
            var keptU = Kept(u, keepU);
            var freeU = keptU + sum;
            var nextU = range switch
            {
                CurrentRange.Wrap => freeU << 8 >> 8,
                CurrentRange.WrapOpenBelow => WrapOnce(freeU),
                _ => freeU,
            };
            var freeDrive = nextU + bias;
            var drive = range == CurrentRange.Wrap ? freeDrive << 8 >> 8 : freeDrive;
            var keptV = Kept(v, keepV);
            var freeV = keptV + drive;
            var nextV = clip ? Vector512.Min(Vector512.Max(freeV, floor), ceiling) : freeV;
            // Without a limit the only one is that of 32 bits: a sum that has neither sign of its two terms.
            var beyond = (limited ^ arrived) | (nextU ^ freeU) | (drive ^ freeDrive) | (nextV ^ freeV)
                | ((range == CurrentRange.Wrap ? Vector512<int>.Zero : Turned(keptU, sum, freeU) | Turned(nextU, bias, freeDrive)) | (clip ? Vector512<int>.Zero : Turned(keptV, drive, freeV)));
            if (beyond != Vector512<int>.Zero)
            {
                _inputOverflows[shard] += Different(limited, arrived);
                _currentOverflows[shard] += Different(nextU, freeU) + Different(drive, freeDrive) + Set(Turned(keptU, sum, freeU)) + Set(Turned(nextU, bias, freeDrive));
                _voltageClips[shard] += Different(nextV, freeV) + (clip ? 0 : Set(Turned(keptV, drive, freeV)));
                changed = Vector512<int>.AllBitsSet; // a block in which something overflows stays awake, so that every step of it is counted
            }
            if (holds) nextV = Vector512.ConditionalSelect(Vector512.Equals(hold, Vector512<int>.Zero), nextV, Vector512<int>.Zero);
            var fires = Vector512.GreaterThan(nextV, threshold);
            nextV = soft ? nextV - (threshold & fires) : Vector512.AndNot(nextV, fires);
            changed |= (nextU ^ u) | (nextV ^ v) | hold | fires;
            Store(ref u0, i, nextU);
            Store(ref v0, i, nextV);
            if (holds) Store(ref hold0, i, Vector512.ConditionalSelect(fires, rest, Vector512.Max(hold - Vector512<int>.One, Vector512<int>.Zero)));
            spikes |= fires.ExtractMostSignificantBits() << i;
        }
        if (spikes != 0) Fired.Add(spikes, start, shard);
        return changed != Vector512<int>.Zero;
    }

    static Vector512<int> Turned(Vector512<int> a, Vector512<int> b, Vector512<int> sum) => ((a ^ sum) & (b ^ sum)) >> 31;

    static int Set(Vector512<int> mask) => -Vector512.Sum(mask);

    static int Different(Vector512<int> a, Vector512<int> b) => Vector512<int>.Count + Vector512.Sum(Vector512.Equals(a, b));

    // The same with noise, which is added to the input (in chip units) or to what the voltage takes in, and with a dendrite.
    bool UpdateOneByOne(int start, Span<int> input, long step, int shard)
    {
        bool changed = _noise is not null, onVoltage = _noise?.OnVoltage ?? true, joined = _joined is not null;
        bool wrapInput = _conventions.Input == InputRange.Wrap, clip = _conventions.Voltage == VoltageRange.Clip;
        var range = _conventions.Current;
        var c = _compartment;
        int floor = c.VoltageFloor, ceiling = c.VoltageCeiling;
        Span<int> draws = stackalloc int[BlockSize];
        _noise?.Fill(step, start, draws);
        int end = Math.Min(start + BlockSize, _count);
        for (int i = start; i < end; i++)
        {
            int noise = draws[i - start];
            long arrived = (long)input[i] << 6;
            input[i] = 0;
            if (!onVoltage) arrived += noise;
            int sum = Counted(wrapInput ? (int)arrived << 10 >> 10 : (int)arrived, arrived, ref _inputOverflows[shard]);
            long freeU = (long)Decay.Apply(U[i], c.CurrentDecay) + sum;
            int u = Counted(LimitedCurrent((int)freeU), freeU, ref _currentOverflows[shard]);
            bool gate = joined && _joined!.IsOpen(i);
            long freeDrive = (!joined ? u : _dendrite!.Join(u, _joined!.Passed(i, _dendrite.OfCurrent), gate))
                + _bias[i] + (onVoltage ? noise : 0);
            int drive = Counted(range == CurrentRange.Wrap ? (int)freeDrive << 8 >> 8 : (int)freeDrive, freeDrive, ref _currentOverflows[shard]);
            long freeV = (long)Decay.Apply(V[i], c.VoltageDecay) + drive;
            int v = Counted(clip ? (int)Math.Clamp(freeV, floor, ceiling) : (int)freeV, freeV, ref _voltageClips[shard]);
            bool held = Hold[i] > 0;
            if (held)
            {
                v = 0;
                Hold[i]--;
                changed = true;
            }
            if (joined ? _dendrite!.Fires(v > _fireAbove, gate && !held) : v > _fireAbove)
            {
                v = c.SoftReset ? v - c.ThresholdVoltage : 0;
                Hold[i] = c.Refractory - 1;
                Fired.Add(i, shard);
                changed = true;
            }
            changed |= u != U[i] || v != V[i];
            (U[i], V[i]) = (u, v);
        }
        return changed;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        int LimitedCurrent(int current) => range switch
        {
            CurrentRange.Wrap => current << 8 >> 8,
            CurrentRange.WrapOpenBelow => WrapOnce(current),
            _ => current,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        int Counted(int limited, long value, ref long count)
        {
            if (limited == value) return limited;
            count++;
            changed = true;
            return limited;
        }
    }

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

    // Lava: above 2^23 one turn down, at or below -2^23 one turn up
    static Vector512<int> WrapOnce(Vector512<int> u)
    {
        Vector512<int> top = Vector512.Create(1 << 23), turn = Vector512.Create(1 << 24);
        return u - (turn & Vector512.GreaterThan(u, top)) + (turn & Vector512.LessThanOrEqual(u, -top));
    }

    static int WrapOnce(int u) => u > 1 << 23 ? u - (1 << 24) : u <= -(1 << 23) ? u + (1 << 24) : u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Load(ref int first, int at) => Vector512.LoadUnsafe(ref first, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(ref int first, int at, Vector512<int> value) => value.StoreUnsafe(ref first, (nuint)at);
}
