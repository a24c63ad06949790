using System.Globalization;

namespace Spikebook.MeanField;

/// <summary>
/// The nonlinear noisy leaky integrate-and-fire model, dimensionless (membrane time constant 1):
/// dp/dt = d/dv[(v - mu - b N) p] + a d²p/dv² + N delta(v - V_R), p(V_F, t) = 0, N(t) = -a dp/dv(V_F, t).
/// </summary>
/// <remarks>
/// Immutable; each value is checked where it is set, their order in <see cref="Validate"/>, which every solver calls first.
/// Source: Caceres, Carrillo, Perthame, "Analysis of nonlinear noisy integrate and fire neuron models", J. Math. Neurosci. 1 (2011) 7.
/// </remarks>
public sealed record Nnlif
{
    /// <summary>Coupling b: the voltage that every neuron gains when the whole population fires once; b &lt; 0 is inhibition.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public double B { get; init => field = Finite(value, "b"); }

    /// <summary>Noise a &gt; 0, the diffusion coefficient (a0 where <see cref="A1"/> is not 0).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive and finite.</exception>
    public double A { get; init => field = Positive(value, "a"); } = 1;

    /// <summary>Noise per rate: the diffusion coefficient is a + A1 N.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double A1 { get; init => field = NotNegative(value, "a1"); }

    /// <summary>Constant drive mu: where a neuron would rest without noise, kicks and threshold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public double Mu { get; init => field = Finite(value, "mu"); }

    /// <summary>Time-dependent drive mu(t), used instead of <see cref="Mu"/> where it is given.</summary>
    public Func<double, double>? Drive { get; init; }

    /// <summary>Reset voltage V_R &lt; V_F.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public double Reset { get; init => field = Finite(value, "V_R"); } = 1;

    /// <summary>Threshold V_F.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public double Threshold { get; init => field = Finite(value, "V_F"); } = 2;

    /// <summary>Time that a neuron stays out of the game after it fired; it comes back at V_R.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Refractory { get; init => field = NotNegative(value, "refractory time"); }

    /// <summary>
    /// Synaptic delay D: the drift holds b N(t - D); N is 0 before the start. With D &gt; 0 nothing blows up at one instant; with b &gt;
    /// V_F - V_R
    /// the rate may run away, growing by about b / (V_F - V_R) per delay (<see cref="Runaway"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Delay { get; init => field = NotNegative(value, "delay"); }

    /// <summary>What fired neurons do during an event.</summary>
    public ResetConvention Convention { get; init; }

    /// <summary>The drive at time <paramref name="t"/>.</summary>
    public double DriveAt(double t) => Drive is null ? Mu : Drive(t);

    /// <summary>Checks the values against each other and returns the model itself.</summary>
    /// <exception cref="ArgumentException">V_R &gt;= V_F.</exception>
    public Nnlif Validate()
    {
        if (Reset >= Threshold)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"V_R = {Reset} is not below V_F = {Threshold}; choose Reset < Threshold"));
        return this;
    }

    static double Finite(double value, string name) => double.IsFinite(value)
        ? value : throw new ArgumentOutOfRangeException(name, $"{name} = {Text(value)} is not a finite number; give a finite one");

    static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value : throw new ArgumentOutOfRangeException(name, $"{name} = {Text(value)} must be above 0 and finite; use {name} > 0");

    static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0
        ? value : throw new ArgumentOutOfRangeException(name, $"{name} = {Text(value)} must be finite and not below 0; use {name} >= 0");

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
