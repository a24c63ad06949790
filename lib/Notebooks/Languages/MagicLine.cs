using System.Text.RegularExpressions;

namespace Spikebook.Notebooks.Languages;

/// <summary>The words and options of a <c>#!</c> line: <c>#!share --from csharp x --as y</c>.</summary>
sealed partial class MagicLine
{
    readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    [GeneratedRegex("""
        "(?<word>[^"]*)"|(?<word>\S+)
        """, RegexOptions.IgnorePatternWhitespace, Patterns.MostMilliseconds)]
    private static partial Regex Word();

    /// <summary>Reads a line's words.</summary>
    /// <exception cref="ArgumentException">An option has no value.</exception>
    public MagicLine(string text)
    {
        string[] words = [.. Word().Matches(text).Select(match => match.Groups["word"].Value)];
        var plain = new List<string>();
        for (int i = 0; i < words.Length; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal)) plain.Add(words[i]);
            else if (words[i].Split('=', 2) is [var name, var value]) _options[name] = value;
            else if (i + 1 < words.Length) _options[words[i]] = words[++i];
            else throw new ArgumentException($"{words[i]} needs a value behind it");
        }
        Words = plain;
    }

    /// <summary>What is no option.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The value of an option; null where it is not given.</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);
}
