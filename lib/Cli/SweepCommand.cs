using System.CommandLine;
using System.Globalization;
using Spikebook.Sweeps;

namespace Spikebook.Cli;

/// <summary><c>spikebook sweep</c>: runs a study's points on this machine or on a Slurm cluster, and looks after them.</summary>
static class SweepCommand
{
    enum Engine { Local, Slurm }

    public static Command Create()
    {
        var study = new Argument<string>("STUDY") { Description = "A study: a C# file (see notebooks/studies), or its built assembly." };
        var engine = new Option<Engine>("--engine") { Description = "local (a process a core) or slurm.", HelpName = "local|slurm" };
        var folder = new Option<string?>("--folder") { Description = "Where results are kept; output/sweeps/NAME.", HelpName = "DIR" };
        var workers = new Option<int>("--workers")
        {
            Description = "How many processes on this machine.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
            HelpName = "N",
        };
        var memory = new Option<string?>("--memory")
        {
            Description = "The most memory of one process, for instance 2G.",
            HelpName = "SIZE"
        };
        var part = new Option<string?>("--part") { Description = "Compute one of several parts only, here and now.", HelpName = "i/n" };
        var tasks = new Option<int?>("--tasks")
        {
            Description = "How many tasks on the cluster; from a measured point unless given.",
            HelpName = "N"
        };
        var partition = new Option<string?>("--partition") { Description = "The cluster's partition.", HelpName = "NAME" };
        var carry = new Option<bool>("--self-contained") { Description = "Put this machine's .NET beside the study, for nodes that have none." };
        var command = new Command("sweep", "Computes a study at all its points; what is done is found again.")
        {
            study, engine, folder, workers, memory, part, tasks, partition, carry,
            Verb("status", "How far a sweep is.", Status), Verb("collect", "Merges what there is into collected.csv.", Collect),
            Verb("cancel", "Takes a sweep's jobs out of the cluster's queue.", Cancel),
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Refusal.Guard(() =>
        {
            var program = StudyBuild.Of(parsed.GetValue(study)!);
            var description = program.Describe();
            string place = parsed.GetValue(folder) ?? Path.Combine(House.Output, "sweeps", description.Name);
            program = StudyBuild.Keep(program, description, place);
            if (parsed.GetValue(carry)) StudyBuild.CarryDotnet(program);
            if (parsed.GetValue(part) is { } asked) return Part(program, asked, place);
            return parsed.GetValue(engine) == Engine.Slurm
                ? Submit(new SlurmEngine { Tasks = parsed.GetValue(tasks), Partition = parsed.GetValue(partition) }, program, place)
                : Local(new LocalEngine { Workers = parsed.GetValue(workers), Memory = Bytes(parsed.GetValue(memory)) }, program,
                description, place, cancellation);
        })));
        return command;
    }

    static Command Verb(string name, string description, Func<string, int> act)
    {
        var folder = new Argument<string>("DIR") { Description = "The sweep's folder." };
        var command = new Command(name, description) { folder };
        command.SetAction(parsed => Refusal.Guard(() => act(parsed.GetValue(folder)!)));
        return command;
    }

    static int Local(LocalEngine engine, StudyProgram program, StudyDescription study, string folder, CancellationToken cancellation)
    {
        var end = ProgressLine.Follow(study.Name, tell => engine.Run(program, folder,
            now => tell(Describe(now), (double)now.Done / now.Total), line => Console.Error.WriteLine($"spikebook: {line}"), cancellation));
        if (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine(
                $"spikebook: interrupted; {end.Done} of {end.Total} points are kept, the same command goes on from here");
            return ExitCode.Interrupted;
        }
        Console.WriteLine($"collected  {Path.Combine(folder, "collected.csv")}");
        return end.Failed == 0 && end.Done == end.Total ? ExitCode.Ok : ExitCode.Failed;
    }

    static int Submit(SlurmEngine engine, StudyProgram program, string folder)
    {
        if (engine.Submit(program, folder) is not var (plan, job, collector))
        {
            Console.WriteLine($"nothing is missing in {folder}");
            return ExitCode.Ok;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"submitted  job {job}: {plan.Tasks} tasks, {plan.Minutes} minutes and {plan.Megabytes} MB at the most each; job {collector} collects"));
        Console.WriteLine($"then       {House.Command} sweep status {folder}");
        return ExitCode.Ok;
    }

    static int Part(StudyProgram program, string part, string folder)
    {
        if (SweepPart.TryParse(part) is null) throw new SweepException($"part {part} is none; use i/n with 1 <= i <= n, for instance 3/8");
        return program.Call("part", part, "--folder", folder);
    }

    static int Status(string folder)
    {
        var status = SlurmEngine.Status(StudyBuild.In(folder), folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{status.Progress.Done} of {status.Progress.Total} points, {status.Progress.Failed} failed; {status.Running} tasks running, {status.Waiting} waiting"));
        if (status.Silent.Count > 0) Console.Error.WriteLine(
            $"spikebook: tasks on {string.Join(", ", status.Silent)} ended without a word in {folder}; do those nodes see it?");
        return ExitCode.Ok;
    }

    static int Collect(string folder) => StudyBuild.In(folder).Call("collect", "--folder", folder);

    static int Cancel(string folder)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"cancelled {SlurmEngine.Cancel(folder)} tasks; what is done stays in {folder}"));
        return ExitCode.Ok;
    }

    static string Describe(SweepProgress now)
    {
        string failed = now.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {now.Failed} failed") : "";
        string left = now.Remaining is { } time && now.Done < now.Total ? $", {Durations.Clock(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{now.Done} of {now.Total} points, {now.Rate:0.##} a second{left}{failed}");
    }

    static long? Bytes(string? text)
    {
        if (text is null) return null;
        const string Units = "KMGT";
        int unit = Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        string number = unit >= 0 ? text[..^1] : text;
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0
            ? (long)(value * Math.Pow(1024, unit + 1))
            : throw new SweepException($"--memory {text} is no size; use a number with K, M, G or T, for instance 2G");
    }
}
