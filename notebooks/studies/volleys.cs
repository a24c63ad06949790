#:project ../../lib/MeanField/Spikebook.MeanField.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// What an excitatory and an inhibitory population do in the long run, over the strength of inhibition and its delay (notebook 72).
//   dotnet run --project lib/Cli -- sweep notebooks/studies/volleys.cs
using Spikebook.MeanField;
using Spikebook.Sweeps;

var points = Grid.Of(Axis.Linear(0, 4, 21), Axis.Linear(0.075, 1.5, 20), (c, d) => new Point(Math.Round(c, 6), Math.Round(d, 6)));
var start = InitialDensity.Gaussian(0, 0.25);

return Study.Of("volleys", points).Main(args, (point, context) =>
{
    PopulationNetwork network = new()
    {
        Names = ["E", "I"],
        Populations = [new Nnlif { A = 0.5, Mu = 1 }, new Nnlif { A = 0.5, Mu = 0.6 }],
        Excitation = new[,] { { 2.0, 0 }, { 1.2, 0 } },
        Delayed = [new(point.Delay, new[,] { { 0, -point.Inhibition }, { 0, -0.5 * point.Inhibition } })],
    };
    var run = Run(network, [100, 180, 250, 400], context.Cancellation);
    var late = run.Events.Where(e => e.Time > 16 && e.Sizes[0] > 0.2).ToList();
    var bursts = EventBursts.Of([.. late.Select(e => e.Time)]);
    return new Found(Math.Round(bursts.EventsEach, 3), bursts.Period is { } t ? Math.Round(t, 4) : null,
        Mean(0), Mean(1));

    double Mean(int population) => late.Count == 0 ? 0 : Math.Round(late.Average(e => e.Sizes[population]), 4);
});

// Where a strong volley leaves a coarse mesh with steps that get nowhere, a finer one goes through.
NetworkResult Run(PopulationNetwork network, int[] cells, CancellationToken cancel)
{
    try
    {
        return new ManyPopulations { Cells = cells[0], StepLimit = 100_000 }.Run(network, [start, start], until: 40, cancel: cancel);
    }
    catch (StepLimitException) when (cells.Length > 1)
    {
        return Run(network, cells[1..], cancel);
    }
}

/// <summary>A network.</summary>
/// <param name="Inhibition">Voltage that a volley of all inhibitory neurons takes off the excitatory ones.</param>
/// <param name="Delay">Its delay.</param>
sealed record Point(double Inhibition, double Delay);

/// <summary>Its events: how many follow each other before a long pause, time from pause to pause, and their sizes.</summary>
sealed record Found(double EventsEach, double? Period, double SizeE, double SizeI);
