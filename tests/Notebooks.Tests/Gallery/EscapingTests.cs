using AngleSharp.Dom;
using FsCheck;
using FsCheck.Fluent;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

public sealed class EscapingTests
{
    static readonly string[] Pieces =
        ["<", ">", "&", "\"", "'", "</script>", "<script>alert(1)</script>", "<!--", "-->", "</pre>", "]]>", "&amp;", "\\", "`", "$", "a",
        " ", "\n", "\u00e9", "\U0001F9E0",
         "//", "/*", "\"\"\"", "class C", "$\"{", "}", "#r ", "#!time", "@", "'\\u0041'"];

    static Gen<string> Text { get; } = Gen.Elements(Pieces).NonEmptyListOf().Select(string.Concat);

    [Fact]
    public void Code_keeps_every_character()
    {
        using CodeHighlighter highlighter = new();
        Prop.ForAll(Text.ToArbitrary(), code =>
        {
            string html = highlighter.Highlight([code], null)[0];
            Assert.Equal(code, Parsed($"<pre>\n{html}</pre>").QuerySelector("pre")!.TextContent);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void No_text_becomes_markup()
    {
        Prop.ForAll(Text.ToArbitrary(), text =>
        {
            using GalleryFixture gallery = new();
            var document = NotebookDocument.Create();
            NotebookCell code = document.Add(CellKind.Code, "x");
            code.Metadata["language"] = text;
            code.Metadata["vscode"] = new System.Text.Json.Nodes.JsonObject { ["languageId"] = text };
            document.Metadata["title"] = text;
            document.Metadata["spikebook"] = new System.Text.Json.Nodes.JsonObject { ["version"] = text };
            code.SetOutputs([new StreamOutput("stdout", text), new ErrorOutput(text, text, [text]),
                GalleryFixture.Shown("text/plain", text), GalleryFixture.Chart(text)]);
            GalleryOptions options = new() { Title = text, Groups = [new GalleryGroup(1, 1, text)] };
            gallery.Write(GalleryAssets.None, options,
                new GalleryEntry(document, "01 " + text, GalleryStatus.Failed, TimeSpan.Zero, text, "/nowhere/" + text.Replace('/', ' ')));
            IDocument index = gallery.Page("index.html"), page = gallery.Page(index.QuerySelector(".card a")!.GetAttribute("href")!);

            Assert.Equal(["assets/gallery.js", null], page.QuerySelectorAll("script").Select(script => script.GetAttribute("src")));
            Assert.Equal("assets/gallery.js", Assert.Single(index.QuerySelectorAll("script")).GetAttribute("src"));
            Assert.Equal(text, index.QuerySelector("h1")!.TextContent);
            Assert.Equal(text, index.QuerySelector(".group h2")!.TextContent);
            Assert.Equal(text, index.QuerySelector(".card .error-line")!.TextContent);
            Assert.StartsWith($"Spikebook {text}", page.QuerySelector("footer")!.TextContent, StringComparison.Ordinal);
            Assert.Equal($"{text} {text}", page.QuerySelector(".error .error-line")!.TextContent);
            // A parser drops one line break after <pre>; browsers show no difference.
            Assert.Equal(text.TrimStart('\n'), page.QuerySelector("pre.stream")!.TextContent.TrimStart('\n'));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public void Code_is_coloured_by_meaning_across_cells()
    {
        using CodeHighlighter highlighter = new();
        IReadOnlyList<string> html =
            highlighter.Highlight(["record Row(double B); // one",
            "var rows = new List<Row>();\nforeach (var row in rows) Console.WriteLine($\"{row.B}\\n\" + 12);"], null);
        Assert.Equal(["record", "double"], Coloured(html[0], "c-k"));
        Assert.Equal(["Row"], Coloured(html[0], "c-t"));
        Assert.Equal(["// one"], Coloured(html[0], "c-c"));
        Assert.Equal(["List", "Row", "Console"], Coloured(html[1], "c-t"));
        Assert.Equal(["WriteLine"], Coloured(html[1], "c-m"));
        Assert.Equal(["12"], Coloured(html[1], "c-n"));
        Assert.Equal(["$\"", "\\n\""], Coloured(html[1], "c-s"));
    }

    [Theory]
    [InlineData("a\u001b[1;31mb\u001b[0mc", "a<span class=\"ansi-bold ansi-1\">b</span>c")]
    [InlineData("\u001b[38;5;196mx\u001b[39my", "<span style=\"color:#ff0000\">x</span>y")]
    [InlineData("\u001b[38;2;1;2;300mx", "<span style=\"color:#0102ff\">x</span>")]
    [InlineData("\u001b[94;42m<\u001b[m>", "<span class=\"ansi-12 ansi-on-2\">&lt;</span>&gt;")]
    [InlineData("\u001b]0;title\u0007a\u001b[2K\u001b[?25lb\u001b", "ab")]
    [InlineData("10 %\r50 %\r100 %\r\nnext\n\rlast\r", "100 %\nnext\nlast")]
    [InlineData("\u001b[38;5mx", "x")]
    [InlineData("a\u0007b\0", "a\ufffdb\ufffd")]
    public void Ansi_text_is_what_a_terminal_shows(string text, string html) => Assert.Equal(html, AnsiText.ToHtml(text));

    [Theory]
    [InlineData(0.0004, "0 ms")]
    [InlineData(0.42, "0.4 s")]
    [InlineData(12.4, "12 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7300, "2 h 1 min")]
    public void Durations_are_said_as_people_say_them(double seconds, string words)
        => Assert.Equal(words, Html.Duration(TimeSpan.FromSeconds(seconds)));

    static IDocument Parsed(string html) => new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);

    static string[] Coloured(string html, string colour)
        => [.. Parsed($"<pre>{html}</pre>").QuerySelectorAll("." + colour).Select(span => span.TextContent)];
}
