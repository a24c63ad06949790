#:project ../../lib/Plasticity/Spikebook.Plasticity.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// How the three plasticity windows of notebook 51 do on Iris over the neuron's threshold and the dendritic delay, five folds a seed.
//   dotnet run --project lib/Cli -- sweep notebooks/studies/plasticity-map.cs
using Spikebook.Data;
using Spikebook.Plasticity;
using Spikebook.Sweeps;

double[] shares = [0.4, 0.6, 0.8, 1, 1.25, 1.5, 2];
var points = Grid.Of([0, 1, 2], shares, shares, [1, 2, 3],
    (window, threshold, delay, seed) => new Point(TemporalTasks.Iris[window].Window.Name, threshold, delay, seed));

return Study.Of("plasticity-map", points).Main(args, (point, context) =>
{
    var centre = TemporalTasks.Iris.Single(settings => settings.Window.Name == point.Window);
    double tick = centre.Fields.TickMs;
    var settings = centre with
    {
        Threshold = centre.Threshold * point.ThresholdShare,
        DelayMs = Math.Round(centre.DelayMs * point.DelayShare / tick) * tick,
    };
    var reached = CrossValidation.Run(new TemporalMethod(settings), FeatureTable.Iris(), seeds: 1, folds: 5, (ulong)point.Seed,
        threads: 1, cancellation: context.Cancellation);
    return new Reached(settings.Threshold, settings.DelayMs, reached.Mean, Math.Round(reached.MeanInputSpikes, 3));
});

/// <summary>A classifier.</summary>
/// <param name="Window">How spikes change its weights.</param>
/// <param name="ThresholdShare">Its threshold in those that notebook 51 chose.</param>
/// <param name="DelayShare">Its dendritic delay, likewise.</param>
/// <param name="Seed">Seed of folds and order.</param>
sealed record Point(string Window, double ThresholdShare, double DelayShare, int Seed);

/// <summary>Its threshold and delay, its accuracy on rows that it has not learned from, and the input spikes an answer takes.</summary>
sealed record Reached(double Threshold, double DelayMs, double Accuracy, double InputSpikes);
