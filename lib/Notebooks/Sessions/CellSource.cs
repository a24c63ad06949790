using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>What a piece of a cell is.</summary>
enum SegmentKind
{
    /// <summary>C#, which this session compiles itself.</summary>
    CSharp,

    /// <summary>Another language, which a bridge runs.</summary>
    Language,

    /// <summary>Text that a front end shows: markdown, HTML, a diagram, a script.</summary>
    Shown,

    /// <summary>Text that other languages can have as a string (<c>#!value</c>).</summary>
    Value,

    /// <summary>A file whose cells are run.</summary>
    Import,

    /// <summary>A command on one line.</summary>
    Command,
}

/// <summary>A piece of a cell between <c>#!</c> lines.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; C# keeps the cell's line numbers by blank lines before it.</param>
/// <param name="Timed">Whether its wall-clock time is to be shown (<c>#!time</c>).</param>
/// <param name="Language">The language that it is in, or that its line stands in.</param>
/// <param name="Command">The command of its line, without <c>#!</c>.</param>
/// <param name="Argument">What stands behind the command.</param>
/// <param name="Line">The command's line in the cell, from 1.</param>
sealed record Segment(
    SegmentKind Kind, string Text, bool Timed, string Language = "csharp", string Command = "", string Argument = "", int Line = 0);

/// <summary>A line of a cell that the host, not the compiler, carries out.</summary>
sealed record ReferenceDirective(string Reference, int Line);

/// <summary>Splits a cell at its <c>#!</c> lines and takes out the directives <c>#r</c> and <c>#i</c>.</summary>
static partial class CellSource
{
    [GeneratedRegex(@"^#!(?<command>\S+)[ \t]*(?<argument>.*)$", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Magic();

    [GeneratedRegex(@"^\s*#[ri]\b", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex HostDirective();

    [GeneratedRegex("""^\s*#i\s+"(nuget:)?\s*(?<source>[^"]*?)\s*"\s*$""", RegexOptions.ExplicitCapture, Patterns.MostMilliseconds)]
    private static partial Regex SourceDirective();

    /// <summary>How a package source (<c>#i "nuget:…"</c>) is told from what is to be referenced.</summary>
    public const string SourcePrefix = "source:";

    /// <summary>The languages that a cell can be in, by any of their names; null for one that is none here.</summary>
    public static string? LanguageOf(string command) => command switch
    {
        "csharp" or "c#" or "C#" => "csharp",
        "fsharp" or "f#" or "F#" => "fsharp",
        "sql" => "sql",
        "markdown" or "html" or "mermaid" or "javascript" or "value" => command,
        "js" => "javascript",
        _ => null,
    };

    /// <summary>Commands that take a line, and leave the language as it is.</summary>
    public static readonly string[] Commands = ["import", "time", "share", "set", "who", "whos", "lsmagic", "about"];

    /// <summary>The languages by their first names.</summary>
    public static readonly string[] Languages = ["csharp", "fsharp", "sql", "markdown", "html", "mermaid", "javascript", "value"];

    /// <summary>A cell that a notebook's metadata puts into a language: the language in front, on a line that does not count.</summary>
    public static string InLanguage(string language, string code) => language == "csharp" ? code : $"{LanguageLine}{language}\n{code}";

    const string LanguageLine = "#!in-language ";

    /// <summary>The pieces of a cell, in order.</summary>
    /// <exception cref="SubmissionException">A <c>#!</c> command is not known.</exception>
    public static List<Segment> Split(string code, string cellName)
    {
        var segments = new List<Segment>();
        string language = "csharp", command = "", argument = "";
        bool timed = false;
        int at = 0;
        var lines = new List<string>();
        string[] all = code.ReplaceLineEndings("\n").Split('\n');
        if (all[0].StartsWith(LanguageLine, StringComparison.Ordinal)) (language, all) = (all[0][LanguageLine.Length..], all[1..]);
        for (int i = 0; i < all.Length; i++)
        {
            var magic = Magic().Match(all[i]);
            if (!magic.Success || InRawString(all, i))
            {
                lines.Add(all[i]);
                continue;
            }
            string word = magic.Groups["command"].Value, rest = magic.Groups["argument"].Value.Trim();
            if (word == "time") { timed = true; lines.Add(""); continue; }
            Close();
            if (LanguageOf(word) is { } named) (language, command, argument, at) = (named, word, rest, i + 1);
            else if (word == "import") segments.Add(new Segment(SegmentKind.Import, rest.Trim('"'), false));
            else if (Commands.Contains(word)) segments.Add(new Segment(SegmentKind.Command, "", false, language, word, rest, i + 1));
            else if (word == "meta") (language, command, at) = ("meta", word, i + 1); // a .dib file's own metadata
            else
                throw new SubmissionException(new CellError("UnknownCommand",
                    $"#!{word} is not known here; {string.Join(", ", Languages.Concat(Commands).Select(name => "#!" + name))} are",
                    i + 1, 1,
                    [$"{cellName}, line {i + 1}: #!{word} is not known here", "    " + all[i]]));
            // Blank lines keep the compiler's line numbers those of the cell.
            lines.Clear();
            if (language is "csharp" or "fsharp" or "sql") lines.AddRange(Enumerable.Repeat("", i + 1));
        }
        Close();
        return segments;

        void Close()
        {
            string text = string.Join('\n', lines);
            lines.Clear();
            if (string.IsNullOrWhiteSpace(text)) return; // #!time before #!csharp means what follows
            var kind = language switch
            {
                "csharp" => SegmentKind.CSharp,
                "fsharp" or "sql" => SegmentKind.Language,
                "value" => SegmentKind.Value,
                _ => SegmentKind.Shown,
            };
            if (language != "meta") segments.Add(new Segment(kind, text, timed, language, command, argument, at));
            timed = false;
        }
    }

    /// <summary>Takes <c>#r</c> and <c>#i</c> out of C# code; the lines stay, blank. Package sources come first.</summary>
    public static (string Code, List<ReferenceDirective> References) TakeReferences(string code)
    {
        var references = new List<ReferenceDirective>();
        if (!code.Contains('#')) return (code, references);
        string[] lines = code.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            if (SourceDirective().Match(lines[i]) is { Success: true } source)
            {
                references.Add(new ReferenceDirective(SourcePrefix + source.Groups["source"].Value, i + 1));
                lines[i] = "";
            }
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
