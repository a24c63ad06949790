using System.Globalization;

namespace Spikebook.MeanField;

/// <summary>
/// A uniform mesh of finite volumes on [V_min, V_F] whose last face is V_F and which has a face exactly at V_R:
/// h = (V_F - V_R) / k for a whole k.
/// </summary>
public sealed record Mesh
{
    /// <summary>Left end of the mesh.</summary>
    public double Minimum { get; }

    /// <summary>Right end, V_F.</summary>
    public double Threshold { get; }

    /// <summary>Cell width h.</summary>
    public double Width { get; }

    /// <summary>Number of cells.</summary>
    public int Cells { get; }

    /// <summary>The first cell above V_R; its left face is V_R.</summary>
    public int ResetCell { get; }

    Mesh(double threshold, double width, int cells, int resetCell)
    {
        Threshold = threshold;
        Width = width;
        Cells = cells;
        ResetCell = resetCell;
        Minimum = threshold - cells * width;
    }

    /// <summary>
    /// The mesh of <paramref name="cells"/> cells that reaches down to <paramref name="minimum"/> or a little below:
    /// V_F and V_R are kept as faces, so the left end moves by less than a few widths.
    /// </summary>
    /// <exception cref="ArgumentException">The mesh does not contain V_R, or has fewer than 16 cells.</exception>
    public static Mesh For(Nnlif model, double minimum, int cells)
    {
        model.Validate();
        if (!(minimum < model.Reset))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"the mesh from {minimum} to V_F = {model.Threshold} does not contain V_R = {model.Reset}; use a left end below V_R"));
        if (cells < 16)
            throw new ArgumentException($"{cells} cells are too few; use at least 16");
        double gap = model.Threshold - model.Reset;
        int above = (int)Math.Floor(cells * gap / (model.Threshold - minimum) * (1 + 1e-12));
        if (above < 4)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{cells} cells leave {above} between V_R and V_F; use at least {Math.Ceiling(4 * (model.Threshold - minimum) / gap)}"));
        return new Mesh(model.Threshold, gap / above, cells, cells - above);
    }

    /// <summary>The mesh with each cell divided into equal parts.</summary>
    internal Mesh Finer(int factor) => new(Threshold, Width / factor, Cells * factor, ResetCell * factor);

    /// <summary>Voltage at the middle of a cell.</summary>
    public double Centre(int cell) => Threshold - (Cells - cell - 0.5) * Width;

    /// <summary>Voltage of a face; face i is the left end of cell i, face <see cref="Cells"/> is V_F.</summary>
    public double Face(int face) => Threshold - (Cells - face) * Width;
}
