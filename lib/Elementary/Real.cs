namespace Spikebook.Elementary;

/// <summary>
/// Elementary functions of a real number that return the same bits on every machine. <see cref="Math"/> asks the C library of the
/// platform, whose last bit differs between machines with and without fused products, between operating systems, and in a browser.
/// </summary>
/// <remarks>
/// Only additions, products, quotients and roots, which IEEE 754 defines to the last bit, comparisons and integer operations on the bits;
/// never a fused product, no estimate, no wider register. Arguments and results as those of <see cref="Math"/>, special values included.
/// Errors in units in the last place of the exact result, everywhere, subnormal results too; the tests measure them against integer
/// arithmetic of 256 bits:
/// <list type="table">
/// <item><term>exp</term><description>0.52</description></item>
/// <item><term>ln, log2</term><description>0.51</description></item>
/// <item><term>x^y, cube root</term><description>0.56</description></item>
/// <item><term>sin, cos, of any argument; cos(πx)</term><description>0.80</description></item>
/// <item><term>cosh</term><description>1</description></item>
/// <item><term>tanh</term><description>1.2</description></item>
/// <item><term>the angle of a point</term><description>1.5</description></item>
/// <item><term>erfc, erfcx</term><description>4</description></item>
/// </list>
/// Sources: P. T. P. Tang, ACM TOMS 15, 144 (1989) and 16, 378 (1990), for exponentials and logarithms from tables; T. J. Dekker, Numer.
/// Math. 18, 224 (1971), for sums and products of two parts; M. H. Payne, R. N. Hanek, SIGNUM Newsletter 18, 19 (1983), for large angles.
/// </remarks>
public static partial class Real
{
    // Adding and subtracting it rounds a number below 2^51 to a whole one, which then stands in the low bits.
    const double RoundsToWhole = 6755399441055744; // 1.5 * 2^52

    const long ExponentBits = 0x7FF0_0000_0000_0000, SmallestNormal = 0x0010_0000_0000_0000;

    // The first 26 bits of a number: products of two such heads are exact.
    static double Head(double x) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) & -0x0800_0000);

    // 2^k for -1022 <= k <= 1023.
    static double PowerOfTwo(long k) => BitConverter.Int64BitsToDouble(k + 1023 << 52);
}
