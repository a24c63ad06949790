namespace Spikebook.MeanField;

/// <summary>Moves cell averages up by any part of a cell, mass exact; whole cells move exactly.</summary>
static class PartShift
{
    /// <summary>
    /// p_i += f (p_(i-1) + (1 - f) s_(i-1) / 2) - f (p_i + (1 - f) s_i / 2): piecewise linear with limited (harmonic) slopes s, second
    /// order, no new
    /// extrema (van Leer 1977).
    /// </summary>
    /// <param name="density">Cell averages.</param>
    /// <param name="part">Part f of a cell, in [0, 1].</param>
    /// <param name="leaving">Room for as many numbers.</param>
    /// <param name="swept">
    /// Part of the last cell's mass that leaves it, where its profile is known; by default the one that its slope says.
    /// </param>
    /// <returns>What leaves through the upper end, divided by the cell width.</returns>
    public static double Move(Span<double> density, double part, Span<double> leaving, double? swept = null)
    {
        int n = density.Length;
        for (int i = 0; i < n; i++)
        {
            double left = i == 0 ? 0 : density[i] - density[i - 1], right = i == n - 1 ? 0 : density[i + 1] - density[i];
            double slope = left * right > 0 ? 2 * left * right / (left + right) : 0;
            leaving[i] = part * (density[i] + 0.5 * (1 - part) * slope);
        }
        if (swept is { } share) leaving[n - 1] = share * density[n - 1];
        double inflow = 0;
        for (int i = 0; i < n; i++)
        {
            double outflow = leaving[i];
            density[i] += inflow - outflow;
            inflow = outflow;
        }
        return inflow;
    }

    /// <summary>Moves cell averages up by whole cells; returns what leaves, divided by the cell width.</summary>
    public static double MoveCells(Span<double> density, int cells)
    {
        double leaves = 0;
        for (int i = density.Length - cells; i < density.Length; i++) leaves += density[i];
        density[..^cells].CopyTo(density[cells..]);
        density[..cells].Clear();
        return leaves;
    }
}
