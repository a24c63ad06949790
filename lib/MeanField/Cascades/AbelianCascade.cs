namespace Spikebook.MeanField;

/// <summary>
/// The cascade of an event between populations: the smallest m with m_a = F_a(s_a + sum B_ab m_b), F_a(x) being the mass of p_a in [V_F -
/// x, V_F] and s a
/// shift from outside. The map is monotone, so that iterating upwards from below finds the smallest fixed point, and the order in which
/// neurons fire
/// does not matter.
/// </summary>
public static class AbelianCascade
{
    const int Sweeps = 1_000_000;

    /// <summary>Fractions that fire, by iteration from a first guess below the fixed point.</summary>
    /// <param name="densities">Density of each population before the event; constant in each cell, so that F is linear between
    /// cells.</param>
    /// <param name="excitation">B, a row for each population that is kicked.</param>
    /// <param name="shift">Shift from outside of each population.</param>
    /// <param name="seed">
    /// Where the iteration starts: 0, or fractions so small that they only start an event which would start by itself.
    /// </param>
    /// <returns>The fractions that fire.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static double[] SmallestFixedPoint(IReadOnlyList<Density> densities, double[,] excitation, IReadOnlyList<double> shift,
        IReadOnlyList<double> seed)
    {
        ArgumentNullException.ThrowIfNull(densities);
        ArgumentNullException.ThrowIfNull(excitation);
        ArgumentNullException.ThrowIfNull(shift);
        ArgumentNullException.ThrowIfNull(seed);
        int k = densities.Count;
        if (shift.Count != k || seed.Count != k || excitation.GetLength(0) != k || excitation.GetLength(1) != k)
            throw new ArgumentException($"shift, seed and excitation must fit {k} populations");
        return SmallestFixedPoint(densities, new Couplings(excitation), shift, seed);
    }

    internal static double[] SmallestFixedPoint(IReadOnlyList<Density> densities, Couplings excitation, IReadOnlyList<double> shift,
        IReadOnlyList<double> seed)
    {
        int k = densities.Count;
        double[][] within = [.. densities.Select(MassFromThreshold)];
        double[] fired = [.. seed], next = new double[k];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double change = 0;
            for (int a = 0; a < k; a++)
            {
                next[a] = Within(within[a], (shift[a] + excitation.Kick(a, fired)) / densities[a].Width);
                change = Math.Max(change, Math.Abs(next[a] - fired[a]));
            }
            (fired, next) = (next, fired);
            if (change <= 1e-15) break;
        }
        return fired;
    }

    /// <summary>
    /// Spectral radius of the matrix P_a B_ab and its eigenvector of positive entries that sum to 1, by power iteration: from radius 1 on
    /// an event starts
    /// by itself, in the direction of the eigenvector.
    /// </summary>
    /// <param name="atThreshold">Outer density P_a of each population at V_F.</param>
    /// <param name="excitation">B.</param>
    public static (double Radius, double[] Direction) Onset(IReadOnlyList<double> atThreshold, double[,] excitation)
    {
        ArgumentNullException.ThrowIfNull(atThreshold);
        ArgumentNullException.ThrowIfNull(excitation);
        return Onset(atThreshold, new Couplings(excitation));
    }

    internal static (double Radius, double[] Direction) Onset(IReadOnlyList<double> atThreshold, Couplings excitation)
    {
        int k = atThreshold.Count;
        double[] direction = [.. Enumerable.Repeat(1.0 / k, k)], next = new double[k];
        double radius = 0;
        for (int sweep = 0; sweep < 500; sweep++)
        {
            double sum = 0, change = 0;
            for (int a = 0; a < k; a++)
            {
                double x = excitation.Kick(a, direction);
                // Half of the old keeps a matrix of two opposite eigenvalues from jumping to and fro.
                next[a] = 0.5 * (Math.Max(0, atThreshold[a]) * x + direction[a]);
                sum += next[a];
            }
            radius = 2 * sum - 1;
            for (int a = 0; a < k; a++)
            {
                change = Math.Max(change, Math.Abs(next[a] / sum - direction[a]));
                direction[a] = next[a] / sum;
            }
            if (change < 1e-13) break;
        }
        return (radius, direction);
    }

    /// <summary>The eigenvector from the left, w P_a B_ab = radius w, by the coupling turned round; its entries sum to 1.</summary>
    internal static double[] LeftVector(IReadOnlyList<double> atThreshold, Couplings turned)
    {
        int k = atThreshold.Count;
        double[] w = [.. Enumerable.Repeat(1.0 / k, k)], amounts = new double[k], next = new double[k];
        for (int sweep = 0; sweep < 500; sweep++)
        {
            double sum = 0, change = 0;
            for (int a = 0; a < k; a++) amounts[a] = Math.Max(0, atThreshold[a]) * w[a];
            for (int a = 0; a < k; a++) sum += next[a] = 0.5 * (turned.Kick(a, amounts) + w[a]);
            for (int a = 0; a < k; a++)
            {
                change = Math.Max(change, Math.Abs(next[a] / sum - w[a]));
                w[a] = next[a] / sum;
            }
            if (change < 1e-13) break;
        }
        return w;
    }

    /// <summary>Mass within whole cells of V_F.</summary>
    static double[] MassFromThreshold(Density density)
    {
        var mass = new double[density.Cells + 1];
        for (int i = 1; i <= density.Cells; i++) mass[i] = mass[i - 1] + density.Values[density.Cells - i] * density.Width;
        return mass;
    }

    static double Within(double[] mass, double cells)
    {
        if (!(cells > 0)) return 0;
        if (cells >= mass.Length - 1) return mass[^1];
        int whole = (int)cells;
        return mass[whole] + (cells - whole) * (mass[whole + 1] - mass[whole]);
    }
}
