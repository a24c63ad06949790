namespace Spikebook.MeanField;

/// <summary>The firing rate at one instant, on both clocks.</summary>
/// <param name="Time">Physical time t.</param>
/// <param name="Tau">Dilated time tau, the integral of N dt: how often the population has fired.</param>
/// <param name="Rate">N = d tau / dt; infinite during an event.</param>
public readonly record struct RateSample(double Time, double Tau, double Rate)
{
    /// <summary>M = dt / d tau = 1/N, 0 during an event: the quantity that stays finite.</summary>
    public double Dilation => double.IsPositiveInfinity(Rate) ? 0 : 1 / Rate;
}
