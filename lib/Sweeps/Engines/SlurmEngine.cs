using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Storage;

namespace Spikebook.Sweeps;

/// <summary>How a sweep stands on a cluster.</summary>
/// <param name="Progress">Points done, failed and to come.</param>
/// <param name="Running">Tasks at work.</param>
/// <param name="Waiting">Tasks that wait for a place.</param>
/// <param name="Silent">Nodes whose tasks ended without a word in the folder: they do not see it, or could not start there.</param>
public sealed record SlurmStatus(SweepProgress Progress, int Running, int Waiting, IReadOnlyList<string> Silent);

/// <summary>
/// Runs a study on a Slurm cluster: one array job whose tasks each compute a part, requeued when a node fails, and one job that
/// collects when all have ended. Nodes need the folder, which must be shared, and .NET unless the program carries it along; a first node is
/// asked for both before anything is submitted.
/// </summary>
public sealed class SlurmEngine
{
    /// <summary>The partition to use; the cluster's own choice unless given.</summary>
    public string? Partition { get; init; }

    /// <summary>How many tasks; from the measured cost of a point unless given.</summary>
    public int? Tasks { get; init; }

    /// <summary>Submits what is missing.</summary>
    /// <param name="program">The study, in a folder that the nodes see.</param>
    /// <param name="folder">Where results are kept; the nodes must see it too.</param>
    /// <returns>What was asked for, and the numbers of the array job and of the collecting one; null where nothing is missing.</returns>
    /// <exception cref="SweepException">There is no Slurm, it refuses, or jobs of this folder are still in its queue.</exception>
    public (SlurmPlan Plan, string Job, string Collector)? Submit(StudyProgram program, string folder)
    {
        ArgumentNullException.ThrowIfNull(program);
        var study = program.Describe();
        var place = SweepFolder.Open(folder, new StudyIdentity(study.Name, study.Version, study.Seed));
        if (Jobs(place.Path) is { Count: > 0 } earlier && Slurm.Queue(earlier) is { Count: > 0 } queued)
            throw new SweepException(
            $"{folder} has {queued.Count} tasks in the queue already; wait for them, or end them with: sweep cancel {folder}");
        int missing = study.Points - place.ReadAll().Count(line => line.Value.Error is null);
        if (missing == 0) return null;
        int most = Slurm.MaxArraySize();
        var plan = SlurmPlan.For(missing, program.Measure(), most);
        if (Tasks is { } tasks) plan = plan with { Tasks = Math.Clamp(tasks, 1, Math.Min(most, study.Points)) };
        string log = Path.Combine(place.Path, "log");
        Directory.CreateDirectory(log);
        string script = Path.Combine(place.Path, "job.sh"), collecting = Path.Combine(place.Path, "collect.sh");
        AtomicFile.WriteText(script, Script(study.Name, program, place.Path, log, plan));
        AtomicFile.WriteText(collecting, $"""
            #!/bin/bash
            #SBATCH --job-name={study.Name}-collect
            #SBATCH --ntasks=1
            #SBATCH --time=10
            #SBATCH --output={log}/collect.txt
            exec '{Quoted(program.Runtime)}' '{Quoted(program.Path)}' collect --folder '{Quoted(place.Path)}'

            """.ReplaceLineEndings("\n"));
        string[] partition = Partition is { } name ? ["--partition=" + name] : [];
        MustSee(Slurm.Node(program.Path, program.Runtime, partition), program, place.Path);
        string job = Slurm.Submit(script, partition);
        Remember(place.Path, [job]);
        string collector = Slurm.Submit(collecting, [.. partition, $"--dependency=afterany:{job}"]);
        Remember(place.Path, [job, collector]);
        return (plan, job, collector);
    }

    static void MustSee(NodeAnswer answer, StudyProgram program, string folder)
    {
        if (answer == NodeAnswer.NoFolder) throw new SweepException(
            $"a node does not see {folder}; name a folder that this machine and all nodes share, with --folder DIR");
        if (answer == NodeAnswer.NoRuntime) throw new SweepException(
            $"a node has no program {program.Runtime}; add --self-contained, and the study carries .NET along");
    }

    /// <summary>How far it is.</summary>
    public static SlurmStatus Status(StudyProgram program, string folder)
    {
        ArgumentNullException.ThrowIfNull(program);
        var study = program.Describe();
        var all = SweepFolder.Open(folder, new StudyIdentity(study.Name, study.Version, study.Seed)).ReadAll();
        var queue = Jobs(Path.GetFullPath(folder)) is { Count: > 0 } jobs ? Slurm.Queue(jobs) : [];
        return new SlurmStatus(new SweepProgress(all.Count, study.Points, all.Count(line => line.Value.Error is not null), 0, default),
            queue.Count(task => task.State is "RUNNING" or "COMPLETING"),
            queue.Count(task => task.State is not ("RUNNING" or "COMPLETING")),
            Jobs(Path.GetFullPath(folder)) is [var array, ..] ? Silent(array, Path.GetFullPath(folder)) : []);
    }

    // A task that sees the folder has its log there, be it empty.
    static IReadOnlyList<string> Silent(string job, string folder)
        => [.. Slurm.Failed(job).Where(task => !File.Exists(Path.Combine(folder, "log", task.Task + ".txt"))).Select(task => task.Node)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Takes the folder's jobs out of the queue; what is done stays.</summary>
    /// <returns>How many tasks were in the queue.</returns>
    /// <exception cref="SweepException">No job was ever submitted from this folder.</exception>
    public static int Cancel(string folder)
    {
        var jobs = Jobs(Path.GetFullPath(folder));
        if (jobs.Count == 0) throw new SweepException($"no job was submitted from {folder}; there is nothing to cancel");
        int tasks = Slurm.Queue(jobs).Count;
        if (tasks > 0) Slurm.Cancel(jobs);
        return tasks;
    }

    static string Script(string name, StudyProgram program, string folder, string log, SlurmPlan plan) => string.Create(CultureInfo.InvariantCulture, $"""
        #!/bin/bash
        #SBATCH --job-name={name}
        #SBATCH --array=1-{plan.Tasks}
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=1
        #SBATCH --time={plan.Minutes}
        #SBATCH --mem={plan.Megabytes}M
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --output={log}/%a.txt
        exec '{Quoted(program.Runtime)}' '{Quoted(program.Path)}' part "$SLURM_ARRAY_TASK_ID/{plan.Tasks}" --folder '{Quoted(folder)}'

        """).ReplaceLineEndings("\n");

    static string Quoted(string path) => path.Replace("'", "'\\''", StringComparison.Ordinal);

    static void Remember(string folder, IReadOnlyList<string> jobs)
        => AtomicFile.WriteText(Path.Combine(folder, "jobs.json"), new JsonArray([.. jobs.Select(job => (JsonNode)job)])
            .ToJsonString() + "\n");

    static IReadOnlyList<string> Jobs(string folder)
    {
        string file = Path.Combine(folder, "jobs.json");
        try
        {
            return File.Exists(file) ? [.. JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(job => (string)job!)] : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SweepException($"{file} is damaged; look the jobs up with squeue, and delete the file");
        }
    }
}
