namespace Spikebook.MeanField.Tests;

public sealed class RegimeBoundaryTests
{
    static readonly double[] Drives = [.. Enumerable.Range(0, 21).Select(k => 1.5 + 0.1 * k)];

    // A curve with a bend: what is followed is known in closed form.
    static double Known(double mu) => 1 - 0.1 * (mu - 1.5) * (mu - 1.5);

    [Fact]
    public void A_known_boundary_is_followed_within_the_tolerance()
    {
        var found = RegimeBoundary.Follow(Drives, (mu, b) => b >= Known(mu), guess: 0.9, width: 0.01, tolerance: 1e-6, (0.4, 1.2));
        Assert.Equal(Drives, found.Select(place => place.Mu));
        foreach (var place in found)
        {
            Assert.True(place.High - place.Low <= 1e-6);
            Assert.True(place.Low < Known(place.Mu) && place.High >= Known(place.Mu));
        }
    }

    [Fact]
    public void Following_asks_for_fewer_runs_than_halving_the_whole_range_at_each_drive()
    {
        int asked = 0;
        RegimeBoundary.Follow(Drives, (mu, b) => { asked++; return b >= Known(mu); }, 0.9, width: 0.002, tolerance: 1e-4, (0.4, 1.2));
        int halvings = (int)Math.Ceiling(Math.Log2(0.8 / 1e-4));
        Assert.InRange(asked, 1, Drives.Length * halvings * 2 / 3);
    }

    [Fact]
    public void A_boundary_outside_the_range_says_so()
    {
        var low = Assert.Throws<ArgumentException>(() => RegimeBoundary.Follow(Drives, (_, _) => true, 0.9, 0.01, 1e-4, (0.4, 1.2)));
        Assert.Contains("not within b = 0.4 … 1.2 at mu = 1.5", low.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RegimeBoundary.Follow(Drives, (_, _) => false, 0.9, 0.01, 1e-4, (0.4, 1.2)));
    }

    [Fact]
    public void Where_events_begin_the_model_itself_changes_sides()
    {
        var start = InitialDensity.Gaussian(-1.5, 0.25);
        bool Fires(double mu, double b)
            => PhaseDiagram.After(new Nnlif { A = 0.25, B = b, Mu = mu }, start, until: 5, cells: 60) is Regime.PartialEvents or Regime.TotalEvents;
        var place = Assert.Single(RegimeBoundary.Follow([2.5], Fires, guess: 0.97, width: 0.02, tolerance: 0.01, (0.8, 1.2)));
        Assert.False(Fires(2.5, place.Low));
        Assert.True(Fires(2.5, place.High));
        Assert.InRange(place.B, 0.93, 1.01);
    }
}
