namespace Spikebook.MeanField;

/// <summary>How the search for a rate ended.</summary>
enum RateVerdict
{
    /// <summary>Rate and flux agree.</summary>
    Found,

    /// <summary>The flux is negative even at rate 0.</summary>
    Negative,

    /// <summary>There is none, or the search did not converge.</summary>
    NoFiniteRate,
}

/// <summary>A rate, the flux that it gives, and whether they agree.</summary>
readonly record struct RateSolution(RateVerdict Verdict, double Rate, double Flux)
{
    public bool IsFound => Verdict == RateVerdict.Found;
}

/// <summary>
/// Solves p - weight L(N) p = right side + source N delta(v - V_R) for p and N = flux(p): the rate is in the drift and at V_R of the
/// equation whose
/// flux it is.
/// </summary>
/// <param name="population">Population.</param>
/// <param name="voltage">Its drift-diffusion operator.</param>
/// <param name="residual">Where the search stops, relative.</param>
sealed class RateSolver(Population population, VoltageOperator voltage, double residual)
{
    const double LargestRate = 1e9, LargestGain = 0.98;
    const int Trials = 30;

    double _gain = 0.3; // d(flux)/d(assumed rate) of the last secant step

    /// <summary>
    /// A secant whose slope is kept from step to step. Leaves p in the trial density.
    /// </summary>
    /// <param name="guess">Where the search starts.</param>
    /// <param name="time">Time for which drive, kicks and returns are taken.</param>
    /// <param name="weight">Weight of the operator.</param>
    /// <param name="source">Weight of what comes back at V_R at the rate of that time.</param>
    /// <param name="rightSide">Right side; the same after the call, to rounding.</param>
    public RateSolution Solve(double guess, double time, double weight, double source, Span<double> rightSide)
    {
        Nnlif model = population.Model;
        double drive = model.DriveAt(time), rate = guess, previousRate = 0, previousFlux = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            double flux = FluxAt(rate, drive, time, weight, source, rightSide);
            if (!(flux < LargestRate)) return default(RateSolution) with { Verdict = RateVerdict.NoFiniteRate };
            double defect = flux - rate;
            if (Math.Abs(defect) <= residual * (Math.Abs(flux) + 1e-8)) return new(RateVerdict.Found, rate, flux);
            if (rate == 0 && flux < 0 && trial > 2) return new(RateVerdict.Negative, rate, flux);
            if (trial > 0 && rate != previousRate) _gain = Math.Clamp((flux - previousFlux) / (rate - previousRate), -5, LargestGain);
            (previousRate, previousFlux) = (rate, flux);
            rate = Math.Max(0, rate + defect / (1 - _gain));
        }
        return model.B <= 0 || model.Delay > 0 || model.A1 > 0
            ? Bisect(drive, time, weight, source, rightSide) : default(RateSolution) with { Verdict = RateVerdict.NoFiniteRate };
    }

    /// <summary>
    /// Without excitation that acts at once there is a rate, since a bounded mass leaves within a bounded time: flux - rate changes its
    /// sign between 0 and a
    /// rate high enough. Halving the interval allocates nothing, and finds it where the secant jumps to and fro. (Noise that grows with
    /// the rate gives one too,
    /// whose meaning the clock judges.)
    /// </summary>
    RateSolution Bisect(double drive, double time, double weight, double source, Span<double> rightSide)
    {
        double low = 0, high = 1, flux = FluxAt(high, drive, time, weight, source, rightSide);
        for (; flux > high && high < LargestRate; flux = FluxAt(high, drive, time, weight, source, rightSide)) (low, high) = (high,
            4 * high);
        if (flux > high) return default(RateSolution) with { Verdict = RateVerdict.NoFiniteRate };
        for (int trial = 0; trial < 100; trial++)
        {
            double rate = 0.5 * (low + high);
            flux = FluxAt(rate, drive, time, weight, source, rightSide);
            if (Math.Abs(flux - rate) <= residual * (Math.Abs(flux) + 1e-8)) return new(RateVerdict.Found, rate, flux);
            if (flux > rate) low = rate;
            else high = rate;
        }
        return flux < 0 ? new(RateVerdict.Negative, 0, flux) : default(RateSolution) with { Verdict = RateVerdict.NoFiniteRate };
    }

    double FluxAt(double rate, double drive, double time, double weight, double source, Span<double> rightSide)
    {
        Nnlif model = population.Model;
        voltage.Set(drive + model.B * population.Past.KickRate(rate, time), model.A + model.A1 * rate);
        double back = source * population.Past.ReturnRate(rate, time);
        population.AddAtReset(rightSide, back);
        voltage.Solve(weight, rightSide, population.Trial);
        population.AddAtReset(rightSide, -back);
        return voltage.Exit(population.Trial);
    }
}
