using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

public sealed class FormulasTests
{
    public static TheoryData<string> Notebooks
        => [.. Directory.GetFiles(Folder(), "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Every_formula_of_a_notebook_is_typeset_beforehand(string name)
    {
        Prose prose = new();
        foreach (var cell in NotebookDocument.Read(Path.Combine(Folder(), name)).Cells.Where(cell => cell.Kind == CellKind.Markdown))
        {
            string html = prose.Render(cell.Source);
            Assert.False(prose.NeedsScript,
                $"{name}: a formula is not in lib/Notebooks/Web/formulas.json; run the notebook, then npm run formulas there. It stands in: {cell.Source}");
            Assert.DoesNotContain("$$", html.Split("<code", 2)[0]);
        }
    }

    [Fact]
    public void A_displayed_formula_may_begin_and_end_within_its_lines()
    {
        string html = new Prose().Render("Before\n\n$$\\alpha_1\n= \\beta_1$$\n\nafter");
        Assert.Contains("<div class=\"math display\">\\alpha_1\n= \\beta_1</div>", html);
        Assert.Contains("<p>after</p>", html);
    }

    [Fact]
    public void An_unknown_formula_is_left_to_the_script()
        => Assert.Contains("<span class=\"math\">q_{123}+1</span>", new Prose().Render("$q_{123}+1$"));

    static string Folder() => Path.Combine(TestHouse.Root, "notebooks");
}
