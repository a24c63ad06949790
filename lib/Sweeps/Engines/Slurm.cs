using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Spikebook.Sweeps;

/// <summary>What a node answers when asked for the folder and for .NET.</summary>
enum NodeAnswer
{
    /// <summary>It has both.</summary>
    Ready,

    /// <summary>No node was free to answer at once.</summary>
    Unknown,

    /// <summary>It does not see the study's program.</summary>
    NoFolder,

    /// <summary>It sees the program, but has no .NET to run it with.</summary>
    NoRuntime,
}

/// <summary>Slurm's own programs, called with output that machines read.</summary>
sealed class Slurm
{
    /// <summary>Submits a job script; the job's number.</summary>
    /// <exception cref="SweepException">There is no Slurm here, or it refuses; its own line is in the message.</exception>
    public static string Submit(string script, params IReadOnlyList<string> options)
    {
        string said = Call("sbatch", [.. options, "--parsable", script]);
        return said.Split(';')[0].Trim(); // number, or number;cluster
    }

    /// <summary>The tasks of jobs that have not ended: their names and states.</summary>
    public static IReadOnlyList<(string Task, string State)> Queue(IEnumerable<string> jobs)
    {
        var tasks = new List<(string, string)>();
        foreach (string job in jobs)
        {
            string said;
            try
            {
                said = Call("squeue", ["-h", "-r", "-o", "%i|%T", "-j", job]);
            }
            catch (SweepException e) when (e.Message.Contains("Invalid job id", StringComparison.Ordinal))
            {
                continue; // ended, and forgotten by the queue
            }
            foreach (string line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                if (line.Split('|') is [var task, var state]) tasks.Add((task, state));
        }
        return tasks;
    }

    /// <summary>
    /// Asks a node that is free whether it sees a file and a program to run it with. The question travels through Slurm, not through the
    /// folder, so that a node without it can answer.
    /// </summary>
    public static NodeAnswer Node(string file, string runtime, IReadOnlyList<string> options)
    {
        const string Question = "test -r \"$1\" || exit 66; command -v \"$2\" > /dev/null || exit 67";
        using var process = Start("srun", [.. options, "--ntasks=1", "--time=1", "--chdir=/", "--quiet", "--immediate=15",
            "sh", "-c", Question, "sh", file, runtime]);
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return process.ExitCode switch { 0 => NodeAnswer.Ready, 66 => NodeAnswer.NoFolder, 67 => NodeAnswer.NoRuntime, _ => NodeAnswer.Unknown };
    }

    /// <summary>The tasks of an array job that failed not long ago: their numbers and the nodes they were on.</summary>
    public static IReadOnlyList<(string Task, string Node)> Failed(string job)
    {
        try
        {
            string said = Call("squeue", ["-h", "-r", "-t", "FAILED", "-o", "%K|%N", "-j", job]);
            return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))
                .Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]))];
        }
        catch (SweepException e) when (e.Message.Contains("Invalid job id", StringComparison.Ordinal))
        {
            return []; // forgotten
        }
    }

    /// <summary>Ends jobs.</summary>
    public static void Cancel(IEnumerable<string> jobs) => Call("scancel", [.. jobs]);

    /// <summary>The most tasks that an array job may have, from the cluster's configuration.</summary>
    public static int MaxArraySize()
    {
        foreach (string line in Call("scontrol", ["show", "config"]).Split('\n'))
            if (line.Split('=') is [var name, var value] && name.Trim() == "MaxArraySize"
            && int.TryParse(value, CultureInfo.InvariantCulture, out int size))
                return size - 1;
        return 1000;
    }

    static string Call(string program, IReadOnlyList<string> args)
    {
        using var process = Start(program, args);
        var errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return said;
        string why = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"exit code {process.ExitCode}";
        throw new SweepException($"{program} says: {why.Trim()}");
    }

    static Process Start(string program, IReadOnlyList<string> args)
    {
        ProcessStartInfo start = new(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new SweepException($"{program} is not on the path; install Slurm's client programs, or use --engine local");
        }
    }
}
