using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Documents;

/// <summary>Long strings are stored as lists of their lines, so that version control sees lines; in memory each is one string.</summary>
static class MultilineText
{
    /// <summary>The text of a string or of a list of strings; null for anything else.</summary>
    public static string? Join(JsonNode? node) => node switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonText.StringOf(value),
        JsonArray lines when lines.All(IsString) => string.Concat(lines.Select(line => JsonText.StringOf(line!.AsValue()))),
        _ => null,
    };

    public static JsonArray Lines(string text) => [.. Split(text).Select(line => (JsonNode)line)];

    /// <summary>Lines with their ends, as Python's <c>str.splitlines(True)</c> cuts them.</summary>
    public static IEnumerable<string> Split(string text)
    {
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = start;
            while (end < text.Length && !IsLineEnd(text[end])) end++;
            if (end < text.Length) end += text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1;
            yield return text[start..end];
        }
    }

    static bool IsString(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    static bool IsLineEnd(char c) =>
        c is '\n' or '\r' or '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u0085' or '\u2028' or '\u2029';
}
