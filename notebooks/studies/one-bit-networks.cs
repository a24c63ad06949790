#:project ../../lib/Backprop/Spikebook.Backprop.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// How well the on-chip algorithm learns over width, depth and seed: 8 x 8 digits, 20 epochs, every fifth digit kept for the test.
//   dotnet run --project lib/Cli -- sweep notebooks/studies/one-bit-networks.cs
using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Sweeps;
using Spikebook.Training;

var points = Grid.Of([25, 50, 100, 200, 400], [1, 2, 3], [1, 2, 3, 4], (width, depth, seed) => new Point(width, depth, seed));

return Study.Of("one-bit-networks", points).Main(args, (point, context) =>
{
    var (train, test) = Digits.LoadBinary();
    string layers = $"{train.Inputs}-{string.Join('-', Enumerable.Repeat(point.Width, point.Depth))}-{train.Classes}";
    OneBitLearner learner = new(BinaryWeights.Random(LayerSizes.Parse(layers), (ulong)point.Seed));
    Trainer.Run(learner, new TrainingPlan(Epochs: 20, Seed: (ulong)point.Seed), train, test, cancellation: context.Cancellation);
    var reached = Evaluation.Of(learner, test);
    return new Reached(reached["spikes"], reached["potentials"]);
});

/// <summary>A network.</summary>
/// <param name="Width">Units of each hidden layer.</param>
/// <param name="Depth">Hidden layers.</param>
/// <param name="Seed">Seed of weights and order.</param>
sealed record Point(int Width, int Depth, int Seed);

/// <summary>Its accuracy on the test digits, by output spikes and by output potentials.</summary>
sealed record Reached(double Spikes, double Potentials);
