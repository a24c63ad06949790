using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Spikebook.Sweeps;

namespace Spikebook.Benchmarks;

/// <summary>
/// What a sweep costs besides the computation: a point (its key, its line on disk, its telling), and a task (start of the study's program,
/// reading what is done, nothing left to compute). Points and tasks of notebook 91's plan.
/// </summary>
[MemoryDiagnoser]
public class SweepBenchmarks
{
    const int Points = 1_000;

    readonly string _root = Directory.CreateTempSubdirectory("spikebook-sweep-").FullName;
    string _program = "", _done = "";
    int _folder;

    [GlobalSetup]
    public void Setup()
    {
        string? house = AppContext.BaseDirectory;
        while (house is not null && !File.Exists(Path.Combine(house, "Spikebook.slnx"))) house = Path.GetDirectoryName(house);
        _program = Path.Combine(house ?? throw new InvalidOperationException("run inside the repository"),
            "tests", "Sweeps.Study", "bin", "Debug", "net10.0", "study.dll");
        _done = Path.Combine(_root, "done");
        Start("part", "1/1", "--folder", _done);
    }

    /// <summary>A point in memory: 1,000 points that compute nothing.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Points)]
    public int PointInMemory() => Sweep.Over(Enumerable.Range(0, Points)).Run(point => point).Rows.Count;

    /// <summary>The same with a folder.</summary>
    [Benchmark(OperationsPerInvoke = Points)]
    public int PointInFolder() => Sweep.Over(Enumerable.Range(0, Points))
        .With(new SweepSettings { Name = "nothing", Version = "1", Threads = 1, Folder = Path.Combine(_root, $"{_folder++}") })
        .Run(point => point).Rows.Count;

    /// <summary>A task that finds all of 200 points done.</summary>
    [Benchmark]
    public int Task() => Start("part", "1/1", "--folder", _done);

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_root, recursive: true);

    int Start(params IReadOnlyList<string> args)
    {
        using var process = Process.Start(new StudyProgram(_program).Command(null, args))!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? 0 : throw new InvalidOperationException($"{_program} ended with exit code {process.ExitCode}; build it first");
    }
}
