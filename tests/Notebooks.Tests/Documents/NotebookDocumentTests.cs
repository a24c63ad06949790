using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Tests.Documents;

public sealed class NotebookDocumentTests
{
    [Fact]
    public void Title_and_summary_are_plain_text_of_the_opening()
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown, "```\n# not this\n```\n## nor this\n\ntext before");
        document.Add(CellKind.Markdown,
            "# When **activity** blows up: $b > V_F$\n\n## Setting\n\nThe *rate* `N(t)` &amp; its\n[limit](https://example.org).\n\nSecond.");
        Assert.Equal("When activity blows up: b > V_F", document.Title);
        Assert.Equal("The rate N(t) & its limit.", document.Summary);
    }

    [Fact]
    public void Title_falls_back_to_metadata()
    {
        var document = NotebookDocument.Create();
        Assert.Null(document.Title);
        document.Metadata["title"] = "Named";
        Assert.Equal("Named", document.Title);
        Assert.Null(document.Summary);
    }

    [Theory]
    [InlineData("{}", "{\"kernelspec\":{\"name\":\".net-csharp\",\"display_name\":\".NET (C#)\",\"language\":\"C#\"}}", "csharp")]
    [InlineData("{\"polyglot_notebook\":{\"kernelName\":\"fsharp\"}}", "{\"kernelspec\":{\"language\":\"C#\"}}", "fsharp")]
    [InlineData("{\"dotnet_interactive\":{\"language\":\"pwsh\"}}", "{\"kernelspec\":{\"language\":\"C#\"}}", "pwsh")]
    [InlineData("{\"vscode\":{\"languageId\":\"dotnet-interactive.csharp\"}}", "{\"language_info\":{\"name\":\"python\"}}", "csharp")]
    [InlineData("{\"vscode\":[]}", "{\"language_info\":{\"name\":\"python\"}}", "python")]
    [InlineData("{}", "{}", "csharp")]
    public void Language_comes_from_the_cell_then_from_the_notebook(string cell, string notebook, string language)
    {
        var document = NotebookDocument.Parse(
            $$"""{"nbformat":4,"nbformat_minor":5,"metadata":{{notebook}},"cells":[{"cell_type":"code","metadata":{{cell}},"source":[]}]}""");
        Assert.Equal(language, document.Cells[0].Language);
    }

    [Fact]
    public void Outputs_are_typed()
    {
        var document = NotebookDocument.Parse("""
            {"nbformat":4,"nbformat_minor":99,"metadata":{},"cells":[{"id":"a","cell_type":"code","metadata":{},"source":["1\n","2"],"execution_count":3,"outputs":[
              {"output_type":"stream","name":"stderr","text":["x\n","y"]},
              {"output_type":"display_data","data":{"text/html":["<b>","</b>"],"a/b":null},"metadata":{"m":1},"transient":{"display_id":"q"}},
              {"output_type":"execute_result","data":{"text/plain":"3"},"metadata":{},"execution_count":3},
              {"output_type":"error","ename":"E","evalue":"m","traceback":["t1","t2"]},
              {"output_type":"hologram","depth":3}]}]}
            """);
        NotebookCell cell = document.Cells[0];
        Assert.Equal(("a", CellKind.Code, "1\n2", 3), (cell.Id, cell.Kind, cell.Source, cell.ExecutionCount));
        Assert.Collection(
            cell.Outputs,
            output => Assert.Equal(("stderr", "x\ny"), Assert.IsType<StreamOutput>(output) is var s ? (s.Name, s.Text) : default),
            output =>
            {
                DisplayOutput display = Assert.IsType<DisplayOutput>(output);
                Assert.Equal("<b></b>", display.Data.Text("text/html"));
                Assert.Equal(1, (int)display.Metadata!["m"]!);
                Assert.Equal("transient", Assert.Single(display.OtherKeys).Key);
            },
            output => Assert.Equal(3, Assert.IsType<ExecuteResultOutput>(output).ExecutionCount),
            output => Assert.Equal(["t1", "t2"], Assert.IsType<ErrorOutput>(output).Traceback),
            output => Assert.Equal(3, (int)Assert.IsType<UnknownOutput>(output).Stored!["depth"]!));
    }

    [Fact]
    public void Appended_text_joins_its_stream()
    {
        NotebookCell cell = NotebookDocument.Create().Add(CellKind.Code, "");
        cell.Append(new StreamOutput("stdout", "a"));
        cell.Append(new StreamOutput("stdout", "b\n"));
        cell.Append(new StreamOutput("stderr", "c"));
        Assert.Equal(["ab\n", "c"], cell.Outputs.Cast<StreamOutput>().Select(stream => stream.Text));
        cell.Clear();
        Assert.Empty(cell.Outputs);
    }

    [Fact]
    public void Only_code_cells_have_outputs()
    {
        NotebookCell prose = NotebookDocument.Create().Add(CellKind.Markdown, "");
        Assert.Throws<InvalidOperationException>(() => prose.Append(new StreamOutput("stdout", "a")));
        Assert.Throws<InvalidOperationException>(() => prose.ExecutionCount = 1);
    }

    [Fact]
    public void Computed_numbers_that_json_cannot_hold_become_null()
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Code, "")
            .Append(new DisplayOutput(
            new MimeBundle { { "application/json", new JsonArray(double.NaN, 0.1, float.NegativeInfinity, 1) } }));
        JsonNode? read = ((DisplayOutput)NotebookDocument.Parse(document.ToText()).Cells[0].Outputs[0]).Data["application/json"];
        Assert.Equal("[null,0.1,null,1]", read!.ToJsonString());
    }

    [Fact]
    public void A_clone_is_a_different_document()
    {
        NotebookDocument original = NotebookDocument.Create(), copy;
        original.Add(CellKind.Code, "a");
        copy = original.Clone();
        copy.Cells[0].Source = "b";
        copy.Metadata["x"] = 1;
        Assert.Equal("a", original.Cells[0].Source);
        Assert.False(original.Metadata.ContainsKey("x"));
    }

    [Fact]
    public void Ids_are_unique_and_well_formed()
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Code, "", "cell-2");
        Assert.Equal("cell-3", document.Add(CellKind.Code, "").Id);
        Assert.Throws<ArgumentException>(() => document.Add(CellKind.Code, "", "cell-2"));
        Assert.Throws<ArgumentException>(() => document.Add(CellKind.Code, "", "a b"));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\n \"nbformat\": 4,\n \"cells\": [}\n", "invalid JSON at line 3, column 12")]
    [InlineData("{\"nbformat\":4,\"nbformat\":4,\"cells\":[]}", "invalid JSON: Duplicate property 'nbformat'")]
    [InlineData("{\"nbformat\":4,\"cells\":[],\"\\ud800\":1}", "half a surrogate pair")]
    [InlineData("[]", "the root is a list")]
    [InlineData("{\"cells\":[]}", "no \"nbformat\"")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}",
        "nbformat 3, and Spikebook reads nbformat 4; convert it once: jupyter nbconvert --to notebook --nbformat 4")]
    [InlineData("{\"nbformat\":5,\"cells\":[]}", "is nbformat 5")]
    [InlineData("{\"nbformat\":\"4\",\"cells\":[]}", "is nbformat \"4\"")]
    [InlineData("{\"nbformat\":4}", "has no list of cells")]
    [InlineData("{\"nbformat\":4,\"cells\":[7]}", "cell 1 is a number")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"source\":\"\"}]}", "cell 1 has no cell_type; set it to \"code\"")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":{}}]}", "the source of cell 1 is neither")]
    public void What_is_no_notebook_is_said_in_one_line(string text, string expected)
    {
        NotebookFormatException error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse(text, "x.ipynb"));
        Assert.StartsWith("x.ipynb: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_said_in_one_line()
    {
        string directory = Directory.CreateTempSubdirectory("spikebook").FullName;
        try
        {
            string path = Path.Combine(directory, "a.ipynb");
            Assert.Equal("no such file", Assert.Throws<NotebookFormatException>(() => NotebookDocument.Read(path)).Problem);
            Assert.Equal("is a directory", Assert.Throws<NotebookFormatException>(() => NotebookDocument.Read(directory)).Problem);
            File.WriteAllBytes(path, [(byte)'{', 0xff, (byte)'}']);
            Assert.Equal("is not UTF-8 text (byte 2)", Assert.Throws<NotebookFormatException>(() => NotebookDocument.Read(path)).Problem);
            using (FileStream huge = File.Create(path)) huge.SetLength(NotebookDocument.MaxBytes + 1);
            Assert.Contains("more than the 256 MB", Assert.Throws<NotebookFormatException>(() => NotebookDocument.Read(path)).Message,
                StringComparison.Ordinal);
            File.WriteAllText(path, "\uFEFF" + NotebookDocument.Create().ToText());
            Assert.Empty(NotebookDocument.Read(path).Cells);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Writing_replaces_the_file_and_leaves_nothing_else()
    {
        string directory = Directory.CreateTempSubdirectory("spikebook").FullName;
        try
        {
            string path = Path.Combine(directory, "sub", "a.ipynb");
            var document = NotebookDocument.Create();
            document.Write(path);
            document.Add(CellKind.Raw, "more");
            document.Write(path);
            Assert.Equal(document.ToText(), File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));

            string blocked = Path.Combine(directory, "b.ipynb");
            Directory.CreateDirectory(blocked);
            Assert.ThrowsAny<Exception>(() => document.Write(blocked));
            Assert.Empty(Directory.GetFiles(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
