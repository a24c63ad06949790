using System.Globalization;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

/// <summary>A gallery in a folder of its own, and its pages as a browser's parser reads them.</summary>
sealed class GalleryFixture : IDisposable
{
    readonly HtmlParser _parser = new();

    public string Root { get; } = System.IO.Directory.CreateTempSubdirectory("spikebook-gallery").FullName;

    public string Output => Path.Combine(Root, "gallery");

    public GalleryFixture Write(params IReadOnlyList<GalleryEntry> entries) => Write(GalleryAssets.None, null, entries);

    public GalleryFixture Write(GalleryAssets assets, GalleryOptions? options, params IReadOnlyList<GalleryEntry> entries)
    {
        Assert.Equal(Path.Combine(Output, "index.html"), GalleryWriter.Write(entries, Output, assets, options));
        return this;
    }

    public string Text(string page) => File.ReadAllText(Path.Combine(Output, page));

    public IDocument Page(string page) => _parser.ParseDocument(Text(page));

    /// <summary>One notebook's page, with these cells.</summary>
    public IDocument PageOf(Action<NotebookDocument> build, GalleryStatus status = GalleryStatus.Ok, string? error = null)
    {
        Write(Entry("01-a", build, status, error));
        return Page("01-a.html");
    }

    /// <summary>The page of a notebook with one code cell that left this behind.</summary>
    public IDocument PageOf(params CellOutput[] outputs) => PageOf(document => document.Add(CellKind.Code, "x").SetOutputs(outputs));

    public static GalleryEntry Entry(string name, Action<NotebookDocument> build, GalleryStatus status = GalleryStatus.Ok,
        string? error = null)
    {
        var document = NotebookDocument.Create();
        build(document);
        return new GalleryEntry(document, name, status, TimeSpan.FromSeconds(1.26), error);
    }

    public static DisplayOutput Shown(string mime, string text) => new(new MimeBundle { { mime, text } });

    public static DisplayOutput Chart(string title, string? svg = null)
    {
        MimeBundle data = new()
        {
            {
                "application/vnd.plotly.v1+json",
                new JsonObject
                {
                    ["data"] = new JsonArray(new JsonObject { ["y"] = new JsonArray(1, 2.5) }),
                    ["layout"] = new JsonObject { ["title"] = new JsonObject { ["text"] = title } },
                }
            },
        };
        if (svg is not null) data.Add("image/svg+xml", svg);
        return new DisplayOutput(data);
    }

    public static string Svg(int number) =>
        string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><circle r=\"{number}\"/></svg>");

    public void Dispose() => System.IO.Directory.Delete(Root, recursive: true);
}
