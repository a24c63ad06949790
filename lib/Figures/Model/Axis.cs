namespace Spikebook.Figures;

/// <summary>One axis of a panel; limits are in data units, also on a logarithmic axis.</summary>
sealed record Axis
{
    public string? Title { get; init; }
    public bool Log { get; init; }
    public bool Reversed { get; init; }
    public double? Min { get; init; }
    public double? Max { get; init; }
    public double[]? TickValues { get; init; }
    public string[]? TickLabels { get; init; }

    /// <summary>Labels of the places 0, 1, 2 …; null on a numeric axis.</summary>
    public string[]? Categories { get; init; }
}
