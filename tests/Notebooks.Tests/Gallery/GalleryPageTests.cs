using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

public sealed class GalleryPageTests : IDisposable
{
    readonly GalleryFixture _gallery = new();

    public void Dispose() => _gallery.Dispose();

    [Fact]
    public void Prose_code_and_outputs_follow_one_another()
    {
        IDocument page = _gallery.PageOf(document =>
        {
            document.Add(CellKind.Markdown, "# Title of $x$\n\nSummary.\n\n## Part one\n\n### Detail\n\n## Part one");
            NotebookCell code = document.Add(CellKind.Code, "var x = 1;\nx");
            code.ExecutionCount = 5;
            code.Metadata["spikebook"] = new JsonObject { ["seconds"] = 0.21 };
            code.SetOutputs([new StreamOutput("stdout", "hello"), new ExecuteResultOutput(new MimeBundle { { "text/plain", "1" } })]);
            document.Add(CellKind.Raw, "left out");
        });
        Assert.Equal(["cell-1", "cell-2"], page.QuerySelectorAll("main > section").Select(section => section.Id));
        Assert.Equal("Title of x · Spikebook", page.Title);
        Assert.Equal("Summary.", page.QuerySelector("meta[name=description]")!.GetAttribute("content"));
        Assert.Equal("var x = 1;\nx", page.QuerySelector(".source code")!.TextContent);
        Assert.Equal("5", page.QuerySelector(".count")!.TextContent);
        Assert.Equal("0.2 s", page.QuerySelector(".took")!.TextContent);
        Assert.Equal(["hello", "1"], page.QuerySelectorAll(".output pre").Select(pre => pre.TextContent));
        Assert.Equal(["#part-one", "#detail", "#part-one-2"],
            page.QuerySelectorAll(".contents a").Select(link => link.GetAttribute("href")));
        Assert.All(page.QuerySelectorAll(".contents a"), link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
        Assert.DoesNotContain("left out", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a $x < y$ b", "span.math", "x < y")]
    [InlineData("$$\n\\frac{a}{b} & c\n$$", "div.math.display", "\\frac{a}{b} & c")]
    [InlineData("a $$x_1$$ b", "span.math.display", "x_1")]
    [InlineData("\\begin{align}\na &= b \\\\\nc &= *d*\n\\end{align}", "div.math.display",
        "\\begin{align}\na &= b \\\\\nc &= *d*\n\\end{align}")]
    public void Formulas_stay_tex_until_they_are_drawn(string markdown, string selector, string tex)
    {
        IDocument page = _gallery.PageOf(document => document.Add(CellKind.Markdown, markdown));
        Assert.Equal(tex, page.QuerySelector(selector)!.TextContent);
        Assert.StartsWith("https://cdn.jsdelivr.net/npm/katex@", page.DocumentElement.GetAttribute("data-katex"), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_ask_only_for_what_they_show()
    {
        IDocument page = _gallery.PageOf(document => document.Add(CellKind.Markdown, "It costs $5."));
        Assert.False(page.DocumentElement.HasAttribute("data-katex"));
        Assert.False(page.DocumentElement.HasAttribute("data-plotly"));
        Assert.DoesNotContain("https://", _gallery.Text("01-a.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5 ~ 6 ms and ~7~ ms, {b} and 2^10^", "5 ~ 6 ms and ~7~ ms, {b} and 2^10^")]
    [InlineData("<details>\n<summary>Solution</summary>\n\n*yes*\n\n</details>", "details em")]
    [InlineData("| a | b |\n|--:|:--|\n| 1 | 2 |", "table td")]
    [InlineData("- [x] done", "input[type=checkbox][checked]")]
    [InlineData("```csharp\nvar x = 1;\n```", "pre .c-k")]
    public void Markdown_is_that_of_jupyter(string markdown, string expected)
    {
        IElement prose = _gallery.PageOf(document => document.Add(CellKind.Markdown, markdown)).QuerySelector("section.prose")!;
        if (markdown.Contains(expected, StringComparison.Ordinal)) Assert.Equal(expected, prose.TextContent.Trim());
        else Assert.NotNull(prose.QuerySelector(expected));
    }

    [Theory]
    [InlineData("<div><b>never closed")]
    [InlineData("</section></main></body></html>")]
    [InlineData("<!-- never closed")]
    [InlineData("<table><tr><td>")]
    [InlineData("<script>never(closed")]
    [InlineData("<textarea>")]
    [InlineData("<svg><style>")]
    public void Odd_html_ends_with_its_cell(string html)
    {
        IDocument page = _gallery.PageOf(document =>
        {
            document.Add(CellKind.Markdown, html);
            document.Add(CellKind.Code, "1").SetOutputs([GalleryFixture.Shown("text/html", html)]);
            document.Add(CellKind.Markdown, "the end");
        });
        IElement main = page.QuerySelector("main")!;
        Assert.Equal(["cell-1", "cell-2", "cell-3"], main.Children.Where(child => child.LocalName == "section")
            .Select(section => section.Id));
        Assert.Equal("the end", main.QuerySelector("#cell-3")!.TextContent.Trim());
        Assert.Equal("FOOTER", main.LastElementChild!.TagName);
    }

    [Fact]
    public void Charts_keep_a_still_picture_beside_their_data()
    {
        IDocument page = _gallery.PageOf(GalleryFixture.Chart("Rate</script><b>N</b>", GalleryFixture.Svg(1)));
        IElement figure = page.QuerySelector("figure.chart")!;
        Assert.Equal("media/01-a-1.svg", figure.QuerySelector("img.still")!.GetAttribute("src"));
        Assert.Equal(GalleryFixture.Svg(1).Replace("/>", " />", StringComparison.Ordinal), _gallery.Text("media/01-a-1.svg"));
        JsonNode spec = JsonNode.Parse(figure.QuerySelector("script")!.TextContent)!;
        Assert.Equal("Rate</script><b>N</b>", (string?)spec["layout"]!["title"]!["text"]);
        Assert.Equal(2.5, (double)spec["data"]![0]!["y"]![1]!);
        Assert.StartsWith("https://cdn.plot.ly/plotly-", page.DocumentElement.GetAttribute("data-plotly"), StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_given_as_text_and_charts_with_holes_are_charts()
    {
        DisplayOutput holes = new(
            new MimeBundle { { "application/vnd.plotly.v1+json", new JsonObject { ["data"] = new JsonArray(double.NaN) } } });
        IDocument page = _gallery.PageOf(GalleryFixture.Shown("application/vnd.plotly.v1+json", "{\"data\":[]}"), holes);
        Assert.Equal(
            ["{\"data\":[]}", "{\"data\":[null]}"],
            page.QuerySelectorAll("figure.chart script").Select(script => JsonNode.Parse(script.TextContent)!.ToJsonString()));
        Assert.Equal(2, page.QuerySelectorAll("figure.chart .waiting").Length);
    }

    [Theory]
    [InlineData("text/html", "<table><tr><td>1</td></tr></table>", ".html td")]
    [InlineData("text/markdown", "*a*", ".prose em")]
    [InlineData("text/latex", "\\frac12", ".math.display")]
    [InlineData("text/plain", "a", "pre.value")]
    [InlineData("application/json", "{}", "details.json pre")]
    [InlineData("image/png", "iVBORw0KGgo=", "img[src='media/01-a-1.png']")]
    [InlineData("image/svg+xml", "<svg><path d='M0 0'/></svg>", "img[src='media/01-a-1.svg']")]
    [InlineData("image/svg+xml", "<svg><text>&nbsp;</text></svg>", ".html svg text")]
    [InlineData("image/png", "not base64!", "p.notice")]
    [InlineData("application/x-unheard-of", "a", "p.notice")]
    public void Every_kind_of_value_is_shown(string mime, string text, string selector)
    {
        MimeBundle data = mime == "application/json" ? new MimeBundle { { mime, JsonNode.Parse(text)! } }
            : new MimeBundle { { mime, text } };
        Assert.NotNull(_gallery.PageOf(new DisplayOutput(data)).QuerySelector(".output " + selector));
    }

    [Fact]
    public void The_richest_representation_wins()
    {
        IDocument page = _gallery.PageOf(new DisplayOutput(new MimeBundle { { "text/plain", "plain" }, { "text/html", "<i>rich</i>" },
            { "image/png", "iVBORw0KGgo=" } }));
        Assert.Equal("rich", page.QuerySelector(".output")!.TextContent);
        Assert.Empty(page.QuerySelectorAll(".output img"));
    }

    [Fact]
    public void Errors_are_read_and_found()
    {
        IDocument page = _gallery.PageOf(
            document =>
            {
                document.Add(CellKind.Markdown, "text");
                document.Add(CellKind.Code, "boom")
                    .SetOutputs([new ErrorOutput("System.Exception", "a < b\u001b[0m", ["\u001b[31mcell 2\u001b[0m, line 1"])]);
            },
            GalleryStatus.Failed,
            "cell 2, line 1: a < b");
        Assert.Equal("System.Exception a < b", page.QuerySelector(".error .error-line")!.TextContent);
        Assert.Equal("cell 2", page.QuerySelector(".error pre .ansi-1")!.TextContent);
        Assert.Contains("cell 2, line 1: a < b", page.QuerySelector(".failure")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("#cell-2", page.QuerySelector(".failure a")!.GetAttribute("href"));
        Assert.Equal("failed", page.QuerySelector(".run .chip")!.TextContent);
        Assert.Equal("cell 2, line 1: a < b", _gallery.Page("index.html").QuerySelector(".card .error-line")!.TextContent);
    }

    [Fact]
    public void Huge_text_keeps_its_head_and_its_tail()
    {
        string text = "head " + new string('x', 3_000_000) + " tail";
        IDocument page = _gallery.PageOf(new StreamOutput("stdout", text));
        string[] parts = [.. page.QuerySelectorAll(".output pre").Select(pre => pre.TextContent)];
        Assert.StartsWith("head x", parts[0], StringComparison.Ordinal);
        Assert.EndsWith("x tail", parts[1], StringComparison.Ordinal);
        Assert.StartsWith("2,880,010 characters are left out", page.QuerySelector(".output .notice")!.TextContent,
            StringComparison.Ordinal);
        Assert.True(new FileInfo(Path.Combine(_gallery.Output, "01-a.html")).Length < 200_000);
    }

    [Fact]
    public void Attachments_pictures_and_links_are_found()
    {
        string folder = Path.Combine(_gallery.Root, "notebooks");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "a b.png"), [1, 2, 3]);
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "x");
        string path = Path.Combine(folder, "01-a.ipynb");
        var document = NotebookDocument.Parse("""
            {"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"id":"m","cell_type":"markdown","metadata":{},"attachments":{"p.png":{"image/png":["aG\n","k="]}},
            "source":["![one](attachment:p.png) ![two](a%20b.png) [three](02-b.ipynb#Part-One) [four](notes.txt) [five](https://example.org/x) [six](#Own-Part)\n","\n","## Own Part"]}]}
            """);
        document.Write(path);
        _gallery.Write(
            new GalleryEntry(document, "01-a", GalleryStatus.Ok, TimeSpan.Zero, null, path),
            GalleryFixture.Entry("02-b", other => other.Add(CellKind.Markdown, "## Part One")));
        IDocument page = _gallery.Page("01-a.html");
        Assert.Equal(["data:image/png;base64,aGk=", "media/01-a-1.png"],
            page.QuerySelectorAll(".prose img").Select(image => image.GetAttribute("src")));
        Assert.Equal(
            ["02-b.html#Part-One", "../notebooks/notes.txt", "https://example.org/x", "#own-part"],
            page.QuerySelectorAll(".prose a").Select(link => link.GetAttribute("href")));
        Assert.Equal("../notebooks/01-a.ipynb", page.QuerySelector(".download")!.GetAttribute("href"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Combine(_gallery.Output, "media", "01-a-1.png")));
    }

    [Fact]
    public void Provenance_is_that_of_the_run()
    {
        IDocument page = _gallery.PageOf(document => document.Metadata["spikebook"] =
            new JsonObject { ["version"] = "9.9.9", ["seconds"] = 75, ["peakMemoryBytes"] = 300L << 20 });
        Assert.Equal("Spikebook 9.9.9 · ran in 1 min 15 s · peak memory 300 MB", page.QuerySelector("footer")!.TextContent);
    }

    [Fact]
    public void Half_surrogate_pairs_do_not_stop_the_page() =>
        Assert.Contains("a\ufffdb", _gallery.PageOf(new StreamOutput("stdout", "a\ud800b")).Body!.TextContent, StringComparison.Ordinal);
}
