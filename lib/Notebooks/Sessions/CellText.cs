namespace Spikebook.Notebooks.Sessions;

/// <summary>A cell's text as the compiler is to see it while it is being written.</summary>
static class CellText
{
    /// <summary>
    /// The cell with everything blanked that is not C#, each character in its place; null where the position is in another language.
    /// </summary>
    public static string? CSharpOnly(string code, int position) => At(code, position) is ("csharp", var text) ? text : null;

    /// <summary>
    /// The language at a position, and the cell with everything blanked that is in another, each character in its place; the language is
    /// empty on a line that is the host's.
    /// </summary>
    public static (string Language, string Text) At(string code, int position)
    {
        var lines = new List<(int Start, int End, string Language)>();
        string language = "csharp", wanted = "csharp";
        bool hosts = false;
        for (int start = 0; start <= code.Length;)
        {
            int end = code.IndexOf('\n', start);
            if (end < 0) end = code.Length;
            string? command = CellSource.HostCommand(code[start..end].TrimEnd('\r'));
            if (command is not null && CellSource.LanguageOf(command) is { } named) language = named;
            lines.Add((start, end, command is null || (command == "" && language != "csharp") ? language : ""));
            if (position >= start && position <= end) (wanted, hosts) = (language, lines[^1].Language == "");
            start = end + 1;
        }
        char[] text = code.ToCharArray();
        foreach (var (start, end, of) in lines)
            if (of != wanted) text.AsSpan(start, end - start).Fill(' ');
        return (hosts ? "" : wanted, new string(text));
    }
}
