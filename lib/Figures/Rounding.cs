using System.Globalization;

namespace Spikebook.Figures;

static class Rounding
{
    /// <summary>The double nearest to the decimal number that has the given count of significant digits.</summary>
    public static double Significant(double value, int digits)
    {
        if (digits >= 17 || value == 0 || !double.IsFinite(value)) return value;
        if (value == Math.Truncate(value) && Math.Abs(value) < 1e6) return value;
        Span<char> text = stackalloc char[32];
        Span<char> format = ['e', (char)('0' + (digits - 1) / 10), (char)('0' + (digits - 1) % 10)];
        value.TryFormat(text, out int written, format, CultureInfo.InvariantCulture);
        return double.Parse(text[..written], CultureInfo.InvariantCulture);
    }
}
