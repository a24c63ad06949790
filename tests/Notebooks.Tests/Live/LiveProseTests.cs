using Spikebook.Notebooks.Live;

namespace Spikebook.Notebooks.Tests.Live;

public class LiveProseTests
{
    [Fact]
    public void Markdown_is_written_as_on_the_static_page_and_nothing_in_it_can_run()
    {
        string html = LiveProse.ToHtml("# A *word*\n\n<script>x()</script><img src=x onerror='x()'>\n\n| a |\n|---|\n| 1 |", isLatex: false);
        Assert.Contains("<em>word</em>", html);
        Assert.Contains("<td>1</td>", html);
        Assert.DoesNotContain("script", html);
        Assert.DoesNotContain("onerror", html);
    }

    [Theory]
    [InlineData(@"\frac{a}{b}")]
    [InlineData(@"$$\frac{a}{b}$$")]
    public void LaTeX_is_a_displayed_formula_with_or_without_dollars(string latex)
        => Assert.Contains("class=\"math display", LiveProse.ToHtml(latex, isLatex: true));
}
