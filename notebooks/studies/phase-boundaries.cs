#:project ../../lib/MeanField/Spikebook.MeanField.csproj
#:project ../../lib/Sweeps/Spikebook.Sweeps.csproj
#:property PublishAot=false
// The boundaries of the phase diagram, a = 1/4, followed along the drive: where events begin, and where they become total, from two
// starts and on two meshes, whose difference is the error.
//   dotnet run --project lib/Cli -- sweep notebooks/studies/phase-boundaries.cs
using Spikebook.MeanField;
using Spikebook.Sweeps;

var points = Grid.Of([125, 250], [Boundary.Events, Boundary.TotalEvents], [Start.Scattered, Start.Synchronous],
    (cells, boundary, start) => new Point(boundary, start, cells));

return Study.Of("phase-boundaries", points).Main(args, (point, context) =>
{
    var scattered = InitialDensity.Gaussian(-1.5, 0.25);
    var start = point.Start == Start.Scattered ? scattered : InitialDensity.AfterEvent(0.999, scattered);
    double[] drives = [.. Enumerable.Range(0, 21).Select(k => Math.Round(3.5 - 0.1 * k, 6))];
    var places = RegimeBoundary.Follow(drives, Beyond, guess: 0.95, width: 0.004, tolerance: 0.0005, range: (0.7, 1.2));
    return new Found(drives, [.. places.Select(place => Math.Round(place.B, 6))]);

    bool Beyond(double mu, double b)
    {
        var regime = PhaseDiagram.After(new Nnlif { A = 0.25, B = b, Mu = mu }, start, until: 5, point.Cells, context.Cancellation);
        return regime == Regime.TotalEvents || regime == Regime.Runaway || (regime == Regime.PartialEvents && point.Boundary == Boundary.Events);
    }
});

/// <summary>What changes at a boundary.</summary>
enum Boundary { Events, TotalEvents }

/// <summary>Where runs start: from a broad density below threshold, or with all neurons at reset.</summary>
enum Start { Scattered, Synchronous }

/// <summary>A boundary, seen from a start on a mesh.</summary>
sealed record Point(Boundary Boundary, Start Start, int Cells);

/// <summary>The coupling of the boundary at each drive.</summary>
sealed record Found(double[] Mu, double[] B);
