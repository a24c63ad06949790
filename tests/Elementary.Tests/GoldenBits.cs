using Spikebook.Elementary;

/// <summary>
/// A hash for every function over the bits of its values at arguments from everywhere. The browser's check writes this very text into a
/// cell of a living page: it has no namespace therefore, and needs nothing but the room.
/// </summary>
static class GoldenBits
{
    /// <summary>Name and hash of each function, in a line, for so many arguments in all.</summary>
    public static string Of(int arguments)
    {
        int each = arguments / 11;
        return string.Join(' ',
            Hash("exp", each, u => Real.Exp(1500 * (u - 0.5))), Hash("small", each, u => Real.Exp(u * u * u - 0.25) + Real.Tanh(3 * u - 1)),
            Hash("log", each, u => Real.Log(Spread(u))), Hash("log2", each, u => Real.Log2(0.5 + u)),
            Hash("pow", each, u => Real.Pow(Spread(u), 4 * u - 2)), Hash("cbrt", each, u => Real.Cbrt(Spread(u))),
            Hash("sin", each, u => Real.Sin(50 * u - 20)), Hash("cos", each, u => Real.Cos(Spread(u)) + Real.CosPi(u)),
            Hash("cosh", each, u => Real.Cosh(20 * u)), Hash("erfc", each, u => Real.Erfc(8 * u - 2) + Real.Erfcx(40 * u - 5)),
            Hash("angle", each, u => Real.Atan2(u - 0.3, 1 - 1.7 * u)));
    }

    // Positive normal numbers of every size.
    static double Spread(double u) => BitConverter.Int64BitsToDouble((1L << 52) + (long)(u * (2046L << 52)));

    static string Hash(string name, int count, Func<double, double> function)
    {
        ulong state = 2026, hash = 14695981039346656037;
        for (int i = 0; i < count; i++)
        {
            // SplitMix64 (Steele, Lea, Flood 2014)
            ulong z = state += 0x9E3779B97F4A7C15;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            z ^= z >> 31;
            hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(function((z >> 11) * (1.0 / (1UL << 53))))) * 1099511628211;
            hash ^= hash >> 29;
        }
        return $"{name}:{hash:x16}";
    }
}
