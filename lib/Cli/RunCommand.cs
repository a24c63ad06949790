using System.CommandLine;
using Spikebook.Notebooks.Running;

namespace Spikebook.Cli;

/// <summary><c>spikebook run</c>: executes the notebooks and leaves gallery, figures and tables.</summary>
static class RunCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "Notebooks to run: names, numbers or paths. All when none is named.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder for executed notebooks, gallery, figures and tables.",
            DefaultValueFactory = _ => House.Output,
            HelpName = "DIR"
        };
        var notebooks = new Option<string>(
            "--notebooks")
        { Description = "Folder of the notebooks.", DefaultValueFactory = _ => House.Notebooks, HelpName = "DIR" };
        var onlyChanged = new Option<bool>("--only-changed")
        {
            Description =
            "Skip notebooks whose sources, libraries and data did not change since their last good run."
        };
        var solutions = new Option<bool>("--solutions")
        {
            Description = "Also run the solutions of the exercises, which are folded into the prose, each where it stands."
        };
        var save = new Option<bool>("--save") { Description = "Also write outputs, small enough to review, back into the notebooks." };
        var timeout = new Option<double>(
            "--timeout")
        { Description = "Longest time for one cell.", DefaultValueFactory = _ => 600, HelpName = "SECONDS" };
        var jobs = new Option<int>(
            "--jobs", "-j")
        { Description = "Notebooks that run at once.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var site = new Option<string?>("--site")
        {
            Description = "Also write the gallery alive into this folder, for any web server (as serve --export).",
            HelpName = "DIR"
        };
        var command = new Command("run", "Runs the notebooks from top to bottom and regenerates their figures.") { names, output, notebooks,
            onlyChanged, solutions, save, timeout, jobs, site };
        command.SetAction(async (parsed, cancellation) =>
        {
            double seconds = parsed.GetValue(timeout);
            if (!(seconds > 0 && seconds <= 1e6))
                return ExitCode.Refuse($"--timeout {seconds} is out of range; give seconds, more than 0 and at most 1000000");
            if (string.IsNullOrWhiteSpace(parsed.GetValue(output))) return ExitCode.Refuse("--output is empty; name a folder");
            if ((parsed.GetValue(names) ?? []).FirstOrDefault(name => name.StartsWith('-')) is { } unknown)
                return ExitCode.Refuse($"run has no option {unknown} ({House.Command} run --help)");
            string? alive = parsed.GetValue(site) is { } given ? Path.GetFullPath(given) : null;
            if (alive is not null && ServeCommand.Refusal(alive, "--site") is { } refusal) return ExitCode.Refuse(refusal);
            int count = parsed.GetValue(jobs);
            if (count is < 1 or > 64) return ExitCode.Refuse($"--jobs {count} is out of range; give 1 to 64");
            if (parsed.GetValue(solutions) && parsed.GetValue(save))
                return ExitCode.Refuse("--save with --solutions would write solved exercises into the notebooks; give one of the two");
            await WebParts.FetchOnceAsync(cancellation);
            var options = new RunOptions
            {
                NotebooksDirectory = parsed.GetValue(notebooks)!,
                Names = NamesIn(parsed.GetValue(notebooks)!, parsed.GetValue(names) ?? []),
                OutputDirectory = Path.GetFullPath(parsed.GetValue(output)!),
                OnlyChanged = parsed.GetValue(onlyChanged),
                Save = parsed.GetValue(save),
                Solutions = parsed.GetValue(solutions),
                CellTimeout = TimeSpan.FromSeconds(seconds),
                Jobs = count,
                DataDirectories = [House.Data, .. Environment.GetEnvironmentVariable(
                    "SPIKEBOOK_DATA") is { Length: > 0 } more ? new[] { more } : []],
                Worker = House.Worker,
                Version = House.Version,
            };
            int code = await Run(options, cancellation);
            if (alive is null || code is not (ExitCode.Ok or ExitCode.Failed)) return code;
            return await ServeCommand.ExportAsync(alive, options.OutputDirectory, cancellation) is var written && written != ExitCode.Ok
                ? written : code;
        });
        return command;
    }

    // A part of a name stands for the notebook that has it, if only one does; all else is the runner's to judge.
    static string[] NamesIn(string folder, string[] names)
    {
        string[] there = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.ipynb").Select(Path.GetFileNameWithoutExtension).OfType<string>()] : [];
        return [.. names.Select(Whole)];

        string Whole(string name)
        {
            if (name.Length == 0 || name.All(char.IsAsciiDigit) || there.Contains(name) || Path.Exists(name)) return name;
            string[] matches = [.. there.Where(n => n.Contains(name, StringComparison.OrdinalIgnoreCase))];
            return matches is [var only] ? only : name;
        }
    }

    static async Task<int> Run(RunOptions options, CancellationToken cancellation)
    {
        OutputFolder folder;
        try
        {
            folder = OutputFolder.Take(options.OutputDirectory);
        }
        catch (RunException e)
        {
            return ExitCode.Refuse(e.Message);
        }
        using (folder) return await Run(options, folder, cancellation);
    }

    static async Task<int> Run(RunOptions options, OutputFolder folder, CancellationToken cancellation)
    {
        IReadOnlyList<NotebookRun> runs;
        try
        {
            runs = await RunDisplay.FollowAsync(observer => NotebookRunner.RunAsync(options, observer, cancellation, folder));
        }
        catch (RunException e)
        {
            return ExitCode.Refuse(e.Message);
        }
        try
        {
            string gallery = LearningPath.WriteGallery(options, runs);
            Console.WriteLine();
            Console.WriteLine($"gallery    {gallery}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.Refuse($"the gallery cannot be written: {e.Message}");
        }
        Console.WriteLine($"notebooks  {Path.Combine(options.OutputDirectory, "notebooks")}");
        if (runs.Any(r => r.Files.Count > 0)) Console.WriteLine(
            $"figures    {Path.Combine(options.OutputDirectory, "figures")}, tables {Path.Combine(options.OutputDirectory, "tables")}");
        if (runs.Count(r => r.Status == RunStatus.NotRun) is > 0 and var left)
            Console.WriteLine($"not run    {left} of {runs.Count}, for want of packages");
        var claims = runs.Aggregate(new ClaimCount(0, 0, 0, 0), (sum, run) => sum + run.Claims);
        string checks = $"checks     {claims.Held} hold, {claims.NotChecked} not checked";
        Console.WriteLine(claims.Open + claims.Solved == 0 ? checks : $"{checks}; exercises: {claims.Open} left to the reader");
        if (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine("spikebook: interrupted; what was finished is whole");
            return ExitCode.Interrupted;
        }
        return runs.Any(r => r.Status == RunStatus.Failed) ? ExitCode.Failed : ExitCode.Ok;
    }
}
