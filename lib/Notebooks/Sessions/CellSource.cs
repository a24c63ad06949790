using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>What a piece of a cell is.</summary>
enum SegmentKind { CSharp, Markdown, Html, Import }

/// <summary>A piece of a cell between <c>#!</c> lines.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; C# keeps the cell's line numbers by blank lines before it.</param>
/// <param name="Timed">Whether its wall-clock time is to be shown (<c>#!time</c>).</param>
sealed record Segment(SegmentKind Kind, string Text, bool Timed);

/// <summary>A line of a cell that the host, not the compiler, carries out.</summary>
sealed record ReferenceDirective(string Reference, int Line);

/// <summary>Splits a cell at its <c>#!</c> lines and takes out the directives <c>#r</c> and <c>#i</c>.</summary>
static partial class CellSource
{
    [GeneratedRegex(@"^#!(?<command>\S+)[ \t]*(?<argument>.*)$", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Magic();

    [GeneratedRegex(@"^\s*#[ri]\b", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex HostDirective();

    [GeneratedRegex("""^\s*#i\s+"[^"]*"\s*$""", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex SourceDirective();

    /// <summary>The pieces of a cell, in order.</summary>
    /// <exception cref="SubmissionException">A <c>#!</c> command is not known.</exception>
    public static List<Segment> Split(string code, string cellName)
    {
        var segments = new List<Segment>();
        var kind = SegmentKind.CSharp;
        bool timed = false;
        var lines = new List<string>();
        string[] all = code.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < all.Length; i++)
        {
            var magic = Magic().Match(all[i]);
            if (!magic.Success || InRawString(all, i))
            {
                lines.Add(all[i]);
                continue;
            }
            string command = magic.Groups["command"].Value, argument = magic.Groups["argument"].Value.Trim();
            if (command == "time") { timed = true; lines.Add(""); continue; }
            Close();
            switch (command)
            {
                case "csharp" or "c#" or "C#": kind = SegmentKind.CSharp; break;
                case "markdown": kind = SegmentKind.Markdown; break;
                case "html": kind = SegmentKind.Html; break;
                case "import":
                    segments.Add(new Segment(SegmentKind.Import, argument.Trim('"'), false));
                    kind = SegmentKind.CSharp;
                    break;
                default:
                    throw new SubmissionException(new CellError("UnknownCommand",
                        $"#!{command} is not known here; #!csharp, #!markdown, #!html, #!time and #!import are", i + 1, 1,
                        [$"{cellName}, line {i + 1}: #!{command} is not known here", "    " + all[i]]));
            }
            // Blank lines keep the compiler's line numbers those of the cell.
            lines.Clear();
            if (kind == SegmentKind.CSharp) lines.AddRange(Enumerable.Repeat("", i + 1));
        }
        Close();
        return segments;

        void Close()
        {
            string text = string.Join('\n', lines);
            if (!string.IsNullOrWhiteSpace(text)) segments.Add(new Segment(kind, text, timed));
            lines.Clear();
            timed = false;
        }
    }

    /// <summary>Takes <c>#r</c> and <c>#i</c> out of C# code; the lines stay, blank.</summary>
    public static (string Code, List<ReferenceDirective> References) TakeReferences(string code)
    {
        var references = new List<ReferenceDirective>();
        if (!code.Contains('#')) return (code, references);
        string[] lines = code.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            if (SourceDirective().IsMatch(lines[i])) // a package source: restores use the machine's own
                lines[i] = "";
        code = string.Join('\n', lines);
        var root = SubmissionCompiler.Parse(code, "").GetRoot();
        if (!root.ContainsDirectives) return (code, references);
        char[] text = code.ToCharArray();
        foreach (var trivia in root.DescendantTrivia(descendIntoTrivia: false))
        {
            if (trivia.GetStructure() is not ReferenceDirectiveTriviaSyntax { File.ValueText: { Length: > 0 } file } directive) continue;
            references.Add(new ReferenceDirective(file, directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1));
            var span = directive.Span;
            for (int i = span.Start; i < span.End; i++)
                if (text[i] is not ('\r' or '\n')) text[i] = ' ';
        }
        return (new string(text), references);
    }

    /// <summary>The files that a cell names by <c>#r</c>, <c>#load</c> and <c>#!import</c>, as it writes them; packages are none.</summary>
    public static IEnumerable<string> FilesNamed(string code)
    {
        if (!code.Contains('#') || SubmissionCompiler.IsTooDeep(code)) return [];
        var imported = code.Split('\n').Select(line => Magic().Match(line.TrimEnd('\r')))
            .Where(m => m.Success && m.Groups["command"].Value == "import").Select(m => m.Groups["argument"].Value.Trim().Trim('"'));
        var named = SubmissionCompiler.Parse(code, "").GetRoot().DescendantTrivia(descendIntoTrivia: false)
            .Select(trivia => trivia.GetStructure() switch
        {
            ReferenceDirectiveTriviaSyntax reference => reference.File.ValueText,
            LoadDirectiveTriviaSyntax load => load.File.ValueText,
            _ => "",
        });
        return [.. imported.Concat(named).Where(file => file.Length > 0 && !file.Contains(':') || Path.IsPathRooted(file))
            .Where(file => !file.Contains('\0'))];
    }

    /// <summary>
    /// Whether a line is the host's to carry out: the command of a <c>#!</c> line, "" for <c>#r</c> and <c>#i</c>, else null.
    /// </summary>
    public static string? HostCommand(string line)
        => Magic().Match(line) is { Success: true } magic ? magic.Groups["command"].Value : HostDirective().IsMatch(line) ? "" : null;

    /// <summary>Whether line <paramref name="index"/> stands inside a raw string that an earlier line opened.</summary>
    static bool InRawString(string[] lines, int index)
    {
        int fences = 0;
        for (int i = 0; i < index; i++)
            for (int at = lines[i].IndexOf("\"\"\"", StringComparison.Ordinal); at >= 0; at = lines[i]
            .IndexOf("\"\"\"", at + 3, StringComparison.Ordinal))
                fences++;
        return fences % 2 == 1;
    }
}
