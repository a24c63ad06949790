using System.Diagnostics;
using System.Reflection;

namespace Spikebook.Sweeps.Tests;

public sealed class LocalEngineTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static readonly StudyProgram Program = new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory,
        typeof(LocalEngineTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Study").Value!)));

    string Collected(string folder) => File.ReadAllText(Path.Combine(_folder[folder], "collected.jsonl"));

    static (int Code, string Output, string Errors) Run(IReadOnlyDictionary<string, string>? environment, params IReadOnlyList<string> args)
    {
        var start = Program.Command(null, args);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    [Fact]
    public void Any_number_of_processes_gives_the_same_bytes()
    {
        new LocalEngine { Workers = 1 }.Run(Program, _folder["one"]);
        var progress = new LocalEngine { Workers = 3 }.Run(Program, _folder["three"]);
        Assert.Equal((200, 200, 0), (progress.Done, progress.Total, progress.Failed));
        Assert.Equal(Collected("one"), Collected("three"));
        Assert.Equal(0, Run(null, "--folder", _folder["threads"]).Code);
        Assert.Equal(Collected("one"), Collected("threads"));
        Assert.Equal(201, File.ReadAllLines(_folder["one/collected.csv"]).Length);
    }

    [Fact]
    public void A_killed_worker_loses_at_most_the_point_in_work()
    {
        var start = Program.Command(null, "part", "1/1", "--folder", _folder["killed"]);
        start.Environment["STUDY_PAUSE_MS"] = "20";
        using (var process = Process.Start(start)!)
        {
            while (!Directory.Exists(_folder["killed/results"]) || Directory.GetFiles(_folder["killed/results"])
                .Sum(f => new FileInfo(f).Length) < 500) Thread.Sleep(20);
            process.Kill();
            process.WaitForExit();
        }
        int before = Directory.GetFiles(_folder["killed/results"]).Sum(f => File.ReadAllText(f).Count(c => c == '\n'));
        Assert.InRange(before, 1, 199);
        var (code, output, _) = Run(null, "part", "1/1", "--folder", _folder["killed"]);
        Assert.Equal((0, ""), (code, output));
        Assert.Equal(200, Directory.GetFiles(_folder["killed/results"]).Sum(f => File.ReadAllLines(f).Count(line => line.EndsWith('}'))));
        Assert.StartsWith("200 of 200 points have a result, 0 failed, 0 are missing", LocalEngine.Collect(Program, _folder["killed"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_that_throws_is_recorded_and_one_that_kills_is_given_up_after_three_times()
    {
        Environment.SetEnvironmentVariable("STUDY_FAILS", "0/3");
        Environment.SetEnvironmentVariable("STUDY_DIES", "1/4");
        try
        {
            List<string> warnings = [];
            var progress = new LocalEngine { Workers = 2 }.Run(Program, _folder["bad"], warnings: warnings.Add);
            Assert.Equal((200, 2), (progress.Done, progress.Failed));
            Assert.Contains(warnings, line => line.Contains("asked to fail", StringComparison.Ordinal));
            string collected = Collected("bad");
            Assert.Contains("the process died 3 times at this point", collected, StringComparison.Ordinal);
            Assert.Equal(200, collected.Count(c => c == '\n'));
        }
        finally
        {
            Environment.SetEnvironmentVariable("STUDY_FAILS", null);
            Environment.SetEnvironmentVariable("STUDY_DIES", null);
        }
        // Mended, the two points are computed and count by their results.
        Assert.Equal(0, new LocalEngine { Workers = 2 }.Run(Program, _folder["bad"]).Failed);
        new LocalEngine { Workers = 2 }.Run(Program, _folder["good"]);
        Assert.Equal(Collected("good"), Collected("bad"));
    }

    [Fact]
    public void Bad_arguments_get_a_line_and_exit_code_2()
    {
        Assert.Equal((2, "part 3/2 is none; use i/n with 1 <= i <= n, for instance 3/8\n"), Short("part", "3/2", "--folder", _folder["x"]));
        Assert.Equal((2, "where the results are is not said; add --folder DIR\n"), Short("collect"));
        Assert.Equal((2, "--threads x is no number of threads; use 1 or more\n"), Short("--threads", "x"));

        static (int, string) Short(params string[] args) => Run(null, args) is var (code, _, errors) ? (code, errors) : default;
    }

    [Fact]
    public void A_program_that_is_no_study_is_told()
        => Assert.Contains("describe ended with exit code",
            Assert.Throws<SweepException>(() => new StudyProgram(_folder["none.dll"]).Describe()).Message, StringComparison.Ordinal);
}
