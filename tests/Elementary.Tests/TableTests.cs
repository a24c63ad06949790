using System.Globalization;
using System.Numerics;
using System.Text;

namespace Spikebook.Elementary.Tests;

/// <summary>Every number that <see cref="Real"/> holds, computed again in whole numbers of 256 digits and more.</summary>
public sealed class TableTests
{
    const long FirstInterval = 0x3FE6_1000_0000_0000;

    [Fact]
    public void The_table_of_powers_of_two_is_exact_to_two_doubles()
        => Holds("ExpTable", ExpTable.Values, 4, [.. Enumerable.Range(0, 128)
            .SelectMany(j => InTwo(Exact.Exp(Exact.Ln2 * Exact.Of(j / 128.0)), value => value.Nearest()))]);

    [Fact]
    public void The_table_of_logarithms_is_exact_to_two_doubles()
        => Holds("LogTable", LogTable.Values, 6, [.. Enumerable.Range(0, 128).SelectMany(LogEntry)]);

    [Fact]
    public void The_table_of_angles_is_exact_to_two_doubles()
        => Holds("AngleTable", AngleTable.Values, 4, [.. Enumerable.Range(0, 17)
            .SelectMany(j => InTwo(Exact.Atan(Exact.Of(j / 16.0)), value => value.Nearest()))]);

    [Fact]
    public void The_table_of_erfcx_is_exact_to_a_double()
        => Holds("ErfcxTable", ErfcxTable.Values, 4, [.. Enumerable.Range(0, 41).Select(j => Exact.Erfcx(j / 8.0).Nearest())]);

    [Fact]
    public void The_digits_of_two_over_pi_are_exact()
    {
        // 2 / pi < (digits + 1) 2^-1216 and >= digits 2^-1216
        BigInteger digits = 0;
        foreach (ulong word in TwoOverPi.Words) digits = digits << 64 | word;
        Exact pi = Exact.Pi;
        Assert.True(digits.GetBitLength() == 1216);
        Assert.Equal((2 * BigInteger.Pow(2, 1216 + Exact.ManyPlaces)) / Exact.ManyPlacesOfPi, digits);
        Assert.Equal(3, (int)(pi.Digits >> 256));
    }

    // c z - 1 must have no more than 53 digits: grids of 2^-8 and 2^-52 above 1, of 2^-7 and 2^-53 below, and |c z - 1| < 2^-7.
    [Fact]
    public void Reciprocals_of_intervals_leave_an_exact_rest()
    {
        for (int i = 0; i < 128; i++)
            foreach (long bits in new[] { FirstInterval + ((long)i << 45), FirstInterval + (i + 1L << 45) - 1 })
            {
                double z = BitConverter.Int64BitsToDouble(bits), c = LogTable.Values[3 * i];
                Assert.Equal(0, c * 256 % 1);
                BigInteger rest = (BigInteger)(c * 256) * (BigInteger)(z * Math.Pow(2, 53)) - (BigInteger.One << 61); // of 2^-61
                Assert.True(rest.IsEven && BigInteger.Abs(rest) < BigInteger.One << 54);
            }
    }

    static IEnumerable<double> LogEntry(int i)
    {
        double low = BitConverter.Int64BitsToDouble(FirstInterval + ((long)i << 45)),
            high = BitConverter.Int64BitsToDouble(FirstInterval + (i + 1L << 45) - 1), grid = high < 1 ? 128 : 256;
        double c = low < 1 && high > 1 ? 1 : Enumerable.Range((int)(grid / high) - 1, 5).Select(n => n / grid)
            .OrderBy(c => Math.Round(Math.Max(Math.Abs(low * c - 1), Math.Abs(high * c - 1)), 10)).ThenBy(c => Math.Abs(c - 1)).First();
        Exact log = -Exact.Log(c);
        double first = Math.Round(log.Nearest() * Math.Pow(2, 42)) * Math.Pow(2, -42);
        return [c, first, (log - Exact.Of(first)).Nearest()];
    }

    static double[] InTwo(Exact value, Func<Exact, double> first)
    {
        double nearest = first(value);
        return [nearest, (value - Exact.Of(nearest)).Nearest()];
    }

    // Where asked for, the numbers of the file are written anew: SPIKEBOOK_TABLES=write.
    static void Holds(string name, ReadOnlySpan<double> held, int numbersInLine, double[] exact)
    {
        if (Environment.GetEnvironmentVariable("SPIKEBOOK_TABLES") == "write")
        {
            string file = Path.Combine(TestHouse.Root, "lib", "Elementary", name + ".cs"), text = File.ReadAllText(file);
            var numbers = new StringBuilder();
            foreach (double[] line in exact.Chunk(numbersInLine))
                numbers.Append("        ").AppendJoin(", ", line.Select(x => x.ToString("R", CultureInfo.InvariantCulture))).Append(",\n");
            File.WriteAllText(file, text[..(text.IndexOf("[\n", StringComparison.Ordinal) + 2)] + numbers + "    ];\n}\n");
        }
        Assert.Equal(exact.Select(BitConverter.DoubleToInt64Bits), held.ToArray().Select(BitConverter.DoubleToInt64Bits));
    }
}
