using System.Globalization;
using System.Text.Json;

namespace Spikebook.Figures;

/// <summary>Checks a reader's answers to the notebooks' exercises.</summary>
/// <remarks>
/// The answers are kept in <c>data/exercises.json</c>, each with its tolerance and with the wrong answers that are known to tempt. The
/// solutions in the notebooks compute them anew and pass them through the same check.
/// </remarks>
public static class Exercise
{
    internal static readonly Lazy<IReadOnlyDictionary<string, Answer>> Answers = new(Read);

    /// <summary>The exercises whose answers can be checked, in order.</summary>
    public static IReadOnlyList<string> Known => [.. Answers.Value.Keys];

    /// <summary>Checks an answer and writes one line: right, or what is wrong with it.</summary>
    /// <param name="id">Notebook and exercise, for instance <c>"13.2"</c>.</param>
    /// <param name="answer">The reader's number, in the unit that the question names; null while there is none.</param>
    /// <exception cref="ArgumentException">There is no such exercise; the message names those of the notebook.</exception>
    public static void Check(string id, double? answer) => Console.WriteLine(Judge(id, answer));

    /// <summary>What <see cref="Check"/> writes.</summary>
    /// <param name="id">Notebook and exercise.</param>
    /// <param name="answer">The reader's number.</param>
    /// <exception cref="ArgumentException">There is no such exercise.</exception>
    public static Verdict Judge(string id, double? answer)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!Answers.Value.TryGetValue(id, out var known))
        {
            string notebook = id.Split('.')[0] + ".";
            string[] others = [.. Known.Where(k => k.StartsWith(notebook, StringComparison.Ordinal))];
            throw new ArgumentException(others.Length > 0
                ? $"exercise \"{id}\" is not known; this notebook has {string.Join(", ", others)}"
                : $"exercise \"{id}\" is not known; name notebook and exercise, for instance \"13.2\"", nameof(id));
        }
        string question = $"{id}, {known.Question}";
        if (answer is not { } number)
            return Verdict.No($"{question}: write your number in place of null");
        if (!double.IsFinite(number)) return Verdict.No($"{question}: {Text(number)} is not a number to answer with");
        if (Near(number, known.Value, known.Tolerance)) return Verdict.Yes($"{question}: {Text(number)}{Unit(known)}");
        foreach (var temptation in known.Tempting ?? [])
            if (Near(number, temptation.Value, Math.Max(known.Tolerance, 1e-9 * Math.Abs(temptation.Value))))
                return Verdict.No($"{question}: {Text(number)} comes out where {temptation.Because}");
        return Verdict.No($"{question}: {Hint(number, known)}");
    }

    static string Hint(double number, Answer known)
    {
        double value = known.Value, tolerance = known.Tolerance;
        if (value == 0) return $"{Text(number)} is too far from the answer";
        if (Near(-number, value, tolerance)) return "the sign is the other way round";
        foreach (var (factor, because) in Factors)
        {
            if (Near(number / factor, value, tolerance)) return $"too large by a factor of {because}";
            if (Near(number * factor, value, tolerance)) return $"too small by a factor of {because}";
        }
        double off = (number - value) / Math.Abs(value);
        if (number * value < 0) return $"{Text(number)} has the wrong sign, and its size is off too";
        string much = Math.Abs(off) < 10 ? (Math.Abs(off) * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "far";
        return $"{Text(number)} is too {(off > 0 ? "large" : "small")}, by {much}"
            + (Math.Abs(off) < 0.1 ? "; near, so look at rounding and at the mesh" : "");
    }

    static readonly (double Factor, string Because)[] Factors =
    [
        (100, "100: give a fraction, not per cent"), (1000, "1,000: look at the unit"), (1e6, "a million: look at the unit"),
        (10, "10"), (2, "2"), (4, "4"), (Math.PI, "π"), (Math.Sqrt(2), "√2"),
    ];

    static bool Near(double number, double value, double tolerance) => Math.Abs(number - value) <= tolerance;

    static string Unit(Answer known) => known.Unit is { Length: > 0 } unit ? " " + unit : "";

    static string Text(double number) => number.ToString("g6", CultureInfo.InvariantCulture);

    static IReadOnlyDictionary<string, Answer> Read()
    {
        using var stream = typeof(Exercise).Assembly.GetManifestResourceStream("exercises.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Answer>>(stream, JsonSerializerOptions.Web)!;
    }

    /// <summary>The answer to one exercise.</summary>
    /// <param name="Question">What is asked for, in a few words.</param>
    /// <param name="Value">The answer.</param>
    /// <param name="Tolerance">How far off it may be.</param>
    /// <param name="Unit">Its unit; empty for none.</param>
    /// <param name="Tempting">Wrong answers that are known to tempt.</param>
    internal sealed record Answer(string Question, double Value, double Tolerance, string? Unit, IReadOnlyList<Temptation>? Tempting);

    /// <summary>A wrong answer and where it comes from: "... comes out where (because)".</summary>
    internal sealed record Temptation(double Value, string Because);
}
