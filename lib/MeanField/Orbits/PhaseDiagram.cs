using System.Runtime.ExceptionServices;

namespace Spikebook.MeanField;

/// <summary>Maps what the model does over its parameters.</summary>
public static class PhaseDiagram
{
    /// <summary>From this share of the population on an event counts as total.</summary>
    public const double TotalShare = 0.95;

    /// <summary>The regimes of each model.</summary>
    /// <param name="models">Models, for instance a grid over (b, a, mu).</param>
    /// <param name="until">Length of each run; its second half is judged.</param>
    /// <param name="cells">Cells of the mesh.</param>
    /// <param name="progress">Told how many models are done.</param>
    /// <param name="cancel">Stops the runs.</param>
    public static IReadOnlyList<PhasePoint> Of(IEnumerable<Nnlif> models, double until = 16, int cells = 250,
        IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        int done = 0;
        return ForAll(models, cancel, model =>
        {
            var scattered = InitialDensity.Gaussian(model.Reset - 1.5, 0.25);
            MeanFieldRun? first = Run(model, scattered), second = Run(model, InitialDensity.AfterEvent(0.999, scattered));
            MeanFieldRun? eventful = (first?.Events.Count ?? -1) >= (second?.Events.Count ?? -1) ? first : second;
            List<FiringEvent> late = [.. eventful?.Events.Where(e => e.Time > until / 2) ?? []];
            progress?.Report(Interlocked.Increment(ref done));
            return new PhasePoint(model, Judge(first), Judge(second), late.Count == 0 ? 0 : late.Average(e => e.Size),
                late.Count < 2 ? null : (late[^1].Time - late[0].Time) / (late.Count - 1));
        });

        MeanFieldRun? Run(Nnlif model, InitialDensity start) => LongRun(model, start, until, cells, cancel);

        Regime Judge(MeanFieldRun? run) => JudgeRun(run, until);
    }

    /// <summary>What one model does in the long run from one start.</summary>
    /// <param name="model">Model.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="until">Length of the run; its second half is judged.</param>
    /// <param name="cells">Cells of the mesh.</param>
    /// <param name="cancel">Stops the run.</param>
    public static Regime After(Nnlif model, InitialDensity start, double until = 16, int cells = 250, CancellationToken cancel = default)
        => JudgeRun(LongRun(model, start, until, cells, cancel), until);

    // null: the step limit was reached, as it is where the rate runs away.
    static MeanFieldRun? LongRun(Nnlif model, InitialDensity start, double until, int cells, CancellationToken cancel)
    {
        try
        {
            return new Hybrid { Cells = cells, StepLimit = 500_000 }.Run(model, start, until, cancel: cancel);
        }
        catch (StepLimitException)
        {
            return null;
        }
    }

    static Regime JudgeRun(MeanFieldRun? run, double until)
        => run is null || run.Runaway is not null ? Regime.Runaway : RegimeOf(run, until);

    /// <summary>All results in order, computed by all threads; the first that fails ends it with its own exception.</summary>
    static IReadOnlyList<TResult> ForAll<T, TResult>(IEnumerable<T> inputs, CancellationToken cancel, Func<T, TResult> compute)
    {
        try
        {
            return [.. inputs.AsParallel().AsOrdered().WithCancellation(cancel).Select(compute)];
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            throw;
        }
    }

    /// <summary>The regime in the second half of a run.</summary>
    public static Regime RegimeOf(MeanFieldRun run, double until)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<FiringEvent> late = [.. run.Events.Where(e => e.Time > until / 2)];
        if (late.Count > 0) return late.Average(e => e.Size) >= TotalShare ? Regime.TotalEvents : Regime.PartialEvents;
        // What swings by 5 % or more and hardly less than before; a transient that dies out settles.
        double before = Swing(0.5, 0.75), now = Swing(0.75, 1);
        return now > 0.05 && now > 0.8 * before ? Regime.Oscillation : Regime.Steady;

        double Swing(double from, double to)
        {
            List<double> rates = [.. run.Rate.Where(r => r.Time > from * until && r.Time <= to * until).Select(r => r.Rate)];
            return rates.Count > 0 ? (rates.Max() - rates.Min()) / rates.Max() : 0;
        }
    }

    /// <summary>The first event over the coupling, at two meshes: the window in which it is partial, with error bars.</summary>
    /// <param name="model">Model; its B is replaced.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="couplings">Values of b.</param>
    /// <param name="until">Length of each run.</param>
    /// <param name="cells">Cells of the finer mesh; the other has half as many.</param>
    /// <param name="cancel">Stops the runs.</param>
    public static IReadOnlyList<WindowPoint> FirstEvents(Nnlif model, InitialDensity start, IEnumerable<double> couplings, double until,
        int cells = 1_000, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(couplings);
        return ForAll(couplings, cancel, b =>
        {
            FiringEvent? fine = First(b, cells), coarse = First(b, cells / 2);
            return new WindowPoint(b, fine?.Time, fine?.Size ?? 0, Math.Abs((fine?.Size ?? 0) - (coarse?.Size ?? 0)),
                fine is null || coarse is null ? 0 : Math.Abs(fine.Time - coarse.Time));
        });

        FiringEvent? First(double b, int cells) =>
            new Hybrid { Cells = cells }.Run(model with { B = b }, start, until, cancel: cancel).Events.FirstOrDefault(e => e.Size > 0.02);
    }

    /// <summary>The events that recur over the coupling, at two meshes: sizes and periods with error bars.</summary>
    /// <param name="model">Model; its B is replaced.</param>
    /// <param name="start">Initial density.</param>
    /// <param name="couplings">Values of b.</param>
    /// <param name="settle">Events up to this time are left out: those on the way to the periodic ones.</param>
    /// <param name="until">Length of each run.</param>
    /// <param name="cells">Cells of the finer mesh; the other has half as many.</param>
    /// <param name="cancel">Stops the runs.</param>
    public static IReadOnlyList<RecurrentPoint> RecurrentEvents(Nnlif model, InitialDensity start, IEnumerable<double> couplings,
        double settle,
        double until, int cells = 500, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(couplings);
        if (!(settle < until)) throw new ArgumentOutOfRangeException(nameof(settle),
            FormattableString.Invariant($"settle = {settle} is not below until = {until}; leave time for events after it"));
        return ForAll(couplings, cancel, b =>
        {
            RecurrentPoint fine = At(b, cells), coarse = At(b, cells / 2);
            return fine with
            {
                SizeError = Math.Abs(fine.Size - coarse.Size),
                PeriodError = Math.Abs((fine.Period ?? 0) - (coarse.Period ?? 0)),
            };
        });

        RecurrentPoint At(double b, int cells) =>
            Recurrent(b, new Hybrid { Cells = cells }.Run(model with { B = b }, start, until, cancel: cancel), settle);
    }

    /// <summary>The recurring events of one run, of any solver; the errors are left 0.</summary>
    /// <param name="b">Coupling of the run.</param>
    /// <param name="run">Run.</param>
    /// <param name="settle">Events up to this time are left out.</param>
    public static RecurrentPoint Recurrent(double b, MeanFieldRun run, double settle)
    {
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<FiringEvent> main = run.MainEvents(settle);
        int periods = main.Count - 1;
        return periods < 0 ? new(b, 0, 0, null, 0, 0) : new(b, main.Average(e => e.Size), 0,
            periods == 0 ? null : (main[^1].Time - main[0].Time) / periods, 0, periods == 0 ? 0 : (main[^1].Tau - main[0].Tau) / periods);
    }
}
