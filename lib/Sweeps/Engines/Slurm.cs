using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Spikebook.Sweeps;

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
        ProcessStartInfo start = new(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new SweepException($"{program} is not on the path; install Slurm's client programs, or use --engine local");
        }
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            string said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return said;
            string why = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()
                ?? $"exit code {process.ExitCode}";
            throw new SweepException($"{program} says: {why.Trim()}");
        }
    }
}
