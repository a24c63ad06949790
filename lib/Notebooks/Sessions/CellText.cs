namespace Spikebook.Notebooks.Sessions;

/// <summary>A cell's text as the compiler is to see it while it is being written.</summary>
static class CellText
{
    /// <summary>
    /// The cell with everything blanked that is not C#, each character in its place; null where the position is in another language.
    /// </summary>
    public static string? CSharpOnly(string code, int position)
    {
        char[] text = code.ToCharArray();
        bool csharp = true, csharpAtPosition = true;
        for (int start = 0; start <= text.Length;)
        {
            int end = code.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            string? command = CellSource.HostCommand(code[start..end].TrimEnd('\r'));
            if (command is { Length: > 0 } and not "time") csharp = command is not ("markdown" or "html");
            if (command is not null || !csharp) text.AsSpan(start, end - start).Fill(' ');
            if (position >= start && position <= end) csharpAtPosition = csharp && command is null;
            start = end + 1;
        }
        return csharpAtPosition ? new string(text) : null;
    }
}
