#:project ../../lib/Spiking/Spikebook.Spiking.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// How well a balanced network in the local form of notebook 61 follows its target over delay, softness of the threshold and seed.
//   dotnet run --project lib/Cli -- sweep notebooks/studies/delay-map.cs
using Spikebook.Spiking;
using Spikebook.Sweeps;

const double step = 1e-4;
var points = Grid.Of([1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48], Axis.Logarithmic(20, 2000, 15), [1, 2, 3, 4, 5],
    (delay, sharpness, seed) => new Point(delay, Math.Round(sharpness, 3), seed));

return Study.Of("delay-map", points).Main(args, point =>
{
    LocalNetwork network = new()
    {
        Weights = ReadoutWeights.Signed(400, 0.1, 0.01, (ulong)point.Seed), Sharpness = point.Sharpness, Delay = point.Delay,
        Seed = (ulong)point.Seed,
    };
    return network.Run(Stimulus.Pulses(1, step, (0.25, 0.45, 25), (0.65, 0.85, -50))).Rms();
});

/// <summary>A network.</summary>
/// <param name="Delay">Delay of its spikes in bins of 0.1 ms.</param>
/// <param name="Sharpness">How sharp the threshold is.</param>
/// <param name="Seed">Seed of weights and spikes.</param>
sealed record Point(int Delay, double Sharpness, int Seed);
