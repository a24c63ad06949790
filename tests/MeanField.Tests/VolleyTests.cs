namespace Spikebook.MeanField.Tests;

/// <summary>Excitation and inhibition over the delay of inhibition: where the steady state holds, and bursts of events.</summary>
public sealed class VolleyTests
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);

    static PopulationNetwork Pair(double inhibition, double delay) => new()
    {
        Names = ["E", "I"],
        Populations = [new Nnlif { A = 0.5, Mu = 1 }, new Nnlif { A = 0.5, Mu = 0.6 }],
        Excitation = new[,] { { 2.0, 0 }, { 1.2, 0 } },
        Delayed = [new DelayedCoupling(delay, new[,] { { 0, -inhibition }, { 0, -0.5 * inhibition } })],
    };

    [Fact]
    public void A_steady_state_holds_up_to_a_delay()
    {
        Assert.Null(DelayBoundary.Of(d => Pair(1, d), 0.01, 1));
        Assert.Equal(0.01, DelayBoundary.Of(d => Pair(1.6, d), 0.01, 1));
        Assert.Equal(0.1, DelayBoundary.Of(d => Pair(3, d), 0.01, 0.1));
        double edge = Assert.NotNull(DelayBoundary.Of(d => Pair(2, d), 0.01, 1));
        Assert.InRange(edge, 0.26, 0.30);
        // Inhibition is taken back slowly, so that the run stays beside the steady state where that holds; events coexist with it.
        double rate = NetworkSteadyState.All(Pair(2, 0.1))[0].Rates[0];
        Assert.InRange(Swing(0.2) / rate, 0, 0.05);
        Assert.InRange(Swing(0.4) / rate, 0.5, double.PositiveInfinity);
        Assert.Throws<ArgumentOutOfRangeException>(() => DelayBoundary.Of(d => Pair(2, d), 0, 1));

        static double Swing(double delay)
        {
            var solver = new ManyPopulations { Cells = 100 };
            NetworkResult run = solver.Run(Pair(3, delay), [Broad, Broad], 8);
            foreach (double c in new[] { 2.6, 2.4, 2.3, 2.2, 2.1, 2.05, 2 }) run = solver.Run(Pair(c, delay), run.End, run.End.Time + 4);
            run = solver.Run(Pair(2, delay), run.End, run.End.Time + 16);
            double last = run.End.Time - 6;
            var late = run.Rates.Where(r => r.Time > last).Select(r => r.Rates[0]).ToList();
            return late.Max() - late.Min();
        }
    }

    [Fact]
    public void Late_inhibition_leaves_room_for_a_second_event()
    {
        EventBursts At(double delay)
        {
            NetworkResult run = new ManyPopulations { Cells = 100 }.Run(Pair(1, delay), [Broad, Broad], 32);
            return EventBursts.Of([.. run.Events.Where(e => e.Time > 8 && e.Sizes[0] > 0.2).Select(e => e.Time)]);
        }
        Assert.Equal(1, At(0.1).EventsEach, 9);
        Assert.Equal(2, At(0.8).EventsEach, 9);
        Assert.Equal(3, At(1.5).EventsEach, 9);
    }

    [Fact]
    public void Bursts_are_told_by_their_pauses()
    {
        Assert.Equal(new EventBursts(0, 0, null), EventBursts.Of([]));
        Assert.Equal(new EventBursts(1, 1, null), EventBursts.Of([2]));
        Assert.Equal(new EventBursts(4, 1, 1), EventBursts.Of([1, 2, 3, 4]));
        // Two at a time, the first and the last burst cut.
        var two = EventBursts.Of([1, 5, 6, 10, 11, 15]);
        Assert.Equal((4, 2.0), (two.Bursts, two.EventsEach));
        Assert.Equal(14 / 3.0, two.Period!.Value, 12);
    }
}
