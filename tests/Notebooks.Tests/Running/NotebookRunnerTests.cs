using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Running;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Notebooks.Tests.Running;

/// <summary>Whole runs through real worker processes.</summary>
public sealed class NotebookRunnerTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spikebook-tests-");

    string Notebooks => Path.Combine(_folder.FullName, "notebooks");
    string Output => Path.Combine(_folder.FullName, "output");

    public NotebookRunnerTests() => Directory.CreateDirectory(Notebooks);

    public void Dispose() => _folder.Delete(recursive: true);

    void Write(string name, params string[] cells)
    {
        var document = NotebookDocument.Create();
        foreach (string cell in cells) document.Add(CellKind.Code, cell);
        document.Write(Path.Combine(Notebooks, name + ".ipynb"));
    }

    RunOptions Options => new()
    {
        NotebooksDirectory = Notebooks,
        OutputDirectory = Output,
        Worker = new WorkerCommand("dotnet", [TestHouse.CommandLine, "worker"]),
        Version = "1.2.3",
    };

    static async Task<IReadOnlyList<NotebookRun>> Run(RunOptions options, CancellationToken cancellation = default, Watcher? watcher = null)
        => await NotebookRunner.RunAsync(options, watcher ?? new Watcher(), cancellation);

    string Executed(string name) => Path.Combine(Output, "notebooks", name + ".ipynb");

    [Fact]
    public async Task A_failing_notebook_says_where_and_the_others_still_run()
    {
        Write("01-throws", "int a = 1;", "int b = 2;\nthrow new Exception(\"no good\");", "3");
        Write("02-exits", "Environment.Exit(3);");
        Write("03-endless", "while (true);");
        Write("04-overflows", "int F(int n) => F(n + 1) + 1;\nF(0)");
        Write("05-good", "Console.WriteLine(\"hello\");\n6 * 7");
        File.WriteAllText(Path.Combine(Notebooks, "06-bad.ipynb"), "{nope");
        var runs = (await Run(Options with { CellTimeout = TimeSpan.FromSeconds(8) })).ToDictionary(r => r.Name);

        Assert.Equal((2, 2), (runs["01-throws"].Failure!.Cell, runs["01-throws"].Failure!.Line));
        Assert.Contains("no good", runs["01-throws"].Failure!.Message);
        Assert.Contains("exit code 3", runs["02-exits"].Failure!.Message);
        Assert.Contains("--timeout", runs["03-endless"].Failure!.Message);
        Assert.Contains("Stack overflow", runs["04-overflows"].Failure!.Message);
        Assert.Contains("invalid JSON", runs["06-bad"].Failure!.Message);
        Assert.All(runs.Values.Where(r => r.Name != "05-good"), r => Assert.Equal(RunStatus.Failed, r.Status));

        Assert.Equal(RunStatus.Ok, runs["05-good"].Status);
        var cell = Assert.Single(NotebookDocument.Read(Executed("05-good")).Cells);
        Assert.Equal("hello\n", Assert.IsType<StreamOutput>(cell.Outputs[0]).Text);
        Assert.Equal("42", Assert.IsType<ExecuteResultOutput>(cell.Outputs[1]).Data.Text("text/plain"));
        var failed = NotebookDocument.Read(Executed("01-throws")).Cells;
        Assert.IsType<ErrorOutput>(Assert.Single(failed[1].Outputs));
        Assert.Empty(failed[2].Outputs);
        Assert.Empty(Directory.GetFiles(Output, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_is_not_checked_is_counted()
    {
        Write("01", "Console.WriteLine(\"holds: a\\nholds: b\\nnot checked: c (no data)\");", "Console.WriteLine(\"not yet: 1\");");
        var claims = Assert.Single(await Run(Options)).Claims;
        Assert.Equal(new ClaimCount(Held: 2, NotChecked: 1, Open: 1, Solved: 0), claims);
    }

    [Fact]
    public async Task Solutions_run_where_they_stand_and_only_when_asked()
    {
        static string Folded(string code) => $"**1.** Do it.\n\n<details><summary>Solution</summary>\n\n```csharp\n{code}\n```\n</details>";
        var document = NotebookDocument.Create();
        document.Add(CellKind.Code, "int Answer() => 0;");
        document.Add(CellKind.Markdown, Folded("int Answer() => 42;"));
        document.Add(CellKind.Code, "Console.WriteLine(Answer() == 42 ? \"right: 42\" : \"not yet: 42\");");
        document.Add(CellKind.Code, "Console.WriteLine(\"not yet: a number\");").Metadata["tags"] = new JsonArray("answers");
        document.Write(Path.Combine(Notebooks, "01.ipynb"));
        document.Add(CellKind.Markdown, Folded("// first line\nthrow new Exception(\"it rots\");"));
        document.Write(Path.Combine(Notebooks, "02.ipynb"));
        var open = NotebookDocument.Create();
        open.Add(CellKind.Code, "Console.WriteLine(\"not yet: nobody solves this\");");
        open.Write(Path.Combine(Notebooks, "03.ipynb"));

        var plain = await Run(Options);
        Assert.All(plain, run => Assert.Equal(RunStatus.Ok, run.Status));
        Assert.Equal((2, 0), (plain[0].Claims.Open, plain[0].Claims.Solved));

        var solved = await Run(Options with { Solutions = true });
        Assert.Equal((RunStatus.Ok, 1, 1), (solved[0].Status, solved[0].Claims.Open, solved[0].Claims.Solved));
        Assert.Equal(RunStatus.Failed, solved[1].Status);
        Assert.Equal((5, 7), (solved[1].Failure!.Cell, solved[1].Failure!.Line));
        Assert.Contains("it rots", solved[1].Failure!.Message);
        Assert.Contains("still open after the solutions", solved[2].Failure!.Message);
    }

    [Fact]
    public async Task A_cell_in_another_language_is_named()
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Code, "1");
        document.Add(CellKind.Code, "print(1)").Metadata["vscode"] = new JsonObject { ["languageId"] = "python" };
        document.Write(Path.Combine(Notebooks, "01.ipynb"));
        var failure = Assert.Single(await Run(Options)).Failure!;
        Assert.Equal(2, failure.Cell);
        Assert.Contains("python", failure.Message);
    }

    [Fact]
    public async Task Only_changed_skips_what_has_not_changed_and_runs_what_has()
    {
        Write("01", "int x = 1; x");
        Write("02", "throw new Exception();");
        Assert.Equal([RunStatus.Ok, RunStatus.Failed], (await Run(Options)).Select(r => r.Status));
        var changedOnly = Options with { OnlyChanged = true };
        var second = await Run(changedOnly);
        Assert.Equal([RunStatus.Unchanged, RunStatus.Failed], second.Select(r => r.Status)); // a failed one always runs again
        Assert.NotNull(second[0].Document);
        Write("01", "int x = 2; x");
        Assert.Equal(RunStatus.Ok, (await Run(changedOnly))[0].Status);

        string data = Directory.CreateDirectory(Path.Combine(_folder.FullName, "data")).FullName;
        var withData = changedOnly with { DataDirectories = [data] };
        File.WriteAllText(Path.Combine(data, "a.csv"), "1");
        Assert.Equal(RunStatus.Ok, (await Run(withData))[0].Status);
        Assert.Equal(RunStatus.Unchanged, (await Run(withData))[0].Status);
        File.WriteAllText(Path.Combine(data, "a.csv"), "2");
        Assert.Equal(RunStatus.Ok, (await Run(withData))[0].Status);
    }

    [Fact]
    public async Task An_interrupt_leaves_what_is_finished_and_nothing_half_written()
    {
        Write("01", "1");
        Write("02", "Console.WriteLine(\"on\");\nwhile (true) await Task.Delay(10);");
        Write("03", "3");
        using var interrupt = new CancellationTokenSource();
        var watcher = new Watcher();
        watcher.Output += name => { if (name == "02") interrupt.Cancel(); };
        var runs = await Run(Options, interrupt.Token, watcher);
        Assert.Equal([RunStatus.Ok, RunStatus.Interrupted], runs.Select(r => r.Status));
        Assert.True(File.Exists(Executed("01")));
        Assert.False(File.Exists(Executed("02")));
        Assert.Empty(Directory.GetFiles(Output, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Saved_outputs_are_those_of_the_run_without_the_data_of_live_charts()
    {
        Write("01", "var first = display(\"before\");",
            "\"a chart\".DisplayAs(\"application/vnd.plotly.v1+json\"); first.Update(\"after\");");
        Assert.Equal(RunStatus.Ok, Assert.Single(await Run(Options with { Save = true })).Status);
        var saved = NotebookDocument.Read(Path.Combine(Notebooks, "01.ipynb"));
        Assert.Equal("after", Assert.IsType<DisplayOutput>(Assert.Single(saved.Cells[0].Outputs)).Data.Text("text/plain"));
        Assert.Empty(Assert.IsType<DisplayOutput>(Assert.Single(saved.Cells[1].Outputs)).Data.Mimes);
        Assert.Null(saved.Metadata["spikebook"]);
        Assert.Equal("1.2.3", NotebookDocument.Read(Executed("01")).Metadata["spikebook"]!["version"]!.ToString());
    }

    [Fact]
    public async Task Cleared_output_is_gone_at_once_or_with_the_next()
    {
        Write("01", "Console.WriteLine(1);\ndisplay(2);\nClearOutput(wait: true);\nConsole.WriteLine(3);",
            "Console.WriteLine(1);\nClearOutput();", "Console.WriteLine(1);\nClearOutput(wait: true);");
        var cells = Assert.Single(await Run(Options)).Document!.Cells;
        Assert.Equal("3\n", Assert.IsType<StreamOutput>(Assert.Single(cells[0].Outputs)).Text);
        Assert.Empty(cells[1].Outputs);
        Assert.Equal("1\n", Assert.IsType<StreamOutput>(Assert.Single(cells[2].Outputs)).Text);
    }

    [Fact]
    public async Task Several_notebooks_at_once_give_the_same_outputs()
    {
        for (int i = 0; i < 4; i++) Write($"0{i}", $"int x = {i};", "x * x");
        var runs = await Run(Options with { Jobs = 3 });
        Assert.Equal(["00", "01", "02", "03"], runs.Select(r => r.Name));
        for (int i = 0; i < 4; i++)
            Assert.Equal($"{i * i}",
            Assert.IsType<ExecuteResultOutput>(Assert.Single(runs[i].Document!.Cells[1].Outputs)).Data.Text("text/plain"));
    }

    [Fact]
    public async Task Progress_never_goes_back_and_names_cells()
    {
        Write("01", "1", "2", "3");
        Write("02", "1");
        var watcher = new Watcher();
        await Run(Options, default, watcher);
        Assert.Equal(["01 1/3", "01 2/3", "01 3/3", "02 1/1"], watcher.Cells.Select(c => $"{c.Name} {c.Cell}/{c.Cells}"));
        Assert.Equal(watcher.Cells.Select(c => c.Fraction).Order(), watcher.Cells.Select(c => c.Fraction));
    }

    [Fact]
    public async Task Bad_names_and_folders_are_refused_in_one_line()
    {
        Write("01-a", "1");
        Write("01-b", "1");
        foreach (var (options, message) in new (RunOptions, string)[]
        {
            (Options with { Names = ["nothing"] }, "there is no notebook nothing"),
            (Options with { Names = ["01"] }, "01-a, 01-b"),
            (Options with { Names = [_folder.FullName] }, "is a folder"),
            (Options with { NotebooksDirectory = Path.Combine(_folder.FullName, "absent") }, "there is no folder"),
            (Options with { OutputDirectory = Path.Combine(Notebooks, "01-a.ipynb") }, "cannot be written"),
        })
        {
            var refused = await Assert.ThrowsAsync<RunException>(() => Run(options));
            Assert.Contains(message, refused.Message);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    sealed class Watcher : IRunObserver
    {
        public List<CellProgress> Cells { get; } = [];
        public event Action<string>? Output;

        public void Started(IReadOnlyList<string> names) { }
        public void CellStarted(CellProgress progress) => Cells.Add(progress);
        public void CellOutput(CellProgress progress) => Output?.Invoke(progress.Name);
        public void Finished(NotebookRun run) { }
    }
}
