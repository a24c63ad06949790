using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Spiking;

/// <summary>
/// The exponential of sixteen numbers in single precision. Every product that is summed is a fused one, which IEEE 754 defines to the bit:
/// the same bits whether the machine has registers of 512, 256 or 128 bits.
/// </summary>
static class VectorExp
{
    // e^x = 2^n e^r, n = round(x / ln 2), |r| <= ln(2) / 2; ln 2 in two parts, the first short enough that n times it is exact.
    // e^r - 1 = r + r^2 P(r), P of degree 4 by Lawson's algorithm: relative error 1.4e-8 of e^r - 1, less than rounding's.
    const float RoundsToWhole = 12582912; // 1.5 * 2^23: a float that large keeps whole numbers only, in its lowest bits

    /// <summary>e^x to a relative error of 1.5e-7; x is held to -87 … 88, where the result is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-87f)), Vector512.Create(88f));
        var rest = Reduced(x, out var power);
        return ((Vector512<float>.One + rest).AsInt32() + power).AsSingle();
    }

    // 1 - e^-x = (1 - 2^n) - 2^n (e^r - 1): nothing cancels, since for n = 0 only the second part is left and for n < 0 the first is 1/2
    // or more.
    /// <summary>1 - e^-x for x >= 0 to a relative error of 2e-7: the probability of at least one event where x are expected.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OneMinusExp(Vector512<float> x)
    {
        var rest = Reduced(Vector512.MaxNative(-x, Vector512.Create(-87f)), out var power);
        var scale = (Vector512<float>.One.AsInt32() + power).AsSingle();
        return Vector512.FusedMultiplyAdd(-scale, rest, Vector512<float>.One - scale);
    }

    // e^r - 1, and n in the bits of the exponent
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Reduced(Vector512<float> x, out Vector512<int> power)
    {
        var whole = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504088896341f), Vector512.Create(RoundsToWhole));
        power = Vector512.ShiftLeft(whole.AsInt32(), 23);
        var n = whole - Vector512.Create(RoundsToWhole);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var p = Vector512.FusedMultiplyAdd(r, Vector512.Create(0.001388250500895083f), Vector512.Create(0.008366604335606098f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.04166720435023308f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.1666654348373413f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.4999999701976776f));
        return Vector512.FusedMultiplyAdd(p * r, r, r);
    }
}
