using System.Runtime.Intrinsics;

namespace Spikebook.Plasticity;

/// <summary>
/// A memristor of a nanocomposite, (CoFeB)x(LiNbO3)1-x: <c>k = A+ [1 - tanh((D - mu+) / tau+)]</c> for D &gt; 0,
/// <c>k = -A- [1 + tanh((D + mu-) / tau-)]</c> for D &lt; 0, f = w.
/// </summary>
/// <remarks>
/// Form and constants: Sboev et al. (2021), doi:10.3390/math9243237. The change is a share of the weight, so ln w walks: the weight
/// drifts down or up by the sign of the mean of ln(1 + dw / w), and 0 is a fixed point that no pair leaves.
/// </remarks>
public sealed record NanocompositeWindow : PlasticityWindow
{
    /// <summary>A+.</summary>
    public double AmplitudePlus { get; init; } = .07376;

    /// <summary>A-.</summary>
    public double AmplitudeMinus { get; init; } = .04964;

    /// <summary>mu+ in ms: where strengthening has fallen to a half.</summary>
    public double ShiftPlusMs { get; init; } = 26.731;

    /// <summary>mu- in ms.</summary>
    public double ShiftMinusMs { get; init; } = 22.325;

    /// <summary>tau+ in ms.</summary>
    public double TauPlusMs { get; init; } = 9.3006;

    /// <summary>tau- in ms.</summary>
    public double TauMinusMs { get; init; } = 10.8118;

    /// <inheritdoc/>
    public override string Name => "NC";

    /// <inheritdoc/>
    public override string Source => "Sboev et al. (2021), doi:10.3390/math9243237";

    /// <inheritdoc/>
    public override double Kernel(double deltaMs) => deltaMs switch
    {
        > 0 => AmplitudePlus * (1 - Real.Tanh((deltaMs - ShiftPlusMs) / TauPlusMs)),
        < 0 => -AmplitudeMinus * (1 + Real.Tanh((deltaMs + ShiftMinusMs) / TauMinusMs)),
        _ => 0,
    };

    /// <inheritdoc/>
    public override double Factor(double weight, bool strengthens) => weight;

    /// <inheritdoc/>
    public override PlasticityWindow Times(double rate)
        => this with { AmplitudePlus = AmplitudePlus * Positive(rate, nameof(rate)), AmplitudeMinus = AmplitudeMinus * rate };

    /// <inheritdoc/>
    public override void Apply(Span<double> weights, ReadOnlySpan<double> kernel, bool strengthens)
    {
        kernel = kernel[..weights.Length];
        int i = 0;
        for (; i <= weights.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var weight = Vector512.Create<double>(weights[i..]);
            var next = weight + Vector512.Create(kernel[i..]) * weight;
            Vector512.Min(Vector512.Max(next, Vector512<double>.Zero), Vector512<double>.One).CopyTo(weights[i..]);
        }
        for (; i < weights.Length; i++) weights[i] = Math.Clamp(weights[i] + kernel[i] * weights[i], 0, 1);
    }
}
