namespace Spikebook.MeanField.Tests;

/// <summary>Runs that stop and go on, and a slow variable that ends bursts of events.</summary>
public sealed class NetworkRestartTests
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);

    static PopulationNetwork Pair(double refractory = 0) => new()
    {
        Names = ["E", "I"],
        Populations = [new Nnlif { A = 0.5, Mu = 1, Refractory = refractory }, new Nnlif { A = 0.5, Mu = 0.6, Refractory = refractory }],
        Excitation = new[,] { { 2.0, 0 }, { 1.2, 0 } },
        Delayed = [new DelayedCoupling(0.05, new[,] { { 0, -0.4 }, { 0, -0.2 } })],
        Adaptations = [new Adaptation(0.1, 1), null],
    };

    static double[] Numbers(NetworkResult run) => [.. run.Events.SelectMany(e => (double[])[e.Time, .. e.Sizes, .. e.Taus]),
        .. run.Final.SelectMany(d => d.Values), .. run.Rates.SelectMany(r => r.Rates)];

    /// <summary>2.16 lies between an event and the arrival of its inhibition; 2.4 between events.</summary>
    [Theory]
    [InlineData(2.16, 0)]
    [InlineData(2.4, 0)]
    [InlineData(1.5, 0.01)]
    public void A_run_goes_on_from_its_text_to_the_last_bit(double stop, double refractory)
    {
        var solver = new ManyPopulations { Cells = 120 };
        PopulationNetwork network = Pair(refractory);
        double until = refractory > 0 ? 2.2 : 4.5;
        NetworkState end = solver.Run(network, [Broad, Broad], stop).End, read = NetworkState.FromJson(end.ToJson());
        NetworkResult one = solver.Run(network, end, until), two = solver.Run(network, read, until);
        Assert.NotEmpty(one.Events);
        Assert.Equal(Numbers(one), Numbers(two));
        // A stop cuts one pair of steps in two, no more.
        NetworkResult whole = solver.Run(network, [Broad, Broad], until);
        List<NetworkEvent> later = [.. whole.Events.Where(e => e.Time > stop)];
        Assert.Equal(later.Count, one.Events.Count);
        for (int i = 0; i < later.Count; i++) Assert.InRange(one.Events[i].Time - later[i].Time, -1e-3, 1e-3);
        Assert.InRange(one.MassDefect, 0, 1e-11);
    }

    [Fact]
    public void A_run_stops_just_after_its_next_event()
    {
        var solver = new ManyPopulations { Cells = 120 };
        PopulationNetwork network = Pair();
        NetworkState end = solver.Run(network, [Broad, Broad], 2).End;
        NetworkResult next = solver.ToNextEvent(network, end, 4), after = solver.ToNextEvent(network, next.End, 6);
        Assert.Single(next.Events);
        Assert.Equal(next.Events[0].Time, next.End.Time);
        Assert.True(next.End.AfterEvent);
        NetworkResult whole = solver.Run(network, end, 6);
        Assert.Equal(whole.Events[0].Time, next.Events[0].Time);
        Assert.Equal(whole.Events[1].Time, after.Events[0].Time, 1e-6);
    }

    [Fact]
    public void Bad_states_are_refused_in_one_line()
    {
        var solver = new ManyPopulations { Cells = 120 };
        NetworkState good = solver.Run(Pair(), [Broad, Broad], 0.1).End;
        void Refused(NetworkState state, string message) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => solver.Run(Pair(), state, 1)).Message);
        Refused(good with { Populations = [good.Populations[0]] }, "the state has 1 populations, the network 2");
        Refused(good with { Populations = [good.Populations[0], good.Populations[1] with { Tau = double.NaN }] },
            "population I holds a number that is not finite");
        Refused(good with { Adapted = [1] }, "do not fit 2 populations");
        Assert.Contains("until = 0.05 must be above 0.1",
            Assert.ThrowsAny<ArgumentException>(() => solver.Run(Pair(), good, 0.05)).Message);
        Assert.Contains("not a state of a run", Assert.Throws<ArgumentException>(() => NetworkState.FromJson("{\"Time\":")).Message);
    }

    /// <summary>A finite-volume program found the first event at .68987, then gaps of .5717, 2.0646, 2.2109, and 2.183 settled.</summary>
    [Fact]
    public void Adaptation_ends_a_burst_of_events()
    {
        var network = new PopulationNetwork
        {
            Populations = [new Nnlif { A = 0.5, Mu = 2 }],
            Excitation = new[,] { { 2.0 } },
            Adaptations = [new Adaptation(0.8, 2)],
        };
        IReadOnlyList<NetworkEvent> events = new ManyPopulations { Cells = 500 }.Run(network, [Broad], 9.95).Events;
        Assert.InRange(events[0].Time, 0.68987 - 1e-3, 0.68987 + 1e-3);
        Assert.InRange(events[0].Sizes[0], 0.99668 - 2e-4, 0.99668 + 2e-4);
        double[] gaps = [.. events.Zip(events.Skip(1), (x, y) => y.Time - x.Time)], expected = [0.5717, 2.0646, 2.2109];
        for (int i = 0; i < 3; i++) Assert.InRange(gaps[i], expected[i] - 1e-3, expected[i] + 1e-3);
        Assert.InRange(0.5 * (gaps[^1] + gaps[^2]), 2.183 - 3e-3, 2.183 + 3e-3);
        Assert.InRange(events[^1].Sizes[0], 0.99825 - 1e-4, 0.99825 + 1e-4);
        NetworkBurst first = new ManyParticles { Neurons = 10_000, Seed = 3 }.Run(network, [Broad], 0.8)[0];
        Assert.InRange(first.Time, 0.66, 0.72); // 30,000 neurons: .6906
        Assert.Contains("the adaptation of 0 has strength -1", Assert.ThrowsAny<ArgumentException>(() =>
            new ManyPopulations().Run(network with { Adaptations = [new Adaptation(-1, 2)] }, [Broad], 1)).Message);
    }
}
