#:project ../../lib/Gradients/Spikebook.Gradients.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// The grid of notebook 43: 108 networks, 50 epochs each on 8,000 samples of Randman, about twenty minutes of one core.
//   dotnet run --project lib/Cli -- sweep notebooks/studies/surrogate-grid.cs
using Spikebook.Gradients.Surrogates;
using Spikebook.Gradients.Tasks;
using Spikebook.Sweeps;

var task = new Lazy<RobustnessStudy>(() =>
{
    var (train, _, test) = new Randman().Split(seed: 1);
    return new RobustnessStudy(train, test) { Epochs = 50 };
});

return Study.Of("surrogate-grid", RobustnessStudy.Grid).Main(args, (point, context) =>
{
    StudyRow row = task.Value.Run(point, context.Cancellation);
    return new Reached(row.Accuracy, row.SpikesPerSample);
});

/// <summary>What became of a network.</summary>
/// <param name="Accuracy">Fraction of 1,000 test samples right after the last epoch.</param>
/// <param name="SpikesPerSample">Hidden spikes of a test sample.</param>
sealed record Reached(double Accuracy, double SpikesPerSample);
