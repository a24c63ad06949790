using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Tests.Documents;

public sealed class DibTests
{
    // As the extension of VS Code writes it.
    const string Written = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":[],"name":"csharp"},{"aliases":["frontend"],"name":"vscode"}]}}

        #!markdown

        # Title

        Prose with a blank line.

        #!csharp

        #!share x --from fsharp
        var y = 1;

        y + 1

        #!fsharp

        let z = 2

        """;

    [Fact]
    public void A_dib_file_is_read_cell_by_cell()
    {
        var document = DibText.Read(Written, "a.dib");
        Assert.Equal([CellKind.Markdown, CellKind.Code, CellKind.Code], document.Cells.Select(cell => cell.Kind));
        Assert.Equal("#!share x --from fsharp\nvar y = 1;\n\ny + 1", document.Cells[1].Source);
        Assert.Equal(["csharp", "fsharp"], document.Cells.Skip(1).Select(cell => cell.Language));
        Assert.Equal("Title", document.Title);
    }

    [Fact]
    public void What_is_read_is_written_again_to_the_letter()
        => Assert.Equal(Written.ReplaceLineEndings("\n"), DibText.Write(DibText.Read(Written, "a.dib")));

    [Fact]
    public void It_crosses_into_a_notebook_and_back_with_nothing_lost()
    {
        var notebook = NotebookDocument.Parse(DibText.Read(Written, "a.dib").ToText());
        Assert.Equal(Written.ReplaceLineEndings("\n"), DibText.Write(notebook));
    }

    [Fact]
    public void A_damaged_meta_is_told_in_one_line()
        => Assert.Contains("#!meta is no JSON",
            Assert.Throws<NotebookFormatException>(() => DibText.Read("#!meta\n{]\n#!csharp\n1", "a.dib")).Message,
            StringComparison.Ordinal);
}
