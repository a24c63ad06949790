using Spikebook.MeanField;

namespace Spikebook.Showcase;

/// <summary>
/// The experiment as the mean field sees it: the density at equal steps of physical time, and inside every event at equal steps of
/// dilated time, while physical time stands still.
/// </summary>
public sealed class PopulationFilm
{
    /// <summary>Rows in which densities are given, between these voltages.</summary>
    public const int Rows = 90;

    /// <summary>Lowest and highest voltage of the rows.</summary>
    public const double Lowest = -2.5, Highest = 2;

    const int Pictures = 160, RatePoints = 700;
    const double EventStep = 1.0 / 40; // dilated time between two pictures of an event
    const double SmallestEvent = 1e-3;
    const int CloseEvents = 6, LaterPictures = 6;

    readonly Experiment _experiment;
    readonly List<Moment> _moments = [];
    readonly List<RateSample> _rate = [];
    readonly List<FiringEvent> _events = [];

    PopulationFilm(Experiment experiment) => _experiment = experiment;

    /// <summary>The moments in order of both clocks.</summary>
    public IReadOnlyList<Moment> Moments => _moments;

    /// <summary>The rate, at most <see cref="RatePoints"/> samples, on both clocks.</summary>
    public IReadOnlyList<RateSample> Rate => _rate;

    /// <summary>The multiple firing events, the volley's own cascade among them.</summary>
    public IReadOnlyList<FiringEvent> Events => _events;

    /// <summary>Steps that the solver took.</summary>
    public long Steps { get; private set; }

    /// <summary>Largest deviation of the mass from 1.</summary>
    public double MassDefect { get; private set; }

    /// <summary>Why the experiment ended early: the rate found no bound in the steps allowed; null where it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Computes the experiment: the hybrid scheme up to the volley, the volley's cascade, the hybrid scheme to the end.</summary>
    /// <param name="experiment">What was chosen.</param>
    /// <param name="cells">Cells of the mesh.</param>
    /// <exception cref="ArgumentException">A value is outside its slider.</exception>
    public static PopulationFilm Compute(Experiment experiment, int cells = 80)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var film = new PopulationFilm(experiment.Validate());
        var solver = new Hybrid { Cells = cells, StepLimit = 60_000 };
        try
        {
            film.Play(solver);
        }
        catch (StepLimitException reason)
        {
            film.Trouble = reason.Message;
        }
        film.Thin();
        return film;
    }

    void Play(Hybrid solver)
    {
        var model = _experiment.Model;
        var before = solver.Run(model, _experiment.Start, Experiment.PushedAt, Times(0, Experiment.PushedAt));
        Take(before, 0, 0);
        double tau = before.Rate[^1].Tau;
        var (after, fired) = Fragility.AfterVolley(before.Final, model.B, _experiment.Push);
        if (fired > SmallestEvent)
        {
            double lift = model.B * _experiment.Push;
            var lifted = before.Final with { Time = Experiment.PushedAt, Tau = tau, Minimum = before.Final.Minimum + lift };
            Add(new FiringEvent(Experiment.PushedAt, tau, fired, lifted, before.Final));
        }
        tau += fired;
        Take(solver.Run(model, after, Experiment.Until - Experiment.PushedAt, Times(Experiment.PushedAt, Experiment.Until)),
            Experiment.PushedAt, tau);
    }

    // One part of the experiment, whose own clocks start at 0.
    void Take(MeanFieldRun run, double time, double tau)
    {
        Steps += run.Steps;
        MassDefect = Math.Max(MassDefect, run.MassDefect);
        _rate.AddRange(run.Rate.Select(r => new RateSample(r.Time + time, r.Tau + tau, r.Rate)));
        int next = 0;
        foreach (var e in run.Events)
        {
            for (; next < run.Densities.Count && run.Densities[next].Time < e.Time; next++) Add(run, run.Densities[next], time, tau);
            Add(e with { Time = e.Time + time, Tau = e.Tau + tau });
        }
        for (; next < run.Densities.Count; next++) Add(run, run.Densities[next], time, tau);
    }

    void Add(MeanFieldRun run, Density density, double time, double tau)
    {
        double rate = RateAt(run.Rate, density.Time);
        _moments.Add(new Moment(density.Time + time, density.Tau + tau, rate, Show(density)));
    }

    void Add(FiringEvent e)
    {
        _events.Add(e);
        // the first few are looked at closely; of those that follow each other again and again some pictures are enough
        int pictures = Math.Min((int)Math.Ceiling(e.Size / EventStep), _events.Count <= CloseEvents ? int.MaxValue : LaterPictures);
        for (int i = 0; i <= pictures; i++)
        {
            double fired = i == pictures ? e.Size : e.Size * i / pictures;
            _moments.Add(new Moment(e.Time, e.Tau + fired, double.PositiveInfinity, Show(e.Within(_experiment.Coupling, fired))));
        }
    }

    static double RateAt(IReadOnlyList<RateSample> rate, double time)
    {
        int low = 0, high = rate.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (rate[middle].Time <= time) low = middle;
            else high = middle - 1;
        }
        for (; low > 0 && double.IsPositiveInfinity(rate[low].Rate); low--) { }
        return rate[low].Rate;
    }

    static double[] Show(Density density)
    {
        var rows = new double[Rows];
        double height = (Highest - Lowest) / Rows;
        density.Sample(Lowest + 0.5 * height, height, rows);
        return rows;
    }

    // Equal steps; the moment of the start is the first, that of the end comes with every run.
    static double[] Times(double from, double to)
    {
        int count = (int)Math.Round(Pictures * (to - from) / Experiment.Until);
        return [.. Enumerable.Range(0, count).Select(i => Math.Max(1e-6, (to - from) * i / count))];
    }

    // A picture has no more columns than that: of each bundle the highest rate stays, so that no peak is lost.
    void Thin()
    {
        if (_rate.Count <= RatePoints) return;
        int bundle = (_rate.Count + RatePoints - 1) / RatePoints;
        RateSample[] kept = [.. _rate.Chunk(bundle).Select(samples => samples.MaxBy(sample => sample.Rate))];
        _rate.Clear();
        _rate.AddRange(kept);
    }
}
