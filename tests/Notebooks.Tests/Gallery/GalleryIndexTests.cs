using AngleSharp.Dom;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

public sealed class GalleryIndexTests : IDisposable
{
    readonly GalleryFixture _gallery = new();

    public void Dispose() => _gallery.Dispose();

    static GalleryEntry Titled(string name, string title, GalleryStatus status = GalleryStatus.Ok) =>
        GalleryFixture.Entry(name, document => document.Add(CellKind.Markdown, $"# {title}\n\nAbout *{title}*."), status);

    [Fact]
    public void Notebooks_stand_in_the_order_of_their_numbers_and_in_their_groups()
    {
        GalleryOptions options = new()
        {
            Title = "Laboratory",
            Groups = [new GalleryGroup(11, 19, "Blow-up", "Of $N$."), new GalleryGroup(1, 9, "First steps")]
        };
        _gallery.Write(GalleryAssets.None, options, Titled("notes", "Notes"), Titled("100-late", "Late"), Titled("12-b", "B"),
            Titled("11-a", "A"), Titled("02-x", "X"), Titled("25-y", "Y"));
        IDocument page = _gallery.Page("index.html");
        Assert.Equal("Laboratory", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["First steps", "Blow-up", "20–29", "100–109", "More"],
            page.QuerySelectorAll(".group h2").Select(heading => heading.TextContent));
        Assert.Equal(
            ["02-x.html", "11-a.html", "12-b.html", "25-y.html", "100-late.html", "notes.html"],
            page.QuerySelectorAll(".card h3 a").Select(link => link.GetAttribute("href")));
        Assert.Equal("N", page.QuerySelector(".about .math")!.TextContent);
        Assert.Equal("6 notebooks, 7.6 s in all", page.QuerySelector(".tally")!.TextContent);

        IDocument middle = _gallery.Page("11-a.html");
        Assert.Equal("02-x.html", middle.QuerySelector("a[rel=prev]")!.GetAttribute("href"));
        Assert.Equal("12-b.html", middle.QuerySelector("a[rel=next]")!.GetAttribute("href"));
        Assert.Null(_gallery.Page("02-x.html").QuerySelector("a[rel=prev]"));
        Assert.Null(_gallery.Page("notes.html").QuerySelector("a[rel=next]"));
    }

    [Fact]
    public void A_card_shows_title_summary_picture_and_state()
    {
        GalleryEntry entry = GalleryFixture.Entry(
            "01-a",
            document =>
            {
                document.Add(CellKind.Markdown, "# The [rate](https://example.org) $N$\n\nA *short* summary.\n\n## Hidden <treasure>");
                document.Add(CellKind.Code, "f")
                    .SetOutputs([new StreamOutput("stdout", "x"), GalleryFixture.Chart("f", GalleryFixture.Svg(2)),
                    GalleryFixture.Chart("g", GalleryFixture.Svg(3))]);
            },
            GalleryStatus.Failed,
            "cell 2: <broken>");
        _gallery.Write(entry);
        IElement card = _gallery.Page("index.html").QuerySelector(".card")!;
        Assert.Equal("media/01-a-1.svg", card.QuerySelector("img")!.GetAttribute("src"));
        Assert.Equal("The rate N", card.QuerySelector("h3 a")!.TextContent);
        Assert.Single(card.QuerySelectorAll("a"));
        Assert.Equal("short", card.QuerySelector(".summary em")!.TextContent);
        Assert.Equal("failed", card.GetAttribute("data-status"));
        Assert.Equal("failed", card.QuerySelector(".chip")!.TextContent);
        Assert.Equal("1.3 s", card.QuerySelector(".time")!.TextContent);
        Assert.Equal("cell 2: <broken>", card.QuerySelector(".error-line")!.TextContent);
        Assert.Contains("hidden <treasure>", card.GetAttribute("data-text"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_no_addresses_and_names_twice_get_pages_of_their_own()
    {
        _gallery.Write(Titled("a/../b?#%", "1"), Titled("index", "2"), Titled("Same", "3"), Titled("same", "4"), Titled("..", "5"),
            Titled("λ-größe", "6"));
        string[] pages = [.. _gallery.Page("index.html").QuerySelectorAll(".card h3 a").Select(link => link.GetAttribute("href")!)];
        Assert.Equal(6, pages.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(pages, page => Assert.True(File.Exists(Path.Combine(_gallery.Output, page)), page));
        Assert.DoesNotContain("index.html", pages);
        Assert.Equal(["gallery"], Directory.GetFileSystemEntries(_gallery.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void A_gallery_of_nothing_is_a_page()
    {
        _gallery.Write();
        Assert.Equal("0 notebooks", _gallery.Page("index.html").QuerySelector(".tally")!.TextContent);
    }

    [Fact]
    public void Every_local_address_leads_to_a_file_and_nothing_temporary_stays()
    {
        _gallery.Write(
            Titled("01-a", "A"),
            GalleryFixture.Entry("02-b", document
            => document.Add(CellKind.Code, "f").SetOutputs([GalleryFixture.Chart("f", GalleryFixture.Svg(1))])));
        foreach (string page in (string[])["index.html", "01-a.html", "02-b.html"])
            foreach (IElement element in _gallery.Page(page).QuerySelectorAll("[src], [href]"))
            {
                string address = element.GetAttribute("src") ?? element.GetAttribute("href")!;
                if (address.StartsWith('#') || address.StartsWith("data:", StringComparison.Ordinal)
                    || address.StartsWith("https:", StringComparison.Ordinal)) continue;
                Assert.True(File.Exists(Path.Combine(_gallery.Output, address)), $"{page}: {address}");
            }
        Assert.DoesNotContain(Directory.EnumerateFiles(_gallery.Output, "*", SearchOption.AllDirectories), file
            => file.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_notebooks_give_the_same_files()
    {
        GalleryEntry[] entries = [Titled("01-a", "A"), Titled("02-b", "B", GalleryStatus.Unchanged)];
        string first = _gallery.Write(entries).Text("index.html") + _gallery.Text("01-a.html");
        Assert.Equal(first, _gallery.Write(entries).Text("index.html") + _gallery.Text("01-a.html"));
    }

    [Fact]
    public void Writing_stops_when_told_to() =>
        Assert.Throws<OperationCanceledException>(()
        => GalleryWriter.Write([Titled("01-a", "A")], _gallery.Output, GalleryAssets.None, null, new CancellationToken(canceled: true)));
}
