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
    var run = new ManyPopulations { Cells = 100 }.Run(network, [start, start], until: 40, cancel: context.Cancellation);
    var late = run.Events.Where(e => e.Time > 16 && e.Sizes[0] > 0.2).ToList();
    var bursts = EventBursts.Of([.. late.Select(e => e.Time)]);
    return new Found(Math.Round(bursts.EventsEach, 3), bursts.Period is { } t ? Math.Round(t, 4) : null,
        late.Count == 0 ? 0 : Math.Round(late.Average(e => e.Sizes[0]), 4), late.Count == 0 ? 0 : Math.Round(late.Average(e => e.Sizes[1]), 4));
});

/// <summary>A network.</summary>
/// <param name="Inhibition">Voltage that a volley of all inhibitory neurons takes off the excitatory ones.</param>
/// <param name="Delay">Its delay.</param>
sealed record Point(double Inhibition, double Delay);

/// <summary>Its events: how many follow each other before a long pause, time from pause to pause, and their sizes.</summary>
sealed record Found(double EventsEach, double? Period, double SizeE, double SizeI);
