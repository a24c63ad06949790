namespace Spikebook.MeanField;

/// <summary>A voltage density as cell averages on a uniform mesh, moving Gaussians included.</summary>
/// <param name="Time">Physical time t.</param>
/// <param name="Tau">Dilated time tau: how often the population has fired.</param>
/// <param name="Minimum">Left end of the first cell.</param>
/// <param name="Width">Cell width h.</param>
/// <param name="Values">Cell averages of p, from low to high voltage; the last cell ends at V_F.</param>
/// <param name="Refractory">Mass that is out of the game because it fired less than the refractory time ago.</param>
public sealed record Density(double Time, double Tau, double Minimum, double Width, IReadOnlyList<double> Values, double Refractory = 0)
{
    /// <summary>Number of cells.</summary>
    public int Cells => Values.Count;

    /// <summary>V_F, the right end of the last cell.</summary>
    public double Threshold => Minimum + Cells * Width;

    /// <summary>Middle of a cell.</summary>
    public double Centre(int cell) => Minimum + (cell + 0.5) * Width;

    /// <summary>The density as points, for a figure or a table.</summary>
    public IReadOnlyList<DensityPoint> Points => [.. Values.Select((p, i) => new DensityPoint(Centre(i), p))];

    /// <summary>Integral of p over the mesh.</summary>
    public double Mass => Values.Sum() * Width;

    /// <summary>Mean voltage.</summary>
    public double Mean => Values.Select((p, i) => p * Centre(i)).Sum() * Width / Mass;

    /// <summary>Density at a voltage, linear between cell middles; 0 above V_F and below the mesh.</summary>
    public double At(double v)
    {
        if (!(v >= Minimum && v <= Threshold)) return 0;
        double x = Math.Clamp((v - Minimum) / Width - 0.5, 0, Cells - 1);
        int i = Math.Min((int)x, Cells - 2);
        return Values[i] + (x - i) * (Values[i + 1] - Values[i]);
    }

    /// <summary>The density at equally spaced voltages, as <see cref="At"/> gives it at each.</summary>
    /// <param name="first">Lowest voltage.</param>
    /// <param name="step">Distance of two voltages.</param>
    /// <param name="target">Filled with p(first + i step).</param>
    public void Sample(double first, double step, Span<double> target)
    {
        double[] values = Values as double[] ?? [.. Values];
        double lowest = Minimum, highest = Threshold, width = Width;
        int last = values.Length - 1;
        for (int i = 0; i < target.Length; i++)
        {
            double v = first + i * step;
            if (!(v >= lowest && v <= highest))
            {
                target[i] = 0;
                continue;
            }
            double x = Math.Clamp((v - lowest) / width - 0.5, 0, last);
            int cell = Math.Min((int)x, last - 1);
            target[i] = values[cell] + (x - cell) * (values[cell + 1] - values[cell]);
        }
    }

    /// <summary>Mass in [V_F - x, V_F], p taken as constant in each cell: the F of a cascade with x = b m.</summary>
    public double MassWithin(double x)
    {
        if (!(x > 0)) return 0;
        double cells = Math.Min(x / Width, Cells), mass = 0;
        int whole = (int)cells;
        for (int i = 1; i <= whole; i++) mass += Values[Cells - i];
        if (whole < Cells) mass += (cells - whole) * Values[Cells - whole - 1];
        return mass * Width;
    }
}
