namespace Spikebook.Notebooks.Gallery;

/// <summary>Writes the page of a <see cref="GalleryFeature"/>, and its card.</summary>
static class FeaturePage
{
    public static string Render(GalleryFeature feature, string picture, GalleryOptions options, GalleryAssets assets)
    {
        var prose = new Prose();
        string body = $"""
            <header class="bar">
            <a class="home" href="index.html">{PageFrame.Mark}<span>{Html.Text(options.Title)}</span></a>
            <span class="where">{Html.Text(feature.Title)}</span>
            {PageFrame.ThemeButton}
            </header>
            <main id="main" tabindex="-1">
            <div class="front"><h1>{Html.Text(feature.Title)}</h1><p class="subtitle">{prose.RenderLine(feature.Summary)}</p></div>
            {feature.Body.Replace("{{picture}}", Image(picture, feature.Title), StringComparison.Ordinal)}
            <footer>{Html.Text(options.Title)} {Html.Text(PageFrame.Version)}</footer>
            </main>
            """;
        return PageFrame.Wrap($"{feature.Title} · {options.Title}", feature.Summary, assets, new ContentPolicy(), charts: false,
            formulas: false, "index feature", $"<style>{feature.Style}</style>\n{body}", live: feature.Live);
    }

    public static string Card(GalleryFeature feature, string picture)
    {
        var prose = new Prose();
        return $"""
            <section class="group first">
            <ul class="cards"><li class="card wide" data-status="" data-text="{Html.Text(IndexPage.SearchWords($"{feature.Title} {feature.Summary}"))}">
            <div class="picture">{Image(picture, "")}</div>
            <div class="words"><h3><a href="{Html.Text(feature.Slug)}.html">{Html.Text(feature.Title)}</a></h3>
            <p class="summary">{prose.RenderLine(feature.Summary)}</p></div>
            </li></ul>
            </section>

            """;
    }

    static string Image(string file, string alt) => $"<img class=\"still\" src=\"{Html.Text(file)}\" alt=\"{Html.Text(alt)}\">";
}
