using System.Globalization;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Languages;

/// <summary>The <c>#!</c> commands of one line, with the options that they have in .NET Interactive.</summary>
static class MagicCommands
{
    const int LongestValue = 100;

    /// <exception cref="SubmissionException">The line does not say what it should, or names what is not there.</exception>
    public static async Task Run(Segment segment, string cellName, LanguageRoom room, CancellationToken cancellation)
    {
        try
        {
            MagicLine line = new(segment.Argument);
            switch (segment.Command)
            {
                case "who": Show(Names(room, segment.Language)); break;
                case "whos": Table(room, segment.Language); break;
                case "lsmagic":
                    Show([.. CellSource.Languages.Concat(CellSource.Commands).Select(name => "#!" + name)]);
                    break;
                case "about": About(); break;
                case "share": await Share(line, segment, cellName, room, cancellation); break;
                case "set": await Set(line, segment, cellName, room, cancellation); break;
            }
        }
        catch (ArgumentException e)
        {
            throw Wrong(e.Message, segment, cellName);
        }
    }

    /// <summary>Keeps the text of <c>#!value --name x</c>, or a file's.</summary>
    /// <exception cref="SubmissionException">No name is given, or the file is not there.</exception>
    public static void Keep(Segment segment, string cellName, LanguageRoom room)
    {
        try
        {
            room.Keep(new MagicLine(segment.Argument)["--name"]
                ?? throw new ArgumentException("#!value needs a name; use #!value --name x"), segment.Text.Trim('\n'));
        }
        catch (ArgumentException e)
        {
            throw Wrong(e.Message, segment, cellName);
        }
    }

    static SubmissionException Wrong(string message, Segment segment, string cellName)
        => new(new CellError("CommandError", message, segment.Line, 1,
            [$"{cellName}, line {segment.Line}: {message}", $"    #!{segment.Command} {segment.Argument}"]));

    // #!share x --from csharp --as y --mime-type application/json
    static async Task Share(MagicLine line, Segment segment, string cellName, LanguageRoom room, CancellationToken cancellation)
    {
        if (line.Words is not [var word] || (line["--from"] ?? (word.Contains(':') ? word.Split(':')[0] : null)) is not { } from)
            throw new ArgumentException("#!share needs a name and where it is; use #!share x --from csharp");
        string name = word.Split(':')[^1];
        await room.Share(from, name, segment.Language, line["--as"] ?? name, line["--mime-type"] == "application/json", cellName,
            segment.Line, cancellation);
    }

    // #!set --name y --value @csharp:x, or a text
    static async Task Set(MagicLine line, Segment segment, string cellName, LanguageRoom room, CancellationToken cancellation)
    {
        if (line["--name"] is not { } name || line["--value"] is not { } value)
            throw new ArgumentException("#!set needs a name and a value; use #!set --name y --value @csharp:x");
        if (value.StartsWith('@') && value[1..].Split(':', 2) is [var from, var there])
            await room.Share(from, there, segment.Language, name, line["--mime-type"] == "application/json", cellName, segment.Line,
                cancellation);
        else await room.Give(segment.Language, name, value, false, cellName, segment.Line, cancellation);
    }

    static List<string> Names(LanguageRoom room, string language)
        => [.. room.VariablesOf(language).Select(variable => variable.Key).Order(StringComparer.Ordinal)];

    static void Table(LanguageRoom room, string language)
        => CellCommands.display(new QueryRows(["Variable", "Type", "Value"], [typeof(string), typeof(string), typeof(string)],
            [.. Variables(room, language).Select(variable => (object?[])[variable.Name, variable.Type, variable.Value])]));

    static IEnumerable<(string Name, string Type, string Value)> Variables(LanguageRoom room, string language)
        => room.VariablesOf(language).OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable =>
        {
            string text = Convert.ToString(variable.Value, CultureInfo.InvariantCulture)?.ReplaceLineEndings(" ") ?? "null";
            return (variable.Key, variable.Value is { } value ? SharedVariable.CodeName(value.GetType()).Replace("global::", "",
                StringComparison.Ordinal) : "", text.Length <= LongestValue ? text : text[..LongestValue] + " …");
        });

    static void Show(IReadOnlyList<string> lines) => CellCommands.display(DisplayData.Text(string.Join('\n', lines)));

    static void About() => CellCommands.display(DisplayData.Text(
        $"Spikebook {typeof(MagicCommands).Assembly.GetName().Version?.ToString(3)}: "
        + "its own host of C# cells with the formatters of .NET Interactive\n"
        + $".NET {Environment.Version} on {System.Runtime.InteropServices.RuntimeInformation.OSDescription}"));
}
