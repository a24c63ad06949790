#:project ../../lib/MeanField/Spikebook.MeanField.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// The phase diagram of notebook 19 at ten times its resolution: what one population does over coupling and drive, a = 1/4.
//   dotnet run --project lib/Cli -- sweep notebooks/studies/phase-diagram.cs
using Spikebook.MeanField;
using Spikebook.Sweeps;

var points = Grid.Of(Axis.Linear(1.5, 3.5, 21), Axis.Linear(0.80, 1.20, 41), (mu, b) => new Point(mu, b));

return Study.Of("phase-diagram", points).Main(args, (point, context) =>
{
    Nnlif model = new() { A = 0.25, B = Math.Round(point.B, 6), Mu = Math.Round(point.Mu, 6) };
    var found = PhaseDiagram.Of([model], until: 5, cells: 125, cancel: context.Cancellation)[0];
    return new Found(found.FromScattered, found.FromSynchronous, found.EventSize, found.Period);
});

/// <summary>A place in the diagram.</summary>
/// <param name="Mu">Drive.</param>
/// <param name="B">Coupling.</param>
sealed record Point(double Mu, double B);

/// <summary>What the population does there in the long run.</summary>
sealed record Found(Regime FromScattered, Regime FromSynchronous, double EventSize, double? Period);
