namespace Spikebook.Notebooks;

/// <summary>
/// Regular expressions run over texts of strangers. Each pattern is written to need a time in proportion to the text; one that a text
/// makes stall nevertheless ends as an error of that notebook.
/// </summary>
static class Patterns
{
    /// <summary>The longest one match may take: far above what a busy machine needs for the longest notebook.</summary>
    public const int MostMilliseconds = 10_000;
}
