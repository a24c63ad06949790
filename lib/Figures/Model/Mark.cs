namespace Spikebook.Figures;

enum Direction { Vertical, Horizontal }

/// <summary>What stands on the axes without being data.</summary>
abstract record Mark(string? Label, string Color)
{
    /// <summary>Colour of the label where the mark was given one of its own; else that of all texts.</summary>
    public string? LabelColor => Color == Palette.Grey ? null : Color;
}

sealed record LineMark(Direction Direction, double At, Dash Dash, string? Label, string Color) : Mark(Label, Color);

sealed record BandMark(Direction Direction, double From, double To, string? Label, string Color) : Mark(Label, Color);

sealed record NoteMark(double X, double Y, bool Arrow, string Text, string Color) : Mark(Text, Color);
