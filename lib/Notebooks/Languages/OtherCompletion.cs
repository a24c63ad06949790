using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Languages;

/// <summary>Proposals in a language beside C#, as front ends take them.</summary>
static class OtherCompletion
{
    public static Completions At(LanguageRoom room, string language, string text, int position)
    {
        int start = position;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '\'')) start--;
        string[] before = text[..position].Split('\n');
        string begun = text[start..position];
        return new Completions(start, position, [.. room.Complete(language, text, before.Length, before[^1].Length)
            .Where(name => name.StartsWith(begun, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)
            .Select(name => new CompletionItem(name, "function", ""))]);
    }
}
