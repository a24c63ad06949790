using System.Diagnostics;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Running;

namespace Spikebook.Notebooks.Tests.Running;

/// <summary>Whatever happens in one notebook is that notebook's failure.</summary>
public sealed class RunBarrierTests : IDisposable
{
    readonly RunFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    static string Named(string name)
        => $"new Spikebook.Notebooks.Sessions.DisplayData([new(\"text/csv\", \"1\")], {Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(name, true)}).Display();";

    [Fact]
    public async Task Names_of_displays_lead_nowhere_out_of_the_output_folder()
    {
        string[] names = ["../../../escaped", Path.Combine(_runs.Root, "absolute"), "nul\0"];
        for (int i = 0; i < names.Length; i++) _runs.Write($"{i:00}", Named(names[i]));
        _runs.Write("99-good", Named("Good name-1_ü"));
        var before = Directory.GetFileSystemEntries(_runs.Root);
        var results = await RunFolder.Run(_runs.Options with { Jobs = 2 });
        Assert.Equal(RunStatus.Ok, results[^1].Status);
        Assert.True(File.Exists(Path.Combine(_runs.Output, "tables", "99-good", "Good name-1_ü.csv")));
        foreach (var run in results.SkipLast(1))
        {
            Assert.Equal(RunStatus.Failed, run.Status);
            Assert.Contains("no file name", run.Failure!.Message);
            Assert.DoesNotContain('\n', run.Failure.ToString());
        }
        Assert.Equal([.. before, _runs.Output], Directory.GetFileSystemEntries(_runs.Root).Order(StringComparer.Ordinal));
        Assert.Equal(["99-good"], Directory.GetDirectories(Path.Combine(_runs.Output, "tables")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("a/../../b")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("line\nend")]
    [InlineData("c:d")]
    [InlineData("ends.")]
    [InlineData(" x")]
    [InlineData("")]
    public void Names_that_are_no_file_names_are_refused(string name)
    {
        foreach (string given in (string[])[name, new string('x', 300)])
        {
            var document = NotebookDocument.Create();
            document.Add(CellKind.Code, "1").SetOutputs([new DisplayOutput(
                new MimeBundle { { "text/csv", "1" } }, new System.Text.Json.Nodes.JsonObject { ["name"] = given })]);
            Assert.Contains("no file name", Assert.Throws<Storage.StorageException>(() => FigureFiles.Of(document, "01")).Message);
        }
    }

    [Fact]
    public async Task A_link_within_the_output_folder_leads_no_file_out_of_it()
    {
        string outside = Directory.CreateDirectory(Path.Combine(_runs.Root, "outside")).FullName;
        Directory.CreateDirectory(Path.Combine(_runs.Output, "tables"));
        Directory.CreateSymbolicLink(Path.Combine(_runs.Output, "tables", "01"), outside);
        File.WriteAllText(Path.Combine(outside, "mine.txt"), "keep");
        _runs.Write("01", Named("one"));
        var run = Assert.Single(await _runs.Run());
        Assert.Contains("leads out of the output folder", run.Failure!.Message);
        Assert.Equal(["mine.txt"], Directory.GetFiles(outside).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Files_that_are_no_notebooks_fail_alone()
    {
        _runs.Write("09-good", "6 * 7");
        File.CreateSymbolicLink(_runs.Notebook("01-dangling"), Path.Combine(_runs.Root, "nothing"));
        File.CreateSymbolicLink(_runs.Notebook("02-circle"), _runs.Notebook("02-circle"));
        File.WriteAllText(_runs.Notebook("03-null"), "{\"cells\":[null],\"nbformat\":4,\"nbformat_minor\":5}");
        File.WriteAllText(_runs.Notebook("05-types"),
            "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"1\",\"outputs\":7,\"metadata\":[]}],\"metadata\":3,\"nbformat\":4,\"nbformat_minor\":5}");
        _runs.Write("06-large", "new string('x', 3_000_000)");
        int expected = 6;
        if (!OperatingSystem.IsWindows())
        {
            using var made = Process.Start("mkfifo", _runs.Notebook("04-pipe"));
            made.WaitForExit();
            expected++;
        }
        var results = await RunFolder.Run(_runs.Options with { LargestNotebook = 1 << 20 });
        Assert.Equal(expected, results.Count);
        var byName = results.ToDictionary(r => r.Name);
        Assert.Equal(RunStatus.Ok, byName["09-good"].Status);
        foreach (string bad in byName.Keys.Except(["09-good", "05-types"]))
        {
            Assert.True(byName[bad].Status == RunStatus.Failed, bad);
            Assert.DoesNotContain('\n', byName[bad].Failure!.ToString());
        }
        Assert.Contains("may have", byName["06-large"].Failure!.Message);
        Assert.False(File.Exists(_runs.Executed("06-large")));
        if (expected == 7) Assert.Contains("a pipe", byName["04-pipe"].Failure!.Message);
    }

    [Fact]
    public async Task A_notebook_that_cannot_be_saved_fails_alone()
    {
        _runs.Write("02-good", "2");
        _runs.Write("01-elsewhere", "1");
        File.Move(_runs.Notebook("01-elsewhere"), Path.Combine(_runs.Root, "real.ipynb"));
        File.CreateSymbolicLink(_runs.Notebook("01-elsewhere"), Path.Combine(_runs.Root, "real.ipynb"));
        var results = await RunFolder.Run(_runs.Options with { Save = true });
        Assert.Equal([RunStatus.Failed, RunStatus.Ok], results.Select(r => r.Status));
        Assert.Contains("is a link", results[0].Failure!.Message);
        Assert.Single(NotebookDocument.Read(_runs.Notebook("02-good")).Cells[0].Outputs);
    }

    [Fact]
    public async Task Without_a_worker_no_run_begins()
    {
        _runs.Write("01", "1");
        var refused = await Assert.ThrowsAsync<RunException>(()
            => RunFolder.Run(_runs.Options with { Worker = new("no-such-program", []) }));
        Assert.Contains("no-such-program", refused.Message);
    }
}
