using System.Diagnostics;
using Spectre.Console;

namespace Spikebook.Cli;

/// <summary>How one long piece of work gets on: a bar in a terminal, elsewhere a plain line every few seconds and at the end.</summary>
static class ProgressLine
{
    static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(10);

    /// <summary>Does some work that tells how it gets on: a text, and the fraction that is done.</summary>
    public static T Follow<T>(string subject, Func<Action<string, double>, T> work)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive) return work(Plain(subject));
        return AnsiConsole.Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn())
            .Start(context =>
            {
                var task = context.AddTask(subject, maxValue: 1);
                return work((text, fraction) =>
                {
                    task.Description = Markup.Escape($"{subject}  {text}");
                    task.Value = fraction;
                });
            });
    }

    static Action<string, double> Plain(string subject)
    {
        var since = Stopwatch.StartNew();
        string last = "";
        return (text, fraction) =>
        {
            string line = FormattableString.Invariant($"{subject}  {100 * fraction:0}%  {text}");
            if ((fraction < 1 && since.Elapsed < PlainEvery) || line == last) return;
            since.Restart();
            Console.WriteLine(last = line);
        };
    }
}
