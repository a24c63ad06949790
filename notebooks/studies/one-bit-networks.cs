#:project ../../lib/Backprop/Spikebook.Backprop.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// How well the on-chip algorithm learns over width, depth, threshold of the ink and seed: 8 x 8 digits, 20 epochs, every fifth digit kept
// for the test.
//   dotnet run --project lib/Cli -- sweep notebooks/studies/one-bit-networks.cs
using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Sweeps;
using Spikebook.Training;

var points = Grid.Of([25, 50, 100, 200, 400], [1, 2, 3], [2, 4, 8, 12], [1, 2, 3, 4],
    (width, depth, level, seed) => new Point(width, depth, level, seed));

return Study.Of("one-bit-networks", points).Main(args, (point, context) =>
{
    var parts = Digits.Load().Split(Digits.TrainCount);
    var (train, test) = (parts.Train.Threshold(point.Threshold), parts.Test.Threshold(point.Threshold));
    string layers = $"{train.Inputs}-{string.Join('-', Enumerable.Repeat(point.Width, point.Depth))}-{train.Classes}";
    OneBitLearner learner = new(BinaryWeights.Random(LayerSizes.Parse(layers), (ulong)point.Seed));
    Trainer.Run(learner, new TrainingPlan(Epochs: 20, Seed: (ulong)point.Seed), train, test, cancellation: context.Cancellation);
    var reached = Evaluation.Of(learner, test);
    return new Reached(reached["spikes"], reached["potentials"]);
});

/// <summary>A network.</summary>
/// <param name="Width">Units of each hidden layer.</param>
/// <param name="Depth">Hidden layers.</param>
/// <param name="Threshold">The smallest of a pixel's values 0 … 16 at which its neuron spikes; the bundled bits have 8.</param>
/// <param name="Seed">Seed of weights and order.</param>
sealed record Point(int Width, int Depth, int Threshold, int Seed);

/// <summary>Its accuracy on the test digits, by output spikes and by output potentials.</summary>
sealed record Reached(double Spikes, double Potentials);
