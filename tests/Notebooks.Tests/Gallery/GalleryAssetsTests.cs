using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

public sealed class GalleryAssetsTests : IDisposable
{
    readonly GalleryFixture _gallery = new();

    public void Dispose() => _gallery.Dispose();

    string Installed(string plotlyVersion = "9.8.7")
    {
        string modules = Path.Combine(_gallery.Root, "node_modules");
        Put("plotly.js-dist-min/package.json", $"{{\"version\":\"{plotlyVersion}\"}}");
        Put("plotly.js-dist-min/plotly.min.js", "/* plotly */");
        Put("plotly.js-dist-min/LICENSE", "MIT");
        Put("katex/package.json", "{\"version\":\"0.0.1\"}");
        Put("katex/LICENSE", "MIT");
        Put("katex/dist/katex.min.js", "/* katex */");
        Put("katex/dist/katex.min.css",
            "@font-face{font-family:K;src:url(fonts/K-Main.woff2) format(\"woff2\"),url(fonts/K-Main.woff) format(\"woff\"),url(fonts/K-Main.ttf) format(\"truetype\")}.k{color:red}");
        Put("katex/dist/fonts/K-Main.woff2", "hi");
        return modules;

        void Put(string name, string text)
        {
            string path = Path.Combine(modules, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    static GalleryEntry Everything => GalleryFixture.Entry("01-a", document =>
    {
        document.Add(CellKind.Markdown, "$x$");
        document.Add(CellKind.Code, "f")
            .SetOutputs([GalleryFixture.Chart("f"), GalleryFixture.Shown("text/html", "<script>window.Plotly.newPlot()</script>")]);
    });

    [Fact]
    public void Installed_packages_are_copied_and_nothing_points_away()
    {
        var assets = GalleryAssets.FindIn(Installed());
        Assert.StartsWith("plotly.js 9.8.7: ", assets.Report[0], StringComparison.Ordinal);
        _gallery.Write(assets, null, Everything);
        Assert.Equal("assets/plotly-9.8.7.min.js", _gallery.Page("01-a.html").DocumentElement.GetAttribute("data-plotly"));
        Assert.Equal("/* plotly */", _gallery.Text("assets/plotly-9.8.7.min.js"));
        Assert.Equal("/* katex */", _gallery.Text("assets/katex-0.0.1.min.js"));
        Assert.DoesNotContain("https://", _gallery.Text("01-a.html"), StringComparison.Ordinal);
        Assert.Contains("<script defer src=\"assets/plotly-9.8.7.min.js\">", _gallery.Text("01-a.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Fonts_are_inside_the_style()
    {
        _gallery.Write(GalleryAssets.FindIn(Installed()), null, Everything);
        Assert.Equal("@font-face{font-family:K;src:url(data:font/woff2;base64,aGk=) format(\"woff2\")}.k{color:red}",
            _gallery.Text("assets/katex-0.0.1.min.css"));
    }

    [Fact]
    public void The_folder_of_node_modules_and_the_one_above_it_are_both_found()
    {
        string modules = Installed();
        Assert.NotNull(GalleryAssets.FindIn(modules).PlotlyDirectory);
        Assert.NotNull(GalleryAssets.FindIn("/nowhere", Path.GetDirectoryName(modules)!).KatexDirectory);
        Assert.Null(GalleryAssets.FindIn(Path.Combine(modules, "katex")).PlotlyDirectory);
    }

    [Theory]
    [InlineData("1\\\" onload=")]
    [InlineData("../../x")]
    public void A_version_that_is_none_is_no_package(string version)
        => Assert.Null(GalleryAssets.FindIn(Installed(version)).PlotlyDirectory);

    [Fact]
    public void What_is_missing_is_said_with_its_remedy()
    {
        Assert.All(GalleryAssets.None.Report, line => Assert.Contains("not found", line, StringComparison.Ordinal));
        Assert.All(GalleryAssets.None.Report, line => Assert.Contains("npm ci", line, StringComparison.Ordinal));
        _gallery.Write(GalleryAssets.None, null, Everything);
        Assert.Equal(["gallery.css", "gallery.js"], Directory.GetFiles(Path.Combine(_gallery.Output, "assets")).Select(Path.GetFileName)
            .Order());
    }
}
