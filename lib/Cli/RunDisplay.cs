using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Spikebook.Figures;
using Spikebook.Notebooks.Running;

namespace Spikebook.Cli;

/// <summary>Shows a run's progress: a bar in a terminal, a line a notebook elsewhere.</summary>
static class RunDisplay
{
    /// <summary>Runs <paramref name="run"/> and shows how it gets on.</summary>
    public static async Task<IReadOnlyList<NotebookRun>> FollowAsync(Func<IRunObserver, Task<IReadOnlyList<NotebookRun>>> run)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive) return await run(new Lines());
        return await AnsiConsole.Progress().AutoClear(true).HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TimeColumn(),
            new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context => run(new Bar(context)));
    }

    /// <summary>The line that tells how a notebook ended.</summary>
    static string Summary(NotebookRun run, int number, int count)
    {
        string status = run.Status switch
        {
            RunStatus.Ok => "ok",
            RunStatus.Unchanged => "unchanged",
            RunStatus.Interrupted => "interrupted",
            _ => "FAILED",
        };
        if (run.Status == RunStatus.NotRun) return $"[{number}/{count}] {run.Name}: {run.Failure}";
        string line = $"[{number}/{count}] {run.Name}  {status}  {run.Elapsed.TotalSeconds.ToString(
            "0.0", CultureInfo.InvariantCulture)} s";
        if (run.Claims.NotChecked > 0) line += $"  {run.Claims.NotChecked} not checked";
        return run.Status == RunStatus.Failed ? $"{line}\n      {run.Failure}" : line;
    }

    sealed class Lines : IRunObserver
    {
        int _count, _finished;

        public void Started(IReadOnlyList<string> names) => _count = names.Count;

        public void CellStarted(CellProgress progress)
        {
            if (progress.Cell == 1) Console.WriteLine($"      {progress.Name}: {progress.Cells} cells");
        }

        public void CellOutput(CellProgress progress) { }

        public void Finished(NotebookRun run) => Console.WriteLine(Summary(run, ++_finished, _count));
    }

    sealed class Bar(ProgressContext context) : IRunObserver
    {
        readonly ProgressTask _task = context.AddTask("starting", maxValue: 1);
        int _count, _finished;

        public void Started(IReadOnlyList<string> names) => _count = names.Count;

        public void CellStarted(CellProgress progress)
        {
            _task.Value = progress.Fraction;
            _task.State.Update<TimeSpan>(TimeColumn.RemainingKey, _ => progress.Remaining ?? default);
            _task.Description = $"{Markup.Escape(progress.Name)}  cell {progress.Cell} of {progress.Cells}";
        }

        public void CellOutput(CellProgress progress) { }

        public void Finished(NotebookRun run)
        {
            string summary = Markup.Escape(Summary(run, ++_finished, _count));
            AnsiConsole.MarkupLine(run.Status == RunStatus.Failed ? $"[red]{summary}[/]" : summary);
            if (_finished == _count) _task.Value = 1;
        }
    }

    /// <summary>Elapsed time and an estimate of what remains.</summary>
    sealed class TimeColumn : ProgressColumn
    {
        public const string RemainingKey = "remaining";

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            string elapsed = Durations.Clock(task.ElapsedTime ?? default);
            return new Text(task.State.Get<TimeSpan>(
                RemainingKey) is { Ticks: > 0 } remaining ? $"{elapsed}, {Durations.Clock(remaining)} left" : elapsed);
        }
    }
}
