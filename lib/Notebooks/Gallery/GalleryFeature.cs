namespace Spikebook.Notebooks.Gallery;

/// <summary>A page of a gallery that is no notebook, and the first card of its front page.</summary>
/// <param name="Slug">Name of its file without extension.</param>
/// <param name="Title">Heading of page and card.</param>
/// <param name="Summary">A sentence or two, as Markdown.</param>
/// <param name="Picture">A still picture as SVG; it stands on the page until something livelier takes its place.</param>
/// <param name="Body">What the page says, as HTML of the program's own: it is not sanitised. <c>{{picture}}</c> stands for the
/// picture.</param>
/// <param name="Style">Its style sheet.</param>
public sealed record GalleryFeature(string Slug, string Title, string Summary, string Picture, string Body, string Style)
{
    /// <summary>The script that brings it to life, relative to the gallery; null where the page stays as it is.</summary>
    public string? Live { get; init; }
}
