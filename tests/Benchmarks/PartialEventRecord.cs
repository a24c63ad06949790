using System.Globalization;
using System.Text.Json;
using Spikebook.MeanField;

namespace Spikebook.Benchmarks;

/// <summary>
/// Records what particle networks do in the window of partial events (a = 0.25, mu = 2.5): too long for a test or a notebook.
/// <c>dotnet run -c Release --project tests/Benchmarks -- record-partial-events [file [b …]]</c>, about ten minutes of one core. With
/// couplings named only these are run, and the rows of others stay as they are.
/// </summary>
static class PartialEventRecord
{
    const double Settle = 1.55, Until = 3.0, FirstUntil = 1.0;
    static readonly double[] Couplings = [0.97, 0.975, 0.98, 0.985, 0.99, 0.995, 1, 1.005, 1.01, 1.02, 1.03];
    static readonly double[] CouplingsOfLargest = [0.985, 1];
    static readonly (int Neurons, int Runs)[] Sizes = [(10_000, 10), (100_000, 3), (1_000_000, 1)];

    /// <summary>A mean over independent runs (several events of each), with the half width of its 95 % interval.</summary>
    sealed record Estimate(double Mean, double Half95, int Count);

    sealed record Row(double B, int Neurons, int Runs, Estimate Size, Estimate Period, Estimate FirstTime, Estimate FirstSize);

    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(string file, IReadOnlyList<double> only)
    {
        var rows = new List<Row>();
        if (only.Count > 0)
            rows.AddRange(JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("rows")
            .Deserialize<List<Row>>(Json)!.Where(r => !only.Contains(r.B)));
        // Small networks first: a run that is cut short leaves what it has.
        foreach ((int neurons, int runs) in Sizes)
            foreach (double b in (neurons < 1_000_000 ? Couplings : CouplingsOfLargest).Where(b => only.Count == 0 || only.Contains(b)))
            {
                rows.Add(Measure(b, neurons, runs));
                File.WriteAllText(file, JsonSerializer.Serialize(new
                {
                    source = "Spikebook's ParticleNetwork; regenerate with: dotnet run -c Release --project tests/Benchmarks -- record-partial-events",
                    model = new
                    {
                        a = 0.25,
                        mu = 2.5,
                        threshold = 2,
                        reset = 1,
                        convention = "HeldAtReset",
                        start = "Gaussian, mean 0, variance 0.25"
                    },
                    numerics = new
                    {
                        Network(2, 1).Step,
                        Network(2, 1).KickShare,
                        Network(2, 1).ShortestStepShare,
                        Network(2, 1).ClusterGap,
                        Network(2, 1).SmallestCascade,
                        seeds = "1 to runs"
                    },
                    meaning = string.Create(CultureInfo.InvariantCulture,
                        $"size, period: main events (at least half the largest) after t = {Settle} until {Until}; first: the first main event until {FirstUntil}; half95: half width of the 95 % interval (Student's t; size and period over events and intervals, first over runs; 0 where there is one value)"),
                    rows = rows.OrderBy(r => r.B).ThenBy(r => r.Neurons),
                }, Json) + "\n");
                Console.WriteLine(FormattableString.Invariant(
                    $"b = {b}, {neurons} neurons: size {rows[^1].Size.Mean:0.0000} +- {rows[^1].Size.Half95:0.0000}, period {rows[^1].Period.Mean:0.0000} +- {rows[^1].Period.Half95:0.0000}"));
            }
    }

    static ParticleNetwork Network(int neurons, ulong seed) => new()
    {
        Neurons = neurons,
        Seed = seed,
        Step = 1e-3,
        KickShare = 0.1,
        ShortestStepShare = 1.0 / 1024,
        ClusterGap = 1e-3,
    };

    static Row Measure(double b, int neurons, int runs)
    {
        List<double> sizes = [], periods = [], times = [], firsts = [];
        for (int seed = 1; seed <= runs; seed++)
        {
            MeanFieldRun run = Network(neurons, (ulong)seed)
                .Run(new Nnlif { A = 0.25, B = b, Mu = 2.5 }, InitialDensity.Gaussian(0, 0.25), Until);
            IReadOnlyList<FiringEvent> main = run.MainEvents(Settle);
            sizes.AddRange(main.Select(e => e.Size));
            periods.AddRange(main.Zip(main.Skip(1), (first, second) => second.Time - first.Time));
            List<FiringEvent> early = [.. run.Events.Where(e => e.Time < FirstUntil)];
            if (early.Count == 0) continue;
            FiringEvent start = early.First(e => e.Size >= 0.5 * early.Max(other => other.Size));
            times.Add(start.Time);
            firsts.Add(start.Size);
        }
        return new Row(b, neurons, runs, Of(sizes), Of(periods), Of(times), Of(firsts));
    }

    static Estimate Of(List<double> values)
    {
        if (values.Count == 0) return new(0, 0, 0);
        var mean = SampleMean.Of(values);
        return new(Math.Round(mean.Mean, 6), double.IsFinite(mean.Half95) ? Math.Round(mean.Half95, 6) : 0, mean.Count);
    }
}
