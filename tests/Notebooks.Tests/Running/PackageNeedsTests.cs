using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Running;

namespace Spikebook.Notebooks.Tests.Running;

public sealed class PackageNeedsTests : IDisposable
{
    readonly RunFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    void Write(string name, string need)
    {
        var document = NotebookDocument.Create();
        document.Metadata["spikebook"] = new JsonObject { ["needs"] = new JsonArray(need) };
        document.Add(CellKind.Code, "1 + 1");
        document.Write(_runs.Notebook(name));
    }

    [Fact]
    public async Task A_notebook_whose_package_no_source_has_is_not_run_and_does_not_fail()
    {
        Write("81-frames", "No.Such.Package.At.All, 1.0.0");
        Write("82-held", "MathNet.Numerics, 5.0.0");
        var runs = await RunFolder.Run(_runs.Options);
        Assert.Equal([RunStatus.NotRun, RunStatus.Ok], runs.Select(run => run.Status));
        Assert.Equal("not run, needs No.Such.Package.At.All, which no configured source has", runs[0].Failure?.ToString());
        Assert.NotNull(runs[1].Document!.Metadata["spikebook"]!["needs"]); // kept beside what the run adds
    }

    [Fact]
    public async Task Notebooks_that_want_the_same_package_wait_for_each_other()
    {
        for (int k = 1; k <= 3; k++) Write($"0{k}-frames", "No.Such.Package.Either, 1.0.0");
        var runs = await RunFolder.Run(_runs.Options with { Jobs = 3 });
        Assert.All(runs, run => Assert.Equal("not run, needs No.Such.Package.Either, which no configured source has", run.Failure?.ToString()));
    }

    [Fact]
    public async Task A_notebook_in_Python_is_told_in_one_line()
    {
        File.WriteAllText(_runs.Notebook("01-python"), """
            {"cells":[{"cell_type":"code","id":"a","metadata":{},"source":"print(1)","outputs":[],"execution_count":null}],
             "metadata":{"kernelspec":{"display_name":"Python 3","language":"python","name":"python3"}},"nbformat":4,"nbformat_minor":5}
            """);
        var run = Assert.Single(await RunFolder.Run(_runs.Options));
        Assert.Equal("cell 1: its language is python; Spikebook runs C#, F# and SQL cells", run.Failure?.ToString());
    }

    [Fact]
    public async Task A_dib_file_runs_and_stays_as_it_was()
    {
        string path = Path.Combine(_runs.Notebooks, "story.dib");
        const string Text = "#!csharp\n\nvar x = 20;\n\n#!csharp\n\nx + 1\n";
        File.WriteAllText(path, Text);
        var run = Assert.Single(await RunFolder.Run(_runs.Options with { Names = [path], Save = true }));
        Assert.True(run.Status == RunStatus.Ok, run.Failure?.ToString());
        Assert.Equal(Text, File.ReadAllText(path));
        Assert.Contains("21", File.ReadAllText(_runs.Executed("story")), StringComparison.Ordinal);
    }
}
