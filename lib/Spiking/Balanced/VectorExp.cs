using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Spiking;

/// <summary>
/// The exponential of sixteen numbers in single precision, from additions and products alone: no fused operation, so the same bits whether
/// the machine has registers of 512, 256 or 128 bits.
/// </summary>
static class VectorExp
{
    // e^x = 2^n e^r, n = round(x / ln 2), |r| <= ln(2) / 2; ln 2 in two parts; polynomial of the Cephes library (Moshier 1992), relative
    // error 1.2e-7.
    /// <summary>e^x; x is held to -87 … 88, where the result is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-87f)), Vector512.Create(88f));
        var n = Vector512.Floor(x * Vector512.Create(1.44269504088896341f) + Vector512.Create(0.5f));
        var r = x - n * Vector512.Create(0.693359375f) - n * Vector512.Create(-2.12194440e-4f);
        var p = r * Vector512.Create(1.9875691500e-4f) + Vector512.Create(1.3981999507e-3f);
        p = p * r + Vector512.Create(8.3334519073e-3f);
        p = p * r + Vector512.Create(4.1665795894e-2f);
        p = p * r + Vector512.Create(1.6666665459e-1f);
        p = p * r + Vector512.Create(5.0000001201e-1f);
        var mantissa = p * r * r + r + Vector512<float>.One;
        var power = Vector512.ShiftLeft(Vector512.ConvertToInt32Native(n) + Vector512.Create(127), 23).AsSingle();
        return mantissa * power;
    }

    // 1 - e^-x without cancellation: Taylor's series to x^8 for x < 1/2 (next term below 4e-10 of the sum), from e^-x beyond.
    /// <summary>1 - e^-x for x >= 0: the probability of at least one event where x are expected.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OneMinusExp(Vector512<float> x)
    {
        var one = Vector512<float>.One;
        var s = one - x * Vector512.Create(1f / 8);
        s = one - x * s * Vector512.Create(1f / 7);
        s = one - x * s * Vector512.Create(1f / 6);
        s = one - x * s * Vector512.Create(1f / 5);
        s = one - x * s * Vector512.Create(1f / 4);
        s = one - x * s * Vector512.Create(1f / 3);
        s = one - x * s * Vector512.Create(1f / 2);
        var half = Vector512.Create(0.5f);
        return Vector512.LessThanAll(x, half) ? x * s : Vector512.ConditionalSelect(Vector512.LessThan(x, half), x * s, one - Exp(-x));
    }
}
