namespace Spikebook.MeanField;

/// <summary>
/// Cell averages on cells of a whole fraction of the width and back, mass exact: averages of the quartic that has the averages of five
/// neighbouring cells; constant in a cell where that would be negative.
/// </summary>
sealed class Refinement
{
    const int Points = 5;

    readonly int _factor;
    readonly double[][] _weights; // by the cell's place among the five, for each part of it

    public Refinement(int factor)
    {
        _factor = factor;
        _weights = [.. Enumerable.Range(0, Points).Select(Weights)];
    }

    /// <summary>From cells to their parts.</summary>
    public void Refine(ReadOnlySpan<double> cells, Span<double> parts)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            int first = Math.Clamp(i - Points / 2, 0, cells.Length - Points);
            ReadOnlySpan<double> weights = _weights[i - first], near = cells.Slice(first, Points);
            Span<double> own = parts.Slice(i * _factor, _factor);
            var positive = true;
            for (int j = 0; j < _factor; j++)
            {
                double sum = 0;
                for (int k = 0; k < Points; k++) sum += weights[j * Points + k] * near[k];
                own[j] = sum;
                positive &= sum >= 0;
            }
            if (!positive) own.Fill(cells[i]);
        }
    }

    /// <summary>From parts to cells: their means.</summary>
    public void Coarsen(ReadOnlySpan<double> parts, Span<double> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            double sum = 0;
            foreach (double part in parts.Slice(i * _factor, _factor)) sum += part;
            cells[i] = sum / _factor;
        }
    }

    /// <summary>A density on the parts, by its means on the cells.</summary>
    public Density Coarsen(Density fine)
    {
        double[] cells = new double[fine.Cells / _factor];
        Coarsen([.. fine.Values], cells);
        return fine with { Width = fine.Width * _factor, Values = cells };
    }

    /// <summary>
    /// Weights of the five averages p_k: factor (S(x + 1 / factor) - S(x)) with S the polynomial through the sums at the six faces.
    /// </summary>
    double[] Weights(int place)
    {
        double[] weights = new double[_factor * Points];
        for (int j = 0; j < _factor; j++)
        {
            double left = place + (double)j / _factor, right = place + (j + 1.0) / _factor;
            for (int face = 1; face <= Points; face++)
                for (int k = 0; k < face; k++)
                    weights[j * Points + k] += _factor * (Lagrange(face, right) - Lagrange(face, left));
        }
        return weights;
    }

    static double Lagrange(int face, double x)
    {
        double value = 1;
        for (int other = 0; other <= Points; other++)
            if (other != face) value *= (x - other) / (face - other);
        return value;
    }
}
