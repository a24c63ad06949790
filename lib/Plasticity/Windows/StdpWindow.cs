using System.Runtime.Intrinsics;

namespace Spikebook.Plasticity;

/// <summary>
/// Spike-timing-dependent plasticity, additive: <c>k = lambda exp(-D / tau+)</c> for D &gt; 0,
/// <c>k = -alpha lambda exp(D / tau-)</c> for D &lt; 0, f = 1.
/// </summary>
/// <remarks>
/// The form: G. Bi, M. Poo, J Neurosci 18, 10464 (1998); the constants of Sboev et al. (2021). Additive changes have no fixed point
/// inside: a weight drifts to 0 or to 1, by the sign of its mean change.
/// </remarks>
public sealed record StdpWindow : PlasticityWindow
{
    /// <summary>Lambda: the change of a pair at D = +0.</summary>
    public double Rate { get; init; } = .03;

    /// <summary>Alpha: weakening against strengthening.</summary>
    public double Asymmetry { get; init; } = .65;

    /// <summary>tau+ in ms.</summary>
    public double TauPlusMs { get; init; } = 6;

    /// <summary>tau- in ms.</summary>
    public double TauMinusMs { get; init; } = 31;

    /// <inheritdoc/>
    public override string Name => "STDP";

    /// <inheritdoc/>
    public override string Source => "Bi, Poo (1998); constants: Sboev et al. (2021), doi:10.3390/math9243237";

    /// <inheritdoc/>
    public override double Kernel(double deltaMs) => deltaMs switch
    {
        > 0 => Rate * Real.Exp(-deltaMs / TauPlusMs),
        < 0 => -Asymmetry * Rate * Real.Exp(deltaMs / TauMinusMs),
        _ => 0,
    };

    /// <inheritdoc/>
    public override double? WeakeningFadesMs => TauMinusMs;

    /// <inheritdoc/>
    public override double Factor(double weight, bool strengthens) => 1;

    /// <inheritdoc/>
    public override PlasticityWindow Times(double rate) => this with { Rate = Rate * Positive(rate, nameof(rate)) };

    /// <inheritdoc/>
    public override void Apply(Span<double> weights, ReadOnlySpan<double> kernel, bool strengthens)
    {
        kernel = kernel[..weights.Length];
        int i = 0;
        for (; i <= weights.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var next = Vector512.Create<double>(weights[i..]) + Vector512.Create(kernel[i..]);
            Vector512.Min(Vector512.Max(next, Vector512<double>.Zero), Vector512<double>.One).CopyTo(weights[i..]);
        }
        for (; i < weights.Length; i++) weights[i] = Math.Clamp(weights[i] + kernel[i], 0, 1);
    }
}
