using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>Something a reader can move: a slider, a drop-down, a check box, a play button.</summary>
/// <typeparam name="T">What it gives.</typeparam>
public sealed record Control<T>
{
    internal Control(string kind, string name, IReadOnlyList<T> places, int start, object[]? limits, Func<T, object> toWire,
        Func<JsonElement, T> fromWire, Func<T, string> label)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("A control needs a name, for instance \"b\".", nameof(name));
        Kind = kind;
        Name = name;
        Places = places;
        StartIndex = start;
        Limits = limits ?? [];
        ToWire = toWire;
        FromWire = fromWire;
        Label = label;
    }

    /// <summary>What is written before it.</summary>
    public string Name { get; }

    /// <summary>Values that stand for all that it can give; the frames of a page without a kernel.</summary>
    public IReadOnlyList<T> Places { get; }

    /// <summary>The value that it has at first.</summary>
    public T Start => Places[StartIndex];

    internal string Kind { get; }
    internal int StartIndex { get; }

    /// <summary>Least and greatest value and step, of a slider.</summary>
    internal object[] Limits { get; }

    /// <summary>A value as front ends hold it, and back.</summary>
    internal Func<T, object> ToWire { get; }
    internal Func<JsonElement, T> FromWire { get; }
    internal Func<T, string> Label { get; }
}

/// <summary>Sliders.</summary>
public static class Slider
{
    const int MostFrames = 41;

    /// <summary>A number between bounds.</summary>
    /// <param name="name">What is written before it.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="step">The distance of neighbouring values; by default a hundredth of the whole.</param>
    /// <param name="start">The first value; by default the least.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds, the step or the start make no sense.</exception>
    public static Control<double> Double(string name, double min, double max, double step = 0, double? start = null)
    {
        if (step == 0) step = (max - min) / 100;
        Check(name, min, max, step);
        double first = Inside(name, start ?? min, min, max);
        double[] places = Places(min, max, step, first, out int at);
        return new("float-slider", name, places, at, [min, max, step], value => value,
            json => Math.Clamp(json.GetDouble(), min, max), Written);
    }

    /// <summary>A whole number between bounds.</summary>
    /// <param name="name">What is written before it.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="start">The first value; by default the least.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds, the step or the start make no sense.</exception>
    public static Control<int> Int(string name, int min, int max, int step = 1, int? start = null)
        => Whole("int-slider", name, min, max, step, start);

    /// <summary>A whole number that also runs through its values by itself when its button is pressed.</summary>
    /// <param name="name">What is written before it.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="start">The first value; by default the least.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds, the step or the start make no sense.</exception>
    public static Control<int> Play(string name, int min, int max, int step = 1, int? start = null)
        => Whole("play", name, min, max, step, start);

    /// <summary>An interval between bounds; a page without a kernel shows the whole interval and its lower parts.</summary>
    /// <param name="name">What is written before it.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="step">The distance of neighbouring values; by default a hundredth of the whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds or the step make no sense.</exception>
    public static Control<(double From, double To)> Range(string name, double min, double max, double step = 0)
    {
        if (step == 0) step = (max - min) / 100;
        Check(name, min, max, step);
        double[] ends = Places(min, max, step, max, out _);
        (double, double)[] places = [.. ends.Where(end => end > min).Select(end => (min, end))];
        return new("float-range", name, places, places.Length - 1, [min, max, step], value => new[] { value.From, value.To },
            json => (Math.Clamp(json[0].GetDouble(), min, max), Math.Clamp(json[1].GetDouble(), min, max)), value
            => $"{Written(value.From)} … {Written(value.To)}");
    }

    /// <summary>
    /// An interval of whole numbers between bounds; a page without a kernel shows the whole interval and its lower parts.
    /// </summary>
    /// <param name="name">What is written before it.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds or the step make no sense.</exception>
    public static Control<(int From, int To)> IntRange(string name, int min, int max, int step = 1)
    {
        Check(name, min, max, step);
        (int, int)[] places = [.. Places(min, max, step, max, out _).Where(end => end > min).Select(end => (min, (int)Math.Round(end)))];
        return new("int-range", name, places, places.Length - 1, [min, max, step], value => new[] { value.From, value.To },
            json => (End(json[0]), End(json[1])), value => $"{Written(value.From)} … {Written(value.To)}");

        int End(JsonElement json) => Math.Clamp((int)Math.Round(json.GetDouble()), min, max);
    }

    static Control<int> Whole(string kind, string name, int min, int max, int step, int? start)
    {
        Check(name, min, max, step);
        int first = (int)Inside(name, start ?? min, min, max);
        int[] places = [.. Places(min, max, step, first, out int at).Select(p => (int)Math.Round(p))];
        return new(kind, name, places, at, [min, max, step], value => value, json
            => Math.Clamp((int)Math.Round(json.GetDouble()), min, max), value => Written(value));
    }

    static void Check(string name, double min, double max, double step)
    {
        if (!double.IsFinite(min) || !double.IsFinite(max) || max <= min) throw new ArgumentOutOfRangeException(nameof(max),
            $"Slider '{name}': {min} … {max} is no interval; give a greater maximum.");
        if (!(step > 0) || step > max - min) throw new ArgumentOutOfRangeException(nameof(step),
            $"Slider '{name}': step = {step}; use a step above 0 and at most {max - min}.");
    }

    static double Inside(string name, double start, double min, double max)
        => start >= min && start <= max ? start
            : throw new ArgumentOutOfRangeException(nameof(start), $"Slider '{name}': start = {start} is outside {min} … {max}.");

    /// <summary>The steps of a slider, thinned evenly where there are too many for frames; its ends and its start are among them.</summary>
    static double[] Places(double min, double max, double step, double start, out int at)
    {
        long count = (long)Math.Floor((max - min) / step + 1e-9) + 1;
        long stride = (count - 1 + MostFrames - 2) / (MostFrames - 1);
        var places = new SortedSet<double> { min, max, start };
        for (long i = 0; i < count; i += Math.Max(stride, 1)) places.Add(Math.Round(min + i * step, 12));
        double[] all = [.. places];
        at = Array.IndexOf(all, start);
        return all;
    }

    static string Written(double value) => Math.Round(value, 10).ToString("G10", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Controls that choose.</summary>
public static class Choice
{
    /// <summary>One of several values, in a drop-down list.</summary>
    /// <param name="name">What is written before it.</param>
    /// <param name="values">The values, the first one chosen at first.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Control<T> Of<T>(string name, params IEnumerable<T> values)
    {
        T[] places = [.. values];
        if (places.Length == 0) throw new ArgumentException($"Drop-down '{name}': give at least one value.", nameof(values));
        static string Text(T value) => FormattableString.Invariant($"{value}");
        return new("dropdown", name, places, 0, [.. places.Select(object (p) => Text(p))], value => Array.IndexOf(places, value),
            json => places[Math.Clamp(json.GetInt32(), 0, places.Length - 1)], Text);
    }

    /// <summary>Yes or no, in a check box.</summary>
    /// <param name="name">What is written beside it.</param>
    /// <param name="start">Whether it is checked at first.</param>
    public static Control<bool> YesNo(string name, bool start = false)
        => new("checkbox", name, [false, true], start ? 1 : 0, null, value => value, json => json.GetBoolean(), value
            => value ? "yes" : "no");
}
