using System.Text.RegularExpressions;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;
using Spikebook.Notebooks.Running;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Notebooks.Tests.Running;

/// <summary>
/// All that a run leaves of one small notebook, byte for byte but for times. After a change that is meant to show, the files in
/// <c>Golden</c> are made anew by running the test with SPIKEBOOK_GOLDEN=write, and read in the diff.
/// </summary>
public sealed partial class GoldenRunTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spikebook-golden-");

    public void Dispose() => _folder.Delete(recursive: true);

    static string Golden => Path.Combine(TestHouse.Root, "tests", "Notebooks.Tests", "Running", "Golden");

    [Fact]
    public async Task A_run_leaves_what_it_always_left()
    {
        string notebooks = Path.Combine(_folder.FullName, "notebooks"), output = Path.Combine(_folder.FullName, "output");
        Small().Write(Path.Combine(notebooks, "01-small.ipynb"));
        var run = Assert.Single(await NotebookRunner.RunAsync(new RunOptions
        {
            NotebooksDirectory = notebooks,
            OutputDirectory = output,
            Save = true,
            Worker = new WorkerCommand("dotnet", [TestHouse.CommandLine, "worker"]),
            Version = "1.2.3",
        }, new RunFolder.Silent(), default));
        Assert.Equal("", run.Failure?.ToString() ?? "");
        GalleryWriter.Write([new GalleryEntry(run.Document!, "01-small", GalleryStatus.Ok, TimeSpan.FromSeconds(1))],
            Path.Combine(output, "gallery"), GalleryAssets.None);

        Dictionary<string, string> left = new() { ["saved.ipynb"] = Path.Combine(notebooks, "01-small.ipynb") };
        foreach (string part in (string[])["notebooks", "figures", "tables", "gallery"])
            foreach (string file in Directory.GetFiles(Path.Combine(output, part), "*", SearchOption.AllDirectories))
                if (!file.Contains("assets", StringComparison.Ordinal)) left[Path.GetRelativePath(output, file)
                .Replace(Path.DirectorySeparatorChar, '.')] = file;

        bool writing = Environment.GetEnvironmentVariable("SPIKEBOOK_GOLDEN") == "write";
        if (writing)
        {
            Directory.CreateDirectory(Golden);
            foreach (string old in Directory.GetFiles(Golden)) File.Delete(old);
        }
        foreach (var (name, file) in left)
        {
            string text = Timeless(File.ReadAllText(file));
            if (writing) File.WriteAllText(Path.Combine(Golden, name + ".txt"), text);
            Assert.Equal(File.ReadAllText(Path.Combine(Golden, name + ".txt")), text);
        }
        Assert.Equal(Directory.GetFiles(Golden).Length, left.Count);
    }

    static NotebookDocument Small()
    {
        string figures = Path.Combine(TestHouse.Root, "lib", "Figures", "bin", "Spikebook.Figures.dll");
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown,
            "# A small notebook\n\nIt shows **each** kind of output, for $x^2$ and\n\n$$\\int_0^1 x\\,dx = \\tfrac12$$\n\n"
            + "<details><summary>Solution</summary>\n\nA *folded* one.\n\n</details>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## [Links](https://example.org) and `code`");
        document.Add(CellKind.Code, $"#r \"{figures}\"\nusing Spikebook.Figures;");
        document.Add(CellKind.Code, "double[] x = [0, 1, 2, 3];\nConsole.WriteLine(x.Sum());\nConsole.Error.WriteLine(\"careful\");");
        document.Add(CellKind.Code,
            "Figure.New(\"squares\", \"Squares\").Axes(x: \"x\", y: \"y\").Line(x, x.Select(v => v * v), \"square\")");
        document.Add(CellKind.Code, "Table.Of(x, \"numbers\", \"Numbers\").Column(v => v, \"x\").Column(v => v / 2, \"half\")");
        document.Add(CellKind.Code,
            "record Point(double X, double Y);\nvar shown = display(new Point(1, 2));\nCheck.That(x.Length, 4, 0, \"length\");");
        document.Add(CellKind.Code, "shown.Update(new Point(3, 4));\n#!markdown\nSome *markdown*, $a+b$.");
        document.Add(CellKind.Code, "#!html\n<p style=\"color:red\">Some <b>HTML</b></p>");
        document.Add(CellKind.Code, "throw new InvalidOperationException(\"meant\");").Metadata["tags"] =
            new System.Text.Json.Nodes.JsonArray("raises-exception");
        document.Add(CellKind.Code, "x.Max()");
        return document;
    }

    /// <summary>Without times, versions and the places of this machine.</summary>
    static string Timeless(string text)
    {
        text = Seconds().Replace(text, "\"seconds\": 0");
        text = Took().Replace(text, "${before}");
        text = Version().Replace(text, "Spikebook 0");
        return text.Replace(TestHouse.Root, "HOUSE", StringComparison.Ordinal);
    }

    [GeneratedRegex("""
        "seconds": [0-9.E-]+
        """, RegexOptions.None, 10_000)]
    private static partial Regex Seconds();

    [GeneratedRegex("""<span class="took"[^>]*>[^<]*</span>|(?<before>ran in )[0-9.a-z ]+""", RegexOptions.None, 10_000)]
    private static partial Regex Took();

    [GeneratedRegex("""Spikebook [0-9]+\.[0-9]+\.[0-9]+""", RegexOptions.None, 10_000)]
    private static partial Regex Version();
}
