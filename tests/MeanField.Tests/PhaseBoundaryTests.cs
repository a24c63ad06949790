namespace Spikebook.MeanField.Tests;

/// <summary>The boundaries of the phase diagram: against dense eigenvalues, published orbits and runs on both sides.</summary>
public sealed class PhaseBoundaryTests
{
    static readonly Nnlif Quarter = new() { A = 0.25, Mu = 2.5 };
    static readonly double[] Kicked = [.. Enumerable.Range(0, 18).Select(k => 3 * Math.Pow(1.17, k))];

    static HopfPoint Excited(int cells) => HopfCurve.Places(Quarter, 2.5, Kicked, cells)[0];

    [Fact]
    public void On_the_Hopf_curve_a_pair_of_dense_eigenvalues_is_imaginary()
    {
        // Another route: the spectrum of the whole matrix, its error of second order taken out, instead of a determinant for the rate.
        static Nnlif Weak(double mu) => new() { A = 0.1, Mu = mu };
        HopfPoint from = HopfCurve.Places(Weak(2.5), 2.5, Kicked, 800)[0];
        foreach (var place in HopfCurve.Through(Weak, from, [2.5, 2.7], 800))
        {
            var state = new SteadyState(Weak(place.Parameter) with { B = place.B }, place.Rate);
            var (coarse, fine) = (state.Stability(120).Leading, state.Stability(240).Leading);
            // The growth rate rises by about 28 per unit of b: .03 are .001 in b.
            Assert.InRange((4 * fine.Real - coarse.Real) / 3, -0.03, 0.03);
            Assert.InRange((4 * fine.Imaginary - coarse.Imaginary) / 3 / place.Frequency, 0.998, 1.002);
        }
    }

    [Fact]
    public void The_Hopf_curve_converges_with_the_square_of_the_mesh()
    {
        double[] b = [.. new[] { 400, 800, 1_600 }.Select(cells => Excited(cells).B)];
        Assert.InRange(Math.Log2((b[0] - b[1]) / (b[1] - b[2])), 1.8, 2.3);
    }

    [Fact]
    public void Following_by_arclength_and_going_through_values_give_one_curve()
    {
        HopfPoint from = Excited(400);
        var followed = HopfCurve.Follow(mu => Quarter with { Mu = mu }, from, 0.1, 8, 1.5, 3.2, 400);
        Assert.InRange(followed.Count, 7, 8);
        var through = HopfCurve.Through(mu => Quarter with { Mu = mu }, from, followed.Skip(1).Select(p => p.Parameter), 400);
        Assert.Equal(followed.Count - 1, through.Count);
        foreach (var (one, other) in followed.Skip(1).Zip(through)) Assert.InRange(one.B - other.B, -1e-7, 1e-7);
    }

    [Fact]
    public void Late_inhibition_oscillates_on_one_side_of_its_curve_only()
    {
        var inhibited = new Nnlif { A = 0.5, Mu = 8 };
        double[] drives = [.. Enumerable.Range(0, 20).Select(k => 0.3 * k)];
        var from = HopfCurve.Places(inhibited with { Delay = 0.1 }, 0.1, drives)[^1];
        // At one strength of inhibition the curve is met at one delay.
        var curve = HopfCurve.Follow(d => inhibited with { Delay = d }, from, -0.01, 40, 0.02, 0.2);
        int i = Enumerable.Range(1, curve.Count - 1).First(k => curve[k].B < -8);
        double part = (-8 - curve[i - 1].B) / (curve[i].B - curve[i - 1].B);
        double delay = curve[i - 1].Parameter + part * (curve[i].Parameter - curve[i - 1].Parameter);
        Assert.InRange(delay, 0.029, 0.033);
        Regime At(double d) => PhaseDiagram.After(inhibited with { B = -8, Delay = d }, InitialDensity.Gaussian(0, 0.3), 12, 150);
        Assert.Equal(Regime.Steady, At(delay - 0.005));
        Assert.Equal(Regime.Oscillation, At(delay + 0.005));
    }

    [Theory]
    [InlineData(0.98, 0.21541, 0.61513)]
    [InlineData(0.99, 0.22425, 0.64830)]
    [InlineData(1.01, 0.24757, 0.72132)]
    public void Orbits_of_partial_events_are_those_of_an_independent_program(double b, double period, double size)
    {
        var orbit = EventOrbit.Find(new PopulationEventMap(Quarter with { B = b }, 500) { Patience = 2 }, tolerance: 3e-4);
        Assert.InRange(orbit.Period - period, -2e-4, 2e-4);
        Assert.InRange(orbit.Sizes[0] - size, -4e-4, 4e-4);
    }

    [Fact]
    public void Partial_events_end_in_a_fold()
    {
        static EventMap Map(double b) => new PopulationEventMap(Quarter with { B = b }, 200) { Patience = 2 };
        OrbitFold fold = Assert.IsType<OrbitFold>(OrbitFold.Find(Map, 0.98, -0.01));
        Assert.InRange(fold.Parameter, 0.9370, 0.9395);
        Assert.True(fold.Orbits[^1].Parameter > fold.Parameter);
        // The square root of a fold: a quarter of the distance, half the size above that of the fold.
        double Size(double away) => EventOrbit.Find(Map(fold.Parameter + away), fold.Orbits[^2].Orbit.State, 2e-4).Sizes[0] - fold.Size;
        Assert.InRange(Size(0.004) / Size(0.016), 0.4, 0.6);
        Exception beyond = Assert.ThrowsAny<Exception>(() =>
            EventOrbit.Find(Map(fold.Parameter - 0.004), fold.Orbits[^1].Orbit.State, 2e-4));
        Assert.True(beyond is NoEventException or StepLimitException);
    }

    [Fact]
    public void Total_events_end_where_the_cascade_touches_the_diagonal()
    {
        TotalEventsEnd end = Assert.IsType<TotalEventsEnd>(TotalEventsEnd.Find(b => Quarter with { B = b }, 1.06, -0.01));
        Assert.InRange(end.Parameter, 1.0204, 1.0216);
        Assert.InRange(end.Dip, 0.7, 0.82);
        Regime After(double b) =>
            PhaseDiagram.After(Quarter with { B = b }, InitialDensity.AfterEvent(0.999, InitialDensity.Gaussian(0, 0.25)), 3, 250);
        Assert.Equal(Regime.TotalEvents, After(end.Parameter + 0.002));
        Assert.Equal(Regime.PartialEvents, After(end.Parameter - 0.002));
        Assert.Throws<ArgumentException>(() => TotalEventsEnd.Find(b => Quarter with { B = b }, 0.98, -0.01));
    }

    [Fact]
    public void What_the_map_of_one_population_does_not_know_is_refused()
    {
        Nnlif[] unknown = [Quarter with { B = 1, Delay = 0.1 }, Quarter with { B = -1 }, Quarter with { B = 1, Refractory = 0.1 }];
        foreach (var model in unknown)
        {
            var refused = Assert.Throws<ArgumentException>(() => new PopulationEventMap(model));
            Assert.Contains("give a network to NetworkEventMap", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_run_to_the_next_event_ends_there()
    {
        var start = InitialDensity.AfterEvent(1, InitialDensity.Uniform(0, 1));
        var solver = new Hybrid { Cells = 200 };
        MeanFieldRun one = solver.ToNextEvent(Quarter with { B = 1.1 }, start, 5), whole = solver.Run(Quarter with { B = 1.1 }, start, 1);
        Assert.Single(one.Events);
        Assert.Equal(whole.Events[0].Time, one.Events[0].Time);
        Assert.Equal(whole.Events[0].Size, one.Events[0].Size);
        Assert.True(one.Final.Time < whole.Events[1].Time);
    }
}
