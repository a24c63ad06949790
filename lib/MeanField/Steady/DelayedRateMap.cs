namespace Spikebook.MeanField;

/// <summary>
/// The limit of a long delay: within a delay D many membrane times long the density settles under the kicks of the stretch before, so that
/// the rates of the stretches follow N_(k+1) = 1 / (I(mu + b N_k) + refractory time), I the mean passage time from V_R to V_F.
/// </summary>
/// <remarks>
/// Its fixed points are the steady states. With inhibition the map falls, and where its slope at the fixed point passes -1 a period-two
/// orbit of the rates takes over. Source: Caceres, Canizo, Ramos-Lora, arXiv 2403.00971.
/// </remarks>
public sealed class DelayedRateMap
{
    readonly Nnlif _model;

    /// <summary>Prepares the map.</summary>
    /// <param name="model">Model with a constant drive; its Delay is not used.</param>
    /// <exception cref="ArgumentException">The model has a drive over time, or noise that depends on the rate.</exception>
    public DelayedRateMap(Nnlif model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Validate();
        if (model.Drive is not null || model.A1 != 0)
            throw new ArgumentException("the map of rates needs a constant drive and noise: leave Drive and A1 out");
        _model = model;
    }

    /// <summary>The rate of the next stretch.</summary>
    /// <param name="rate">Rate of this one, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public double Next(double rate)
    {
        if (!(rate >= 0) || !double.IsFinite(rate)) throw new ArgumentOutOfRangeException(nameof(rate),
            FormattableString.Invariant($"rate = {rate} must be finite and not below 0"));
        return SteadyState.RateUnder(_model, _model.Mu + _model.B * rate);
    }

    /// <summary>
    /// The outermost period-two orbit under inhibition: the map falls, so its second iterate rises, and from rate 0 climbs to the low rate
    /// of the orbit, or to the steady state where there is none.
    /// </summary>
    /// <param name="tolerance">Relative change at which the iteration ends.</param>
    /// <returns>The two rates; null where the iteration ends at the steady state.</returns>
    /// <exception cref="InvalidOperationException">The coupling is not inhibitory.</exception>
    public (double Low, double High)? TwoCycle(double tolerance = 1e-13)
    {
        if (!(_model.B < 0)) throw new InvalidOperationException(
            FormattableString.Invariant($"b = {_model.B} is no inhibition: the map rises and has no period-two orbit; use b < 0"));
        double low = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            double next = Next(Next(low));
            bool still = Math.Abs(next - low) <= tolerance * next;
            low = next;
            if (still) break;
        }
        double high = Next(low);
        return high - low > 1e-4 * high ? (low, high) : null;
    }

    /// <summary>Where the slope of the map at its fixed point is -1: from this strength of inhibition on the rates alternate.</summary>
    /// <param name="model">The model; its B is not used.</param>
    /// <returns>The steady state with its coupling b &lt; 0.</returns>
    /// <remarks>In M = mu + b N all is explicit: N = 1 / I(M), b = (M - mu) / N, slope = b dN/dM, which falls as M does.</remarks>
    public static SteadyState Onset(Nnlif model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _ = new DelayedRateMap(model);
        double low = model.Mu, step = 0.1;
        while (Slope(low) > -1) low -= step *= 1.5;
        double high = low + step;
        for (int i = 0; i < 200 && high - low > 1e-13 * (1 + Math.Abs(high)); i++)
        {
            double middle = 0.5 * (low + high);
            if (Slope(middle) > -1) high = middle;
            else low = middle;
        }
        double rate = SteadyState.RateUnder(model, high);
        return new SteadyState(model with { B = (high - model.Mu) / rate }, rate);

        double Slope(double drive)
        {
            double change = 1e-5 * (1 + Math.Abs(drive)), b = (drive - model.Mu) / SteadyState.RateUnder(model, drive);
            return b * (SteadyState.RateUnder(model, drive + change) - SteadyState.RateUnder(model, drive - change)) / (2 * change);
        }
    }
}
