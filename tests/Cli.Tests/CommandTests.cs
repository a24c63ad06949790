using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Storage;

namespace Spikebook.Cli.Tests;

public sealed class CommandTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spikebook-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    string In(string name) => Path.Combine(_folder.FullName, name);

    string Notebook(string name, params string[] cells)
    {
        var json = cells.Select((source, i) => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = $"c{i}",
            ["metadata"] = new JsonObject(),
            ["execution_count"] = null,
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        });
        File.WriteAllText(In(name), new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject { ["language_info"] = new JsonObject { ["name"] = "C#" } },
            ["cells"] = new JsonArray([.. json]),
        }.ToJsonString());
        return In(name);
    }

    [Fact]
    public async Task A_run_leaves_notebooks_and_gallery_and_says_where_a_cell_failed()
    {
        Notebook("01-good.ipynb", "var x = 6;", "x * 7");
        Notebook("02-bad.ipynb", "1", "\nthrow new Exception(\"no good\");");
        var answer = await SpikebookProgram.RunAsync("run", "--notebooks", _folder.FullName, "--output", In("out"));
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("01-good  ok", answer.Output);
        Assert.Contains("02-bad  FAILED", answer.Output);
        Assert.Contains("cell 2, line 2: System.Exception: no good", answer.Output);
        Assert.Contains("\"42\"", File.ReadAllText(In("out/notebooks/01-good.ipynb")));
        Assert.Contains("01-good.html", File.ReadAllText(In("out/gallery/index.html")));
        Assert.True(File.Exists(In("out/gallery/02-bad.html")));
    }

    [Fact]
    public async Task A_shown_value_with_formatters_becomes_a_figure_and_a_table_file()
    {
        string figures = Path.Combine(
            Path.GetDirectoryName(typeof(CommandTests).Assembly.Location)!, "../../../../../lib/Figures/bin/Spikebook.Figures.dll");
        Notebook("01-draws.ipynb", $$"""
            #r "{{Path.GetFullPath(figures)}}"
            using Spikebook.Figures;
            var rows = Enumerable.Range(0, 5).Select(i => new { X = (double)i, Y = i * i / 4.0 }).ToList();
            display(Figure.New("parabola", "A parabola").Line(rows, r => r.X, r => r.Y, "y"));
            Table.Of(rows, "points")
            """);
        var answer = await SpikebookProgram.RunAsync("run", "--notebooks", _folder.FullName, "--output", In("out"));
        Assert.True(answer.ExitCode == 0, answer.Output + answer.Errors);
        using var chart = JsonDocument.Parse(File.ReadAllText(In("out/figures/01-draws/parabola.plotly.json")));
        Assert.Equal(1, chart.RootElement.GetProperty("data").GetArrayLength());
        Assert.StartsWith("<svg", File.ReadAllText(In("out/figures/01-draws/parabola.svg")).TrimStart());
        Assert.Equal(["X,Y", "0,0", "1,0.25", "2,1", "3,2.25", "4,4"], File.ReadAllLines(In("out/tables/01-draws/points.csv")));
    }

    [Fact]
    public async Task An_interrupt_ends_the_run_with_130_and_leaves_what_was_finished()
    {
        Notebook("01-good.ipynb", "1");
        Notebook("02-endless.ipynb", "while (true) await Task.Delay(10);");
        var answer = await SpikebookProgram.RunAsync(
            ["run", "--notebooks", _folder.FullName, "--output", In("out")], interruptAt: "02-endless: 1 cells");
        Assert.Equal(130, answer.ExitCode);
        Assert.Contains("interrupted", answer.Errors);
        Assert.True(File.Exists(In("out/notebooks/01-good.ipynb")));
        Assert.False(File.Exists(In("out/notebooks/02-endless.ipynb")));
        Assert.Empty(Directory.GetFiles(In("out"), "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Training_runs_and_resumes_and_leaves_weights()
    {
        var first = await SpikebookProgram.RunAsync("train", "--epochs", "2", "--checkpoint", In("state.npz"));
        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.Contains("64-100-10 on UCI digits", first.Output);
        var more = await SpikebookProgram.RunAsync(
            "train", "--epochs", "2", "--checkpoint", In("state.npz"), "--resume", "--weights", In("w.npz"));
        Assert.True(more.ExitCode == 0, more.Errors);
        Assert.True(File.Exists(In("w.npz")));
        string Test(string output) => output.Split('\n').Single(l => l.StartsWith("test", StringComparison.Ordinal));
        Assert.Equal(Test(first.Output), Test(more.Output)); // nothing was left to learn
    }

    [Fact]
    public async Task Any_csv_file_can_be_learned()
    {
        // Two classes told apart by the lit half of a 4x4 image; labels first, full ink is 9.
        string Line(int i)
            => $"{i % 2}," + string.Join(',', Enumerable.Range(0, 16).Select(p => (p < 8) == (i % 2 == 0) && (p + i) % 5 > 0 ? 9 : 0));
        File.WriteAllLines(In("halves.csv"), ["label," + string.Join(
            ',', Enumerable.Range(1, 16).Select(p => $"p{p}")), .. Enumerable.Range(0, 600).Select(Line)]);
        File.WriteAllLines(In("more.csv"), Enumerable.Range(1_000, 40).Select(Line));
        string[] train = ["train", "--data", In(
            "halves.csv"), "--label", "first", "--layers", "16-12-2", "--epochs", "30", "--seed", "2", "--checkpoint", In("halves.npz")];
        var run = await SpikebookProgram.RunAsync(train);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("500 samples to learn, 100 to test", run.Output);
        Assert.Contains("100.00% by potentials", run.Output);
        Assert.Contains("drawn class by class with seed 2", run.Output);
        string[] again = [.. train, "--test", In("more.csv")];
        var refused = await SpikebookProgram.RunAsync(again);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is there already; go on with --resume", refused.Errors);
        byte[] before = File.ReadAllBytes(In("halves.npz"));
        var other = await SpikebookProgram.RunAsync([.. again, "--fresh"]);
        Assert.True(other.ExitCode == 0, other.Errors);
        Assert.Contains("600 samples to learn, 40 to test", other.Output);
        Assert.Equal(before, File.ReadAllBytes(In("halves-2.npz"))); // kept
        Assert.StartsWith("label,", File.ReadLines(In("halves.csv")).First(), StringComparison.Ordinal); // and never the data
        var none = await SpikebookProgram.RunAsync([.. train[..^2], "--test", "none", "--checkpoint", In("none.npz")]);
        Assert.True(none.ExitCode == 0, none.Errors);
        Assert.Contains("none to test", none.Output);
    }

    [Fact]
    public async Task A_sorted_file_is_split_class_by_class()
    {
        // sorted by label: the last sixth would hold one class only
        string Line(int i) => string.Join(',', Enumerable.Range(0, 16).Select(p => (p < 8) == (i < 150) ? 9 : 0)) + $",{(i < 150 ? 0 : 1)}";
        File.WriteAllLines(In("sorted.csv"), Enumerable.Range(0, 300).Select(Line));
        var run = await SpikebookProgram.RunAsync(
            "train", "--data", In(
                "sorted.csv"), "--layers", "16-12-2", "--epochs", "5", "--checkpoint", In("s.npz"), "--weights", In("w.npz"));
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("250 samples to learn, 50 to test", run.Output);
        string[] curve = File.ReadAllLines(In("s-curve.csv"));
        Assert.StartsWith("epoch,samples,train_spikes,", curve[0]);
        Assert.Equal(6, curve.Length);

        var evaluated = await SpikebookProgram.RunAsync("evaluate", In("w.npz"), "--data", In("sorted.csv"));
        Assert.True(evaluated.ExitCode == 0, evaluated.Errors);
        string Test(string output) => output.Split('\n').Single(l => l.StartsWith("test", StringComparison.Ordinal));
        Assert.Equal(Test(run.Output), Test(evaluated.Output));
        var onward = await SpikebookProgram.RunAsync(
            "train", "--data", In("sorted.csv"), "--from", In("w.npz"), "--epochs", "1", "--checkpoint", In("o.npz"));
        Assert.True(onward.ExitCode == 0, onward.Errors);
    }

    [Fact]
    public async Task A_run_whose_output_another_run_writes_is_refused()
    {
        Notebook("01-good.ipynb", "1");
        using (FileLock.TryTake(In("out/.lock")))
        {
            var refused = await SpikebookProgram.RunAsync("run", "--notebooks", _folder.FullName, "--output", In("out"));
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("another run is writing", Assert.Single(refused.Errors.TrimEnd().Split('\n')));
        }
        Assert.Equal(0, (await SpikebookProgram.RunAsync("run", "--notebooks", _folder.FullName, "--output", In("out"))).ExitCode);
    }

    [Fact]
    public async Task A_part_of_a_name_is_enough()
    {
        Notebook("01-good.ipynb", "1");
        Notebook("02-other.ipynb", "2");
        var answer = await SpikebookProgram.RunAsync("run", "oth", "--notebooks", _folder.FullName, "--output", In("out"));
        Assert.True(answer.ExitCode == 0, answer.Errors);
        Assert.Contains("02-other  ok", answer.Output);
        Assert.DoesNotContain("01-good", answer.Output);
    }

    [Fact]
    public async Task An_empty_output_is_one_line()
    {
        var answer = await SpikebookProgram.RunAsync("run", "01", "-o", "");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("--output is empty", Assert.Single(answer.Errors.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task Training_in_spikes_leaves_the_same_weights_and_one_form_goes_on_where_the_other_stopped()
    {
        string[] small = ["train", "--layers", "64-20-12-10", "--epochs"];
        var arithmetic = await SpikebookProgram.RunAsync([.. small, "2", "--checkpoint", In("fast.npz"), "--weights", In("a.npz")]);
        Assert.True(arithmetic.ExitCode == 0, arithmetic.Errors);
        var spikes = await SpikebookProgram.RunAsync(
            [.. small, "2", "--form", "circuit", "--checkpoint", In("circuit.npz"), "--weights", In("b.npz")]);
        Assert.True(spikes.ExitCode == 0, spikes.Errors);
        Assert.Contains("18 steps a sample", spikes.Output);
        Assert.Equal(File.ReadAllBytes(In("a.npz")), File.ReadAllBytes(In("b.npz")));

        string done = In("circuit.npz");
        Assert.Equal(
            0, (await SpikebookProgram.RunAsync([.. small, "3", "--checkpoint", done, "--resume", "--weights", In("c.npz")])).ExitCode);
        Assert.Equal(
            0, (await SpikebookProgram.RunAsync([.. small, "3", "--checkpoint", In("whole.npz"), "--weights", In("d.npz")])).ExitCode);
        Assert.Equal(File.ReadAllBytes(In("d.npz")), File.ReadAllBytes(In("c.npz")));
    }

    [Fact]
    public async Task The_doctor_names_what_is_needed()
    {
        var answer = await SpikebookProgram.RunAsync("doctor");
        Assert.Equal(0, answer.ExitCode);
        foreach (string part in new[] { ".NET SDK", "memory", "plotly.js", "KaTeX", "Jupyter", "libzmq", "Chromium", "MNIST grey values" })
            Assert.Contains(part, answer.Output);
    }

    [Theory]
    [InlineData("mnist", "MNIST", 0.7)]
    [InlineData("fashion", "Fashion-MNIST", 0.4)]
    public async Task Training_on_pictures_needs_nothing_that_does_not_ship(string data, string name, double atLeast)
    {
        string curve = In(data + ".csv");
        var answer = await SpikebookProgram.RunAsync(
            "train", "--data", data, "--layers", "400-50-10", "--epochs", "1", "--checkpoint", In(data + ".npz"), "--curve", curve);
        Assert.True(answer.ExitCode == 0, answer.Errors);
        Assert.Contains($"400-50-10 on {name}: 60000 samples to learn, 10000 to test", answer.Output);
        string[] lines = File.ReadAllLines(curve);
        int potentials = lines[0].Split(',').IndexOf("test_potentials");
        Assert.InRange(double.Parse(lines[1].Split(',')[potentials], CultureInfo.InvariantCulture), atLeast, 1);
    }

    [Theory]
    [InlineData("run nothing-like-it", "there is no notebook nothing-like-it")]
    [InlineData("run notebooks", "notebooks is a folder")]
    [InlineData("run --notebooks no-such-folder", "there is no folder of notebooks")]
    [InlineData("run 01 --timeout -1", "--timeout -1 is out of range")]
    [InlineData("run 01 --jobs 0", "--jobs 0 is out of range")]
    [InlineData("run 01 --output README.md/x", "cannot be written")]
    [InlineData("run 01 --timeout abc", "abc")]
    [InlineData("run 01 --jobs 1.5", "1.5")]
    [InlineData("run 01 --nonsense", "no option --nonsense")]
    [InlineData("train --seed -3", "-3")]
    [InlineData("train --nonsense 3", "--nonsense")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("lab --port 0", "--port 0")]
    [InlineData("evaluate nothing.npz", "nothing.npz")]
    [InlineData("train --weights /dev/null", "/dev/null is a device")]
    [InlineData("train --resume --fresh", "exclude each other")]
    [InlineData("train --data nothing", "there is no dataset nothing")]
    [InlineData("train --data digits --test x.csv", "belongs to a CSV file")]
    [InlineData("train --label middle", "--label middle")]
    [InlineData("train --layers 64-x", "64-x")]
    [InlineData("train --layers 63-10-10", "63")]
    [InlineData("train --epochs 0", "0 epochs")]
    [InlineData("train --form spikes", "there is no form spikes; use fast or circuit")]
    [InlineData("train --on-range-breach maybe", "use warn, stop or circuit")]
    [InlineData("train --form circuit --layers 64-4200-10", "o: neuron 0 does not fit an empty core")]
    public async Task Bad_input_is_one_line_and_exit_code_2(string arguments, string message)
    {
        var answer = await SpikebookProgram.RunAsync(arguments.Split(' '));
        Assert.Equal(2, answer.ExitCode);
        string line = Assert.Single(answer.Errors.TrimEnd().Split('\n'));
        Assert.Contains(message, line);
    }
}
