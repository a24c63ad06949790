using System.Text.RegularExpressions;

namespace Spikebook.Notebooks.Sessions;

/// <summary>A cell's text as the compiler is to see it while it is being written.</summary>
static partial class CellText
{
    [GeneratedRegex(@"^#!(\w+)|^\s*#[ri]\b")]
    private static partial Regex HostLine();

    /// <summary>The cell with everything blanked that is not C#, each character in its place; null where the position is in another language.</summary>
    public static string? CSharpOnly(string code, int position)
    {
        char[] text = code.ToCharArray();
        bool csharp = true, csharpAtPosition = true;
        for (int start = 0; start <= text.Length;)
        {
            int end = code.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            var host = HostLine().Match(code[start..end]);
            if (host.Success && host.Groups[1].Value is { Length: > 0 } command && command != "time") csharp = command is not ("markdown" or "html");
            if (host.Success || !csharp) text.AsSpan(start, end - start).Fill(' ');
            if (position >= start && position <= end) csharpAtPosition = csharp && !host.Success;
            start = end + 1;
        }
        return csharpAtPosition ? new string(text) : null;
    }
}
