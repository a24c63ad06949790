using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Spiking;

/// <summary>
/// Weights and thresholds of all neurons in single precision, padded to blocks of 64, so that z_i = s (W_i . e - |W_i|^2 (n_i + 1/2)) is a
/// few operations for sixteen neurons; n_i are a neuron's own spikes in flight.
/// </summary>
sealed class VoltageRows
{
    readonly float[][] _slopes;
    readonly float[] _offsets, _squares;
    readonly double[] _steepest;
    readonly double _highestOffset = double.NegativeInfinity;

    public VoltageRows(ReadoutWeights weights, double scale)
    {
        Padded = (weights.Neurons + PhiloxWords.Count - 1) / PhiloxWords.Count * PhiloxWords.Count;
        _slopes = [.. Enumerable.Range(0, weights.Dimensions).Select(k => Row(weights.Row(k), scale))];
        (_offsets, _squares) = (new float[Padded], new float[Padded]);
        for (var i = 0; i < weights.Neurons; i++)
        {
            var square = scale * weights.SquaredNorm(i);
            (_offsets[i], _squares[i]) = ((float)(-square / 2), (float)square);
            _highestOffset = Math.Max(_highestOffset, _offsets[i]);
        }
        _steepest = [.. _slopes.Select(row => (double)row.Max(Math.Abs))];
    }

    public VoltageRows(double[] rowMajor, int dimensions)
    {
        var neurons = rowMajor.Length / dimensions;
        Padded = (neurons + PhiloxWords.Count - 1) / PhiloxWords.Count * PhiloxWords.Count;
        _slopes = [.. Enumerable.Range(0, dimensions).Select(k => Row(rowMajor.AsSpan(k * neurons, neurons), 1))];
        _steepest = [];
        (_offsets, _squares) = (new float[Padded], new float[Padded]);
    }

    public int Padded { get; }

    /// <summary>A bound on z_i of all neurons, none of whose spikes are in flight.</summary>
    public double Highest(ReadOnlySpan<double> error)
    {
        var z = _highestOffset;
        for (var k = 0; k < _steepest.Length; k++) z += _steepest[k] * Math.Abs(error[k]);
        return z;
    }

    float[] Row(ReadOnlySpan<double> row, double scale)
    {
        var values = new float[Padded];
        for (var i = 0; i < row.Length; i++) values[i] = (float)(scale * row[i]);
        return values;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Scaled(int first, ReadOnlySpan<double> error, ReadOnlySpan<float> own)
    {
        var z = At(_offsets, first);
        for (var k = 0; k < _slopes.Length; k++) z += At(_slopes[k], first) * Vector512.Create((float)error[k]);
        return own.IsEmpty ? z : z - At(_squares, first) * Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(own), (nuint)first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> At(float[] row, int first) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(row), (nuint)first);

    // (w + 1/2) 2^-32: relative accuracy of single precision down to the smallest
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Uniform(Vector512<uint> words) =>
        (Vector512.ConvertToSingle(words) + Vector512.Create(0.5f)) * Vector512.Create(1f / 4294967296f);

    /// <summary>
    /// A bound on words: none at or above it is a uniform number below <paramref name="probability"/>, single precision's rounding
    /// included.
    /// </summary>
    public static uint WordsBelow(double probability)
        => (uint)Math.Min(uint.MaxValue, Math.Ceiling(probability * (1 + 1e-5) * 4294967296.0));

    /// <summary>Appends the neurons whose bits are set, in increasing order; spikes are too many for a branch each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Append(int first, ulong bits, int neurons, Span<int> fired, int count)
    {
        if (neurons - first < 16) bits &= (1UL << Math.Max(0, neurons - first)) - 1; // padding never fires
        count = AppendEight(first, (int)(bits & 255), fired, count);
        return AppendEight(first + 8, (int)(bits >> 8), fired, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int AppendEight(int first, int bits, Span<int> fired, int count)
    {
        if (bits == 0) return count;
        var lanes = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(SetBits), (nuint)(8 * bits)) + Vector256.Create(first);
        if (count + 8 <= fired.Length) lanes.CopyTo(fired[count..]);
        else
            for (var k = 0; k < BitOperations.PopCount((uint)bits); k++) fired[count + k] = lanes[k];
        return count + BitOperations.PopCount((uint)bits);
    }

    // Of each number of eight bits the places of those that are set, and zeros behind them.
    static readonly int[] SetBits = [.. Enumerable.Range(0, 256).SelectMany(bits => Enumerable.Range(0, 8)
        .Where(k => (bits >> k & 1) == 1).Concat(Enumerable.Repeat(0, 8)).Take(8))];
}
