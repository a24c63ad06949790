using System.Numerics;

namespace Spikebook.MeanField;

/// <summary>
/// A periodic event: a fixed point x = P(x) of the period map. Found by Newton's method, (1 - P') d = P(x) - x solved in the few directions
/// that matter (Arnoldi); P' from differences of runs.
/// </summary>
/// <remarks>Since diffusion forgets all but a few directions within a period, P' has few multipliers that are not near 0.</remarks>
/// <param name="State">The state just after the event.</param>
/// <param name="Period">Time between events.</param>
/// <param name="Sizes">Fraction of each population that fires.</param>
/// <param name="Spikes">How often each population fires in a period.</param>
/// <param name="Defect">Sum of |P(x) - x|.</param>
public sealed record EventOrbit(double[] State, double Period, IReadOnlyList<double> Sizes, IReadOnlyList<double> Spikes, double Defect)
{
    /// <summary>Finds an orbit.</summary>
    /// <param name="map">Period map.</param>
    /// <param name="from">Where to start; by default after a few events from the map's own start.</param>
    /// <param name="tolerance">Sum of |P(x) - x| to reach.</param>
    /// <param name="cancel">Stops the runs.</param>
    /// <exception cref="NoEventException">An event did not come.</exception>
    /// <exception cref="StepLimitException">Neither Newton's method nor the map itself reached the tolerance.</exception>
    public static EventOrbit Find(EventMap map, double[]? from = null, double tolerance = 1e-5, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        double[] x = from ?? map.Next(map.Next(map.First(cancel).State, cancel).State, cancel).State;
        EventOrbit best = At(map, x, cancel);
        for (int trial = 0; trial < 12 && best.Defect > tolerance; trial++)
        {
            var space = Krylov.Of(map, best, 6, cancel);
            double[] step = space.NewtonStep();
            EventOrbit full = At(map, [.. best.State.Zip(step, (a, b) => a + b)], cancel);
            if (full.Defect > 0.9 * best.Defect) full = Iterated(map, best, tolerance, cancel);
            if (!(full.Defect < best.Defect)) break;
            best = full;
        }
        return best.Defect <= tolerance ? best : throw new StepLimitException(FormattableString.Invariant(
            $"the orbit is known to {best.Defect:g2} only, tolerance = {tolerance}; allow a larger tolerance or more cells"));
    }

    /// <summary>
    /// The best of a few iterates. The map jumps a little where an event is found in another step; where differences fall on a jump,
    /// Newton's step is of no use, and an orbit that attracts is come nearer to by the map itself.
    /// </summary>
    static EventOrbit Iterated(EventMap map, EventOrbit from, double tolerance, CancellationToken cancel)
    {
        EventOrbit here = from, best = from;
        for (int i = 0; i < 6 && best.Defect > tolerance; i++)
        {
            here = At(map, here.Image, cancel);
            if (here.Defect < best.Defect) best = here;
        }
        return best;
    }

    /// <summary>
    /// Floquet multipliers: the eigenvalues of P' of largest size, from the Krylov space of a disturbance in every direction.
    /// </summary>
    /// <param name="map">The map whose orbit this is.</param>
    /// <param name="vectors">Dimension of the Krylov space.</param>
    /// <param name="cancel">Stops the runs.</param>
    public IReadOnlyList<Complex> Multipliers(EventMap map, int vectors = 8, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Krylov.Of(map, this, vectors, cancel, fresh: true).Eigenvalues();
    }

    internal static EventOrbit At(EventMap map, double[] state, CancellationToken cancel)
    {
        EventStep next = map.Next(state, cancel);
        double defect = 0;
        for (int i = 0; i < state.Length; i++) defect += Math.Abs(next.State[i] - state[i]);
        return new EventOrbit(state, next.Period, next.Sizes, next.Spikes, defect) { Image = next.State, Before = next.Before };
    }

    /// <summary>Density of each population just before the event.</summary>
    public IReadOnlyList<Density> Before { get; init; } = [];

    /// <summary>P(x).</summary>
    internal double[] Image { get; init; } = [];
}
