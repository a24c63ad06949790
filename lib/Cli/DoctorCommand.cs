using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Spikebook.Cli;

/// <summary><c>spikebook doctor</c>: what is here, what it is for, how to get what is missing.</summary>
static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Says what is here, what it is for, and how to get what is missing.");
        command.SetAction(async (_, cancellation) =>
        {
            var findings = await Examination.AllAsync(cancellation);
            Show(findings);
            return findings.Any(f => f is { Required: true, Found: false }) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    static void Show(IReadOnlyList<Finding> findings)
    {
        if (Console.IsOutputRedirected)
        {
            foreach (var f in findings)
                Console.WriteLine($"{Mark(f),-8} {f.Name,-12} {f.Detail}; for {f.Purpose}{(f.Found ? "" : $"; to get it: {f.Remedy}")}");
        }
        else
        {
            var table = new Table().Border(TableBorder.None).AddColumns("", "[bold]what[/]", "[bold]found[/]", "[bold]for[/]");
            foreach (var f in findings)
            {
                string colour = f.Found ? "green" : f.Required ? "red" : "yellow";
                string detail = Markup.Escape(f.Detail) + (f.Found ? "" : $"\n[bold]{Markup.Escape(f.Remedy)}[/]");
                table.AddRow($"[{colour}]{Mark(f)}[/]", Markup.Escape(f.Name), detail, Markup.Escape(f.Purpose));
            }
            AnsiConsole.Write(table);
        }
        int missing = findings.Count(f => !f.Found);
        Console.WriteLine(missing == 0 ? "Everything is here."
            : findings.Any(f => f is { Required: true, Found: false }) ? "Something that is needed is missing."
            : string.Create(
                CultureInfo.InvariantCulture, $"What is needed is here; {missing} optional part{(missing == 1 ? "" : "s")} missing."));
    }

    static string Mark(Finding finding) => finding.Found ? "ok" : finding.Required ? "missing" : "optional";
}
