using System.Globalization;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// The output that fires first is the answer: <c>p = softmax(-t / tau_0)</c> over the first spikes (a silent output has p = 0),
/// <c>L = -ln p_label + alpha (exp(t_label / tau_1) - 1)</c>. Right is: the label fires, and nobody before it.
/// </summary>
/// <remarks>
/// <c>dL/dt_label = (1 - p_label) / tau_0 + alpha / tau_1 exp(t_label / tau_1)</c>, <c>dL/dt_k = -p_k / tau_0</c>. Where the label is
/// silent
/// there is no time to move: no loss and no gradient; such samples are counted. Source: T. C. Wunderlich, C. Pehle,
/// Sci Rep 11, 12829 (2021), eq. 8, and their program.
/// </remarks>
public sealed record TimeToFirstSpike : EventLoss
{
    /// <summary>The constants of the published Yin-Yang runs.</summary>
    public TimeToFirstSpike(double tau0Ms = 0.5, double tau1Ms = 6.4, double alpha = 0.003)
    {
        if (!(tau0Ms > 0 && double.IsFinite(tau0Ms)))
            throw new ArgumentOutOfRangeException(nameof(tau0Ms), tau0Ms, "a time above 0 is needed");
        if (!(tau1Ms > 0 && double.IsFinite(tau1Ms)))
            throw new ArgumentOutOfRangeException(nameof(tau1Ms), tau1Ms, "a time above 0 is needed");
        if (!(alpha >= 0 && double.IsFinite(alpha)))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "a weight of at least 0 is needed");
        (Tau0Ms, Tau1Ms, Alpha) = (tau0Ms, tau1Ms, alpha);
    }

    /// <inheritdoc/>
    public override string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"time to first spike, {Tau0Ms:R} ms, {Tau1Ms:R} ms, {Alpha:R}{(Wake > 0 ? $", wake {Wake:R}" : "")}");

    /// <summary>How far apart, in ms, two spikes must be to be told apart.</summary>
    public double Tau0Ms { get; }

    /// <summary>The time in which the label should fire, in ms.</summary>
    public double Tau1Ms { get; }

    /// <summary>How much a late label costs.</summary>
    public double Alpha { get; }

    /// <summary>
    /// An extension, off by default: where the label is silent, dL/dw of its output is minus this for each spike that arrives there,
    /// so that such samples are not lost. It is no gradient of the loss.
    /// </summary>
    public double Wake { get; init; }

    /// <summary>Loss of one sample.</summary>
    /// <param name="firstMs">Time of each output's first spike, infinite where it is silent.</param>
    /// <param name="label">The output that should be first.</param>
    /// <param name="errors">Receives dL/dt of each first spike, in 1/ms.</param>
    public Outcome Of(ReadOnlySpan<double> firstMs, int label, Span<double> errors)
    {
        errors.Clear();
        double own = firstMs[label];
        if (!double.IsFinite(own)) return new(double.NaN, false, true);
        double earliest = own;
        foreach (double t in firstMs) earliest = Math.Min(earliest, t);
        double sum = 0;
        foreach (double t in firstMs) sum += Real.Exp((earliest - t) / Tau0Ms);
        for (int k = 0; k < firstMs.Length; k++)
            if (k != label && double.IsFinite(firstMs[k])) errors[k] = -Real.Exp((earliest - firstMs[k]) / Tau0Ms) / (sum * Tau0Ms);
        double p = Real.Exp((earliest - own) / Tau0Ms) / sum, late = Real.Exp(own / Tau1Ms);
        errors[label] = (1 - p) / Tau0Ms + Alpha / Tau1Ms * late;
        double loss = (own - earliest) / Tau0Ms + Real.Log(sum) + Alpha * (late - 1);
        return new(loss, own <= earliest, false);
    }
}
