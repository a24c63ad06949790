using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Gallery;

/// <summary>How the run of a notebook ended.</summary>
public enum GalleryStatus
{
    /// <summary>Every cell ran.</summary>
    Ok,

    /// <summary>A cell failed.</summary>
    Failed,

    /// <summary>It was stopped before its end.</summary>
    Stopped,

    /// <summary>Nothing that it depends on has changed; what is shown is from an earlier run.</summary>
    Unchanged,

    /// <summary>It has not been run; what is shown is what the file holds.</summary>
    NotRun,
}

/// <summary>One notebook of a gallery.</summary>
/// <param name="Document">The notebook with its outputs.</param>
/// <param name="Name">Its file name without extension, for instance <c>11-steady-states</c>; the leading number orders and groups
/// it.</param>
/// <param name="Status">How its run ended.</param>
/// <param name="Duration">How long the run took.</param>
/// <param name="Error">The error in one line, where there was one.</param>
/// <param name="Path">The notebook's file, for the link to it and for the pictures that its prose refers to; null for none.</param>
public sealed record GalleryEntry(
    NotebookDocument Document, string Name, GalleryStatus Status, TimeSpan Duration, string? Error = null, string? Path = null)
{
    /// <summary>The folder against which the links of the prose resolve, where it is another than that of <see cref="Path"/>.</summary>
    public string? SourceDirectory { get; init; }
}

/// <summary>A step of the learning path: the notebooks whose number lies in a range.</summary>
/// <param name="First">Lowest number.</param>
/// <param name="Last">Highest number.</param>
/// <param name="Title">What these notebooks are about.</param>
/// <param name="Description">One sentence more, or null.</param>
public sealed record GalleryGroup(int First, int Last, string Title, string? Description = null);

/// <summary>What the front page of a gallery says.</summary>
public sealed record GalleryOptions
{
    /// <summary>Heading of the front page.</summary>
    public string Title { get; init; } = "Spikebook";

    /// <summary>The line beneath it, as Markdown.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The script that makes pages live, relative to the gallery; null where they stay as they are.</summary>
    public string? Live { get; init; }

    /// <summary>A page before all notebooks; null for none.</summary>
    public GalleryFeature? Feature { get; init; }

    /// <summary>Pages without a card; the foot of the front page leads to them.</summary>
    public IReadOnlyList<GalleryFeature> Asides { get; init; } = [];

    /// <summary>The learning path. Notebooks outside every range come last, by tens; those without a number after them.</summary>
    public IReadOnlyList<GalleryGroup> Groups { get; init; } = [];
}
