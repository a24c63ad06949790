using System.Globalization;
using MathNet.Numerics.Integration;

namespace Spikebook.MeanField;

/// <summary>The density a run starts from. Whatever lies above V_F is left out and the rest scaled to mass 1, once, here.</summary>
public sealed class InitialDensity
{
    readonly Func<double, double, double> _mass;

    InitialDensity(string name, double lowest, double highest, Func<double, double, double> mass)
    {
        Name = name;
        Lowest = lowest;
        Highest = highest;
        _mass = mass;
    }

    /// <summary>What it is, for provenance: "Gaussian(-1, 0.5)".</summary>
    public string Name { get; }

    /// <summary>Voltage below which there is no mass worth a cell.</summary>
    public double Lowest { get; }

    /// <summary>Voltage above which there is no mass.</summary>
    public double Highest { get; }

    /// <summary>A Gaussian of the given mean and variance, cut at V_F.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not finite or the variance not positive.</exception>
    public static InitialDensity Gaussian(double mean, double variance)
    {
        if (!double.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean),
            Text($"mean = {mean} is not finite; give a finite voltage"));
        if (!(variance > 0) || !double.IsFinite(variance))
            throw new ArgumentOutOfRangeException(nameof(variance),
                Text($"variance = {variance} must be above 0 and finite; use variance > 0"));
        double scale = Math.Sqrt(2 * variance), sd = Math.Sqrt(variance);
        return new(Text($"Gaussian({mean}, {variance})"), mean - 6.5 * sd, mean + 40 * sd,
            (low, high) => GaussianMass((low - mean) / scale, (high - mean) / scale));
    }

    /// <summary>A uniform density on [low, high].</summary>
    /// <exception cref="ArgumentException">The interval is empty or not finite.</exception>
    public static InitialDensity Uniform(double low, double high)
    {
        if (!(low < high) || !double.IsFinite(high - low))
            throw new ArgumentException(Text($"the interval [{low}, {high}] is empty or not finite; use low < high"));
        return new(Text($"Uniform({low}, {high})"), low, high,
            (l, r) => Math.Max(0, Math.Min(r, high) - Math.Max(l, low)) / (high - low));
    }

    /// <summary>The empirical density of samples: each cell holds the share of the samples that fall into it.</summary>
    /// <exception cref="ArgumentException">No samples, or one that is not finite.</exception>
    public static InitialDensity Sampled(IReadOnlyList<double> voltages)
    {
        ArgumentNullException.ThrowIfNull(voltages);
        if (voltages.Count == 0) throw new ArgumentException("no samples; give at least one voltage");
        double[] sorted = [.. voltages.Order()];
        if (!double.IsFinite(sorted[0]) || !double.IsFinite(sorted[^1]))
            throw new ArgumentException("a sample is not a finite number; leave it out");
        return new($"Sampled({sorted.Length})", sorted[0], Math.BitIncrement(sorted[^1]),
            (low, high) => (double)(Below(sorted, high) - Below(sorted, low)) / sorted.Length);
    }

    /// <summary>A steady state of a model.</summary>
    public static InitialDensity Steady(SteadyState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Nnlif m = state.Model;
        double lowest = Math.Min(m.Mu + m.B * state.Rate - 6.5 * Math.Sqrt(m.A + m.A1 * state.Rate), m.Reset - 1);
        return new(Text($"Steady(N = {state.Rate})"), lowest, m.Threshold, (low, high) =>
        {
            // The density has a kink at V_R: integrate its two sides apart.
            if (low < m.Reset && m.Reset < high)
                return GaussLegendreRule.Integrate(state.DensityAt, low, m.Reset, 8) + GaussLegendreRule.Integrate(state.DensityAt,
                    m.Reset, high, 8);
            return GaussLegendreRule.Integrate(state.DensityAt, low, high, 8);
        });
    }

    /// <summary>Any density, integrated over each cell by an eight-point Gauss rule; it need not be normalised.</summary>
    /// <param name="density">Probability per voltage, not negative.</param>
    /// <param name="low">Below it the density is 0.</param>
    /// <param name="high">Above it the density is 0.</param>
    /// <exception cref="ArgumentException">The interval is empty or not finite.</exception>
    public static InitialDensity From(Func<double, double> density, double low, double high)
    {
        ArgumentNullException.ThrowIfNull(density);
        if (!(low < high) || !double.IsFinite(high - low))
            throw new ArgumentException(Text($"the interval [{low}, {high}] is empty or not finite; use low < high"));
        return new(Text($"From([{low}, {high}])"), low, high, (l, r) =>
            Math.Max(l, low) < Math.Min(r, high) ? GaussLegendreRule.Integrate(density, Math.Max(l, low), Math.Min(r, high), 8) : 0);
    }

    /// <summary>A density of an earlier run, piecewise constant in its cells.</summary>
    public static InitialDensity From(Density density)
    {
        ArgumentNullException.ThrowIfNull(density);
        var cumulative = new double[density.Cells + 1];
        for (int i = 0; i < density.Cells; i++) cumulative[i + 1] = cumulative[i] + density.Values[i] * density.Width;
        double Below(double v)
        {
            double x = Math.Clamp((v - density.Minimum) / density.Width, 0, density.Cells);
            int i = Math.Min((int)x, density.Cells - 1);
            return cumulative[i] + (x - i) * density.Values[i] * density.Width;
        }
        return new(Text($"Density(t = {density.Time})"), density.Minimum, density.Threshold, (l, r) => Below(r) - Below(l));
    }

    /// <summary>
    /// The state just after an event of the given size: a point of that mass at V_R, which solvers carry as a moving Gaussian, and
    /// the rest of the population as another density.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not in (0, 1].</exception>
    public static InitialDensity AfterEvent(double size, InitialDensity rest)
    {
        ArgumentNullException.ThrowIfNull(rest);
        if (!(size > 0 && size <= 1)) throw new ArgumentOutOfRangeException(nameof(size),
            Text($"size = {size} is outside (0, 1]; give the fraction that fired"));
        return new(Text($"AfterEvent({size}, {rest.Name})"), rest.Lowest, rest.Highest, rest._mass) { PointAtReset = size };
    }

    /// <summary>Mass that starts as a point at V_R; what <see cref="OnMesh"/> gives is the rest, scaled to 1.</summary>
    public double PointAtReset { get; private init; }

    /// <summary>Cell averages on a mesh, mass 1.</summary>
    /// <exception cref="ArgumentException">The density has no mass below V_F, or is negative or not a number somewhere.</exception>
    public Density OnMesh(Mesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var values = new double[mesh.Cells];
        double mass = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // What lies below the mesh goes into its first cell.
            double left = i == 0 ? Math.Min(mesh.Minimum, Lowest) : mesh.Face(i);
            values[i] = _mass(left, mesh.Face(i + 1));
            if (!(values[i] >= 0) || !double.IsFinite(values[i]))
                throw new ArgumentException(Text(
                    $"{Name} gives the cell at v = {mesh.Centre(i)} the mass {values[i]}; a density must be finite and not below 0"));
            mass += values[i];
        }
        if (!(mass > 0))
            throw new ArgumentException(Text($"{Name} has no mass below V_F = {mesh.Threshold}; move it below the threshold"));
        for (int i = 0; i < values.Length; i++) values[i] /= mass * mesh.Width;
        return new Density(0, 0, mesh.Minimum, mesh.Width, values);
    }

    static int Below(double[] sorted, double v)
    {
        int index = Array.BinarySearch(sorted, v);
        if (index < 0) return ~index;
        while (index > 0 && sorted[index - 1] == v) index--;
        return index;
    }

    /// <summary>(erf(right) - erf(left)) / 2 without cancellation in the tails; neighbouring cells add up exactly.</summary>
    internal static double GaussianMass(double left, double right) =>
        left > 0 ? 0.5 * (Real.Erfc(left) - Real.Erfc(right))
        : right < 0 ? 0.5 * (Real.Erfc(-right) - Real.Erfc(-left))
        : 1 - 0.5 * (Real.Erfc(right) + Real.Erfc(-left));

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
