using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

/// <summary>What a gallery lets a notebook do: its prose nothing, the outputs of its own run what they were made for.</summary>
public sealed class TrustTests : IDisposable
{
    readonly GalleryFixture _gallery = new();

    public void Dispose() => _gallery.Dispose();

    /// <summary>The usual ways to run a script from HTML or Markdown.</summary>
    public static TheoryData<string> Injections =>
    [
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)></svg>", "<svg><script>alert(1)</script></svg>",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\"java&#10;script:alert(1)\">x</a>",
        "<a href=\" &#1; javascript:alert(1)\">x</a>", "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "[x](javascript:alert(1))", "[x](<java\tscript:alert(1)>)", "![x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)", "[x](vbscript:msgbox(1))",
        "<iframe src=\"javascript:alert(1)\"></iframe>", "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
        "<embed src=\"javascript:alert(1)\">", "<form action=\"javascript:alert(1)\"><button>x</button></form>",
        "<button formaction=\"javascript:alert(1)\">x</button>",
        "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)><summary>x</summary></details>", "<body onload=alert(1)>",
        "<base href=\"https://evil.example/\">",
        "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">", "<link rel=stylesheet href=\"https://evil.example/x.css\">",
        "<style>*{background:url(javascript:alert(1))}</style>",
        "<div style=\"background:url(javascript:alert(1))\">x</div>", "<div style=\"position:fixed;inset:0;z-index:9\">x</div>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<math><a xlink:href=\"javascript:alert(1)\">x</a></math>", "<video><source onerror=alert(1)></video>",
        "<video poster=\"javascript:alert(1)\"></video>", "<marquee onstart=alert(1)>x</marquee>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", "<template><img src=x onerror=alert(1)></template>",
        "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
        "<svg><p><style><img src=\"</style><img src=x onerror=alert(1)>\"></style></p></svg>",
        "<math><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<a href=\"https://example.org\" onclick=\"alert(1)\">x</a>", "<unknown><img src=x onerror=alert(1)></unknown>",
        "<a id=x tabindex=1 onfocus=alert(1)></a>", "<figure class=\"chart\"><script>1</script></figure>",
        "# <img src=x onerror=alert(1)> heading", "[<img src=x onerror=alert(1)>](#a)", "| <script>alert(1)</script> |\n|---|\n| x |",
        "$<img src=x onerror=alert(1)>$", "`<script>alert(1)</script>`",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
        "<xmp><img title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>", "<a ping=\"https://evil.example\" href=\"#\">x</a>",
    ];

    /// <summary>Texts on which a pattern that goes back and tries again would take the square or the cube of their length.</summary>
    public static TheoryData<string, string> Stalling => new()
    {
        { "a style of spaces", $"<p style=\"color:{new string(' ', 20_000)}!\">x</p>" },
        { "a formula that never ends", "$$a" + string.Concat(Enumerable.Repeat("\n b", 20_000)) },
        { "an environment that never ends", "\\begin{a}" + string.Concat(Enumerable.Repeat("\n\\end{b}", 5_000)) },
        { "anchors that never close", "# " + string.Concat(Enumerable.Repeat("<a ", 5_000)) },
    };

    [Theory]
    [MemberData(nameof(Stalling))]
    public void No_prose_stalls_a_pattern(string what, string markdown)
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown, $"# {what}");
        document.Add(CellKind.Markdown, markdown);
        _gallery.Write(GalleryAssets.None, new GalleryOptions(), new GalleryEntry(document, "01-a", GalleryStatus.Ok, TimeSpan.Zero));
        var page = _gallery.Page("01-a.html");
        Assert.Equal(what, page.QuerySelector("h1")!.TextContent.Trim());
        Assert.DoesNotContain(page.All, element => element.GetAttribute("style")?.Contains('!') == true);
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public void Prose_runs_nothing_on_its_page_nor_on_the_front_page(string injection)
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown, $"# A {injection}");
        document.Add(CellKind.Markdown, injection);
        document.Add(CellKind.Code, "x")
            .SetOutputs([GalleryFixture.Shown("text/markdown", injection), GalleryFixture.Shown("text/latex", injection)]);
        _gallery.Write(GalleryAssets.None, new GalleryOptions { Subtitle = injection, Groups = [new GalleryGroup(1, 9, "g", injection)] },
            new GalleryEntry(document, "01-a", GalleryStatus.Ok, TimeSpan.Zero));
        foreach (string page in (string[])["01-a.html", "index.html"]) RequireHarmless(_gallery.Page(page));
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public void Outputs_that_no_run_here_has_made_run_nothing(string injection)
    {
        IDocument page = _gallery.PageOf(
            document => document.Add(CellKind.Code, "x")
            .SetOutputs([GalleryFixture.Shown("text/html", injection), GalleryFixture.Shown("image/svg+xml", injection)]),
            GalleryStatus.NotRun);
        RequireHarmless(page);
    }

    static void RequireHarmless(IDocument page)
    {
        // What a second parser reads, as a browser would, not what the first one wrote.
        Assert.All(page.QuerySelectorAll("script"), script => Assert.Equal("assets/gallery.js", script.GetAttribute("src")));
        foreach (IElement element in page.QuerySelectorAll("main *, nav *"))
        {
            Assert.DoesNotContain(element.LocalName,
                (string[])["iframe", "object", "embed", "base", "meta", "link", "style", "template", "math", "applet", "frame",
                "textarea"]);
            foreach (IAttr attribute in element.Attributes)
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), attribute.Name);
                Assert.DoesNotContain(attribute.Name, (string[])["srcdoc", "formaction", "ping", "xlink:href", "action"]);
                if (attribute.Name is not ("href" or "src" or "poster" or "cite")) continue;
                string address = string.Concat(attribute.Value.Where(c => c > ' ')).ToLowerInvariant();
                Assert.DoesNotMatch("^(?:javascript|vbscript|data:text)", address);
            }
            Assert.DoesNotMatch("url|position", element.GetAttribute("style") ?? "");
        }
        string policy = page.QuerySelector("meta[http-equiv='Content-Security-Policy']")!.GetAttribute("content")!;
        Assert.DoesNotContain("sha256", policy);
        Assert.DoesNotContain("unsafe-inline", policy.Split(';').Single(part => part.Contains("script-src", StringComparison.Ordinal)));
    }

    [Fact]
    public void Prose_keeps_what_a_text_needs()
    {
        IDocument page = _gallery.PageOf(document => document.Add(CellKind.Markdown,
            "# T\n\n<details open><summary>More</summary>\n\n*text* $x^2$\n\n</details>\n\n| a | b |\n|--:|---|\n| 1 | <sub>2</sub> |\n\n- [x] done\n\n<img src=\"data:image/png;base64,AAAA\" width=\"40\" alt=\"p\">"
            + "\n\n<div style=\"text-align: center; color: #aa0000\" class=\"mine\">c</div>\n\n[w](https://example.org \"t\") <mailto:a@example.org>\n\nnote[^1]\n\n[^1]: foot\n\n```csharp\nvar x = 1;\n```"));
        foreach (string wanted in (string[])["details[open] summary", "em", "span.math", "table th[style*='right']", "sub",
            "input[type=checkbox][disabled][checked]", "img[src^='data:image/png'][width='40'][alt=p]",
            "div.mine[style*='text-align']", "a[href='https://example.org'][title=t]", "a[href^='mailto:']", "a.footnote-ref",
            "pre code .c-k"])
            Assert.True(page.QuerySelector("section.prose " + wanted) is not null, wanted);
    }

    [Fact]
    public void Scripts_of_the_run_s_own_outputs_are_named_by_their_digests_and_no_others()
    {
        const string script = "document.title = 'é';\nlet a = 1 < 2;", handler = "this.hidden = true";
        IDocument page = _gallery.PageOf(GalleryFixture.Shown("text/html",
            $"<div onclick=\"{handler}\"><script>{script}</script><script type=\"application/json\">{{}}</script><script src=\"https://cdn.example/lib.js\"></script></div>"));
        string policy = page.QuerySelector("meta[http-equiv='Content-Security-Policy']")!.GetAttribute("content")!;
        Assert.Contains(Digest(script), policy);
        Assert.Contains(Digest(handler), policy);
        Assert.Contains("'unsafe-hashes'", policy);
        Assert.Contains(" https://cdn.example/lib.js", policy);
        Assert.DoesNotContain(Digest("alert(1)"), policy);
        Assert.Equal(script, page.QuerySelector(".output .html script")!.TextContent);

        static string Digest(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }

    [Fact]
    public void Pictures_are_copied_only_from_the_notebook_s_folder_and_only_pictures()
    {
        string house = Directory.CreateDirectory(Path.Combine(_gallery.Root, "house")).FullName,
            notebooks = Directory.CreateDirectory(Path.Combine(house, "notebooks")).FullName;
        File.WriteAllText(Path.Combine(house, "secret.png"), "outside");
        File.WriteAllText(Path.Combine(notebooks, "notes.txt"), "no picture");
        File.WriteAllText(Path.Combine(notebooks, "good.png"), "picture");
        Directory.CreateDirectory(Path.Combine(notebooks, "sub"));
        File.CreateSymbolicLink(Path.Combine(notebooks, "sub", "link.png"), Path.Combine(house, "secret.png"));
        File.CreateSymbolicLink(Path.Combine(notebooks, "up"), house);
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown,
            string.Join("\n\n", ((string[])["../secret.png", "../../../../../../etc/passwd", "/etc/passwd",
            Path.Combine(house, "secret.png"), "sub/link.png", "up/secret.png",
            "notes.txt", "sub/../../secret.png", "%2e%2e/secret.png", "good.png%00.txt", "sub"]).Select(a => $"![x](<{a}>)")
            .Append("![good](sub/../good.png)")));
        _gallery.Write(new GalleryEntry(document, "01-a", GalleryStatus.Ok, TimeSpan.Zero) { SourceDirectory = notebooks });
        string copied = Assert.Single(Directory.GetFiles(Path.Combine(_gallery.Output, "media")));
        Assert.Equal("picture", File.ReadAllText(copied));
    }
}
