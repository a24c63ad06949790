using System.Diagnostics;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Tests.Documents;

/// <summary>
/// Against the reference implementation: the fixture is what Jupyter's nbformat 5.5 wrote; the last test asks it, where it is installed.
/// </summary>
public sealed class JupyterTests
{
    static string Fixture { get; } = Path.Combine(TestHouse.Root, "tests", "Notebooks.Tests", "Documents", "written-by-nbformat.ipynb");

    [Fact]
    public void Text_is_nbformats_own() => Assert.Equal(File.ReadAllText(Fixture), NotebookDocument.Read(Fixture).ToText());

    [Fact]
    public void Keys_are_sorted_and_texts_cut_as_nbformat_does()
    {
        // The same notebook with its keys turned round and its texts in one piece.
        JsonNode shuffled = Reversed(JsonNode.Parse(File.ReadAllText(Fixture))!);
        foreach (JsonNode? cell in (JsonArray)shuffled["cells"]!)
            cell!["source"] = string.Concat(((JsonArray)cell["source"]!).Select(line => (string)line!));
        Assert.Equal(File.ReadAllText(Fixture), NotebookDocument.Parse(shuffled.ToJsonString()).ToText());
    }

    [Fact]
    public void Jupyter_reads_and_validates_what_we_write()
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown, "# Ünïcode λ 🧠\n\nText\u2028more\r\nlines");
        NotebookCell code = document.Add(CellKind.Code, "1 + 1");
        code.ExecutionCount = 1;
        code.SetOutputs(
        [
            new StreamOutput("stdout", "a\n\u001b[31mb\u001b[0m"),
            new DisplayOutput(new MimeBundle { { "text/plain", "x\ny" },
            { "application/json", new JsonObject { ["a"] = new JsonArray(1, 2.5, "\u007f") } }, { "image/png", "aGk=" } }),
            new ExecuteResultOutput(new MimeBundle { { "text/plain", "2" } }, null, 1),
            new ErrorOutput("DivideByZeroException", "Attempted", ["at cell 2, line 1"]),
        ]);
        document.Add(CellKind.Raw, "raw");

        string path = Path.Combine(Path.GetTempPath(), $"spikebook-{Guid.NewGuid():N}.ipynb");
        try
        {
            document.Write(path);
            string? written = AskJupyter(path);
            if (written is not null) Assert.Equal(written, document.ToText());
            Assert.Equal(File.ReadAllText(path), document.ToText());
        }
        finally
        {
            File.Delete(path);
        }
    }

    static JsonNode Reversed(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Reversed(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(item => item is null ? null : Reversed(item))]),
        _ => node.DeepClone(),
    };

    /// <summary>What nbformat writes after it has read and validated the file; null where there is no nbformat.</summary>
    static string? AskJupyter(string path)
    {
        const string Script = """
            import sys
            try:
                import nbformat
            except ImportError:
                sys.exit(42)
            notebook = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)
            nbformat.validate(notebook)
            sys.stdout.reconfigure(encoding="utf-8", newline="")
            nbformat.write(notebook, sys.stdout)
            """;
        foreach (string python in (string[])["/usr/bin/python3", "python3", "python"])
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(python, ["-c", Script, path])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true
                })!;
                Task<string> errors = process.StandardError.ReadToEndAsync();
                string text = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 42) continue;
                Assert.True(process.ExitCode == 0, errors.Result);
                return text;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // This name of Python is not installed.
            }
        }
        return null;
    }
}
