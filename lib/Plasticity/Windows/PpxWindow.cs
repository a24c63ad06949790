namespace Spikebook.Plasticity;

/// <summary>
/// A memristor of poly-p-xylylene, with <c>z = D / 10 ms</c>: <c>k = alpha+ z exp(-gamma+ z²)</c>, <c>f = exp(-beta+ (1 - w))</c> for
/// D &gt; 0; <c>k = -alpha- |z| exp(-gamma- z²)</c>, <c>f = exp(-beta- w)</c> for D &lt; 0.
/// </summary>
/// <remarks>
/// Form and constants: Sboev et al. (2021), doi:10.3390/math9243237. beta- is negative: a strong weight is weakened more. The window
/// vanishes for spikes that are close, with its peaks at +39.6 and -18.5 ms, so time has to be stretched; at w = 1 a single pair would
/// move the weight by up to -5, so the rate has to be small. Where pairs of both kinds alternate and each changes little, the weight
/// comes to rest at <see cref="FixedPoint"/>.
/// </remarks>
public sealed record PpxWindow : PlasticityWindow
{
    const double UnitMs = 10;

    /// <summary>alpha+.</summary>
    public double AmplitudePlus { get; init; } = .31620;

    /// <summary>alpha-.</summary>
    public double AmplitudeMinus { get; init; } = .011298;

    /// <summary>beta+.</summary>
    public double SlopePlus { get; init; } = 2.21304;

    /// <summary>beta-, below 0.</summary>
    public double SlopeMinus { get; init; } = -5.96940;

    /// <summary>gamma+.</summary>
    public double WidthPlus { get; init; } = .031839;

    /// <summary>gamma-.</summary>
    public double WidthMinus { get; init; } = .145683;

    /// <inheritdoc/>
    public override string Name => "PPX";

    /// <inheritdoc/>
    public override string Source => "Sboev et al. (2021), doi:10.3390/math9243237";

    /// <summary>Where strengthening is largest: 10 / sqrt(2 gamma+), in ms.</summary>
    public double PeakPlusMs => UnitMs / Math.Sqrt(2 * WidthPlus);

    /// <summary>Where weakening is largest: -10 / sqrt(2 gamma-), in ms.</summary>
    public double PeakMinusMs => -UnitMs / Math.Sqrt(2 * WidthMinus);

    /// <inheritdoc/>
    public override double Kernel(double deltaMs)
    {
        double z = deltaMs / UnitMs;
        return z > 0 ? AmplitudePlus * z * Real.Exp(-WidthPlus * z * z) : AmplitudeMinus * z * Real.Exp(-WidthMinus * z * z);
    }

    /// <inheritdoc/>
    public override double Factor(double weight, bool strengthens)
        => strengthens ? Real.Exp(-SlopePlus * (1 - weight)) : Real.Exp(-SlopeMinus * weight);

    /// <summary>
    /// The weight at which alternating pairs of <paramref name="plusMs"/> &gt; 0 and <paramref name="minusMs"/> &lt; 0 balance:
    /// <c>w* = [ln(alpha+ X / (alpha- Y)) - beta+] / (|beta-| - beta+)</c>, X and Y the time parts without their amplitudes.
    /// Valid where single changes are small, and where it lies in [0, 1].
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A difference of times has the wrong sign.</exception>
    public double FixedPoint(double plusMs, double minusMs)
    {
        if (!(plusMs > 0))
            throw new ArgumentOutOfRangeException(nameof(plusMs), plusMs, $"plusMs is {plusMs}; a pair that strengthens is above 0");
        if (!(minusMs < 0))
            throw new ArgumentOutOfRangeException(nameof(minusMs), minusMs, $"minusMs is {minusMs}; a pair that weakens is below 0");
        return (Real.Log(Kernel(plusMs) / -Kernel(minusMs)) - SlopePlus) / (-SlopeMinus - SlopePlus);
    }

    /// <inheritdoc/>
    public override PlasticityWindow Times(double rate)
        => this with { AmplitudePlus = AmplitudePlus * Positive(rate, nameof(rate)), AmplitudeMinus = AmplitudeMinus * rate };

    /// <inheritdoc/>
    /// <remarks>One weight after another: the library's vector exponential may differ in the last bit between machines.</remarks>
    public override void Apply(Span<double> weights, ReadOnlySpan<double> kernel, bool strengthens)
    {
        for (int i = 0; i < weights.Length; i++)
            if (kernel[i] != 0) weights[i] = Math.Clamp(weights[i] + kernel[i] * Factor(weights[i], strengthens), 0, 1);
    }
}
