using System.Globalization;

namespace Spikebook.Figures;

/// <summary>A place on an axis and what is written there.</summary>
readonly record struct Tick(double Value, string Label);

/// <summary>Round numbers on an axis: steps of 1, 2 or 5 times a power of ten, or decades.</summary>
static class Ticks
{
    /// <summary>Ticks of a linear axis, all within the ends.</summary>
    public static Tick[] Linear(double min, double max, int wanted)
    {
        double step = Step((max - min) / Math.Max(wanted, 1));
        double[] values = Multiples(min, max, step);
        return [.. values.Select(value => new Tick(value, Label(value, step)))];
    }

    /// <summary>
    /// Ticks of a logarithmic axis: decades, or 1-2-5 within few decades; plain numbers if there is no room for two of them.
    /// </summary>
    public static Tick[] Logarithmic(double min, double max, int wanted)
    {
        double decades = Math.Log10(max / min);
        if (decades < 0.7) return Linear(min, max, wanted);
        int first = (int)Math.Ceiling(Math.Log10(min) - 1e-9), last = (int)Math.Floor(Math.Log10(max) + 1e-9);
        var ticks = new List<Tick>();
        if (decades <= 2.2)
        {
            foreach (int[] digits in (int[][])[[1, 2, 5], [1, 3], [1]])
            {
                Tick[] finer = [.. ticks];
                ticks.Clear();
                for (int exponent = first - 1; exponent <= last; exponent++)
                    foreach (int digit in digits)
                    {
                        double value = double.Parse($"{digit}e{exponent}", CultureInfo.InvariantCulture);
                        if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)) ticks.Add(new(value, Label(value, value)));
                    }
                if (ticks.Count < 2 && finer.Length > 0) return finer;
                if (ticks.Count <= Math.Max(wanted, 2)) break;
            }
            return [.. ticks];
        }
        int stride = (int)Math.Max(1, Math.Ceiling((last - first + 1.0) / Math.Max(wanted, 1)));
        int start = (int)Math.Ceiling((double)first / stride) * stride;
        for (int exponent = start; exponent <= last; exponent += stride) ticks.Add(
            new(double.Parse($"1e{exponent}", CultureInfo.InvariantCulture), Power(exponent)));
        return [.. ticks];
    }

    /// <summary>The one of 1, 2, 5 times a power of ten that is nearest to <paramref name="rough"/> in ratio.</summary>
    public static double Step(double rough)
    {
        int exponent = (int)Math.Floor(Math.Log10(rough));
        double mantissa = rough / Math.Pow(10, exponent);
        // the limits are the geometric means of neighbours
        string digit = mantissa < Math.Sqrt(2) ? "1" : mantissa < Math.Sqrt(10) ? "2" : mantissa < Math.Sqrt(50) ? "5" : "10";
        return double.Parse($"{digit}e{exponent}", CultureInfo.InvariantCulture);
    }

    static double[] Multiples(double min, double max, double step)
    {
        double slack = 1e-9 * step;
        double first = Math.Ceiling((min - slack) / step), last = Math.Floor((max + slack) / step);
        if (!(last >= first) || last - first > 1000) return [];
        // multiples are rounded so that 3 * 0.1 is written 0.3
        return [.. Enumerable.Range(0, (int)(last - first) + 1)
            .Select(i => Math.Clamp(Rounding.Significant((first + i) * step, 15), min, max) + 0.0)];
    }

    /// <summary>A number as it is written on an axis whose ticks are <paramref name="step"/> apart.</summary>
    public static string Label(double value, double step)
    {
        if (Math.Abs(value) < 1e-9 * step) return "0";
        double size = Math.Abs(value);
        if (size is >= 1e5 or < 1e-3 || step < 1e-4)
        {
            int exponent = (int)Math.Floor(Math.Log10(size) + 1e-12);
            double mantissa = Rounding.Significant(value / Math.Pow(10, exponent), 12);
            int digits = Math.Clamp(exponent - (int)Math.Floor(Math.Log10(step) + 1e-9), 0, 8);
            string text = Minus(mantissa.ToString("0." + new string('#', digits), CultureInfo.InvariantCulture));
            return text switch { "1" => Power(exponent), "−1" => "−" + Power(exponent), _ => $"{text}×{Power(exponent)}" };
        }
        int decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 9);
        return Minus(value.ToString("F" + decimals, CultureInfo.InvariantCulture));
    }

    static string Power(int exponent) => exponent switch
    {
        0 => "1",
        1 => "10",
        _ => $"10<sup>{Minus(exponent.ToString(CultureInfo.InvariantCulture))}</sup>",
    };

    static string Minus(string text) => text.Replace('-', '−');
}
