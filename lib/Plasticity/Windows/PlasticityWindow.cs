namespace Spikebook.Plasticity;

/// <summary>
/// How a pair of spikes changes a weight: <c>dw = f(w) k(D)</c>, <c>D = t_post - t_pre</c>, w in [0, 1]. Where the input comes first
/// (D &gt; 0) the weight grows, where it comes after the output (D &lt; 0) it shrinks. In all three windows of this room the part of the
/// weight and that of the time are factors.
/// </summary>
/// <remarks>
/// Source of the use: A. Sboev, D. Vlasov, R. Rybka, Y. Davydov, A. Serenko, V. Demin, Mathematics 9, 3237 (2021),
/// doi:10.3390/math9243237. The paper's rounded constants are those of the same group's published NEST module.
/// </remarks>
public abstract record PlasticityWindow
{
    /// <summary>What the window is called: <c>STDP</c>, <c>NC</c>, <c>PPX</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Where its form and its constants come from.</summary>
    public abstract string Source { get; }

    /// <summary>k(D): positive for <paramref name="deltaMs"/> &gt; 0, negative below, 0 for spikes at the same instant.</summary>
    /// <param name="deltaMs">D = t_post - t_pre in ms.</param>
    public abstract double Kernel(double deltaMs);

    /// <summary>Where weakening is an exponential, <c>k(-(a + b)) = k(-a) exp(-b / tau)</c> for a &gt; 0, b &gt;= 0: its tau in ms.
    /// Otherwise null.</summary>
    public virtual double? WeakeningFadesMs => null;

    /// <summary>f(w): what the present weight makes of it.</summary>
    /// <param name="weight">w, 0 … 1.</param>
    /// <param name="strengthens">Whether D &gt; 0.</param>
    public abstract double Factor(double weight, bool strengthens);

    /// <summary>Adds f(w) k to each weight and keeps it in [0, 1].</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="kernel">k for each, all of one sign or 0; as long as the weights.</param>
    /// <param name="strengthens">Whether the pairs have D &gt; 0.</param>
    public abstract void Apply(Span<double> weights, ReadOnlySpan<double> kernel, bool strengthens);

    /// <summary>f(w) k(D), before the weight is kept in [0, 1].</summary>
    /// <param name="weight">w, 0 … 1.</param>
    /// <param name="deltaMs">D = t_post - t_pre in ms.</param>
    public double Change(double weight, double deltaMs) => deltaMs == 0 ? 0 : Factor(weight, deltaMs > 0) * Kernel(deltaMs);

    /// <summary>The same window with all changes multiplied, so that a strong device learns in small steps.</summary>
    /// <param name="rate">Above 0.</param>
    public abstract PlasticityWindow Times(double rate);

    /// <summary>The windows with their published constants.</summary>
    public static IReadOnlyList<PlasticityWindow> All { get; } = [new StdpWindow(), new NanocompositeWindow(), new PpxWindow()];

    /// <summary>The window of a name, in any case of letters.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static PlasticityWindow Parse(string name)
        => All.FirstOrDefault(window => window.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"plasticity '{name}' is unknown; use {string.Join(", ", All.Select(window => window.Name))}",
                nameof(name));

    private protected static double Positive(double value, string name)
        => value > 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; a finite number above 0 is needed");
}
