namespace Spikebook.MeanField.Tests;

/// <summary>Together, relay and veto: what one population does about the events of another.</summary>
public sealed class FollowerTests
{
    static readonly PopulationNetwork Two = new()
    {
        Names = ["L", "F"],
        Populations = [new Nnlif { A = 0.5, Mu = 1 }, new Nnlif { A = 0.5, Mu = 0.6 }],
        Excitation = new double[2, 2],
        Delayed = [new DelayedCoupling(0.3, new[,] { { 0, 0 }, { 0.5, 0 } }), new DelayedCoupling(0.2, new[,] { { 0, 0.5 }, { -1, 0 } })],
    };

    static NetworkBurst[] Bursts(params (double Time, double Leader, double Follower)[] events) =>
        [.. events.Select(e => new NetworkBurst(e.Time, [e.Leader, e.Follower], [0, 0]))];

    static FollowerResponses Of(params (double Time, double Leader, double Follower)[] events) =>
        FollowerResponses.Of(Two, Bursts(events), leader: 0, follower: 1);

    [Fact]
    public void Responses_are_told_by_their_times()
    {
        var together = Of((1, 1, 0.9), (2, 1, 0.8), (3, 1, 1));
        Assert.Equal(new FollowerResponses(2, 2, 0, 0, 0, null), together);
        Assert.Equal(FollowerRegime.Together, together.Regime);
        var relay = Of((1, 1, 0.1), (1.29, 0, 0.9), (2, 1, 0), (2.31, 0.2, 0.9), (3, 1, 0), (3.7, 0, 1));
        Assert.Equal((2, 0, 2, 0, 0), (relay.Events, relay.Together, relay.Relayed, relay.Own, relay.Silent));
        Assert.Equal(0.3, relay.Lag!.Value, 12);
        Assert.Equal(FollowerRegime.Relay, relay.Regime);
        Assert.Equal(FollowerRegime.Silent, Of((1, 1, 0.1), (2, 1, 0), (3, 1, 1)).Regime);
        // Delayed inhibition relays nothing: at .2 after the leader the follower fires by itself.
        var own = Of((1, 1, 0), (1.2, 0, 0.9), (2, 1, 0), (2.2, 0, 0.9), (3, 1, 1));
        Assert.Equal(new FollowerResponses(2, 0, 0, 2, 0, null), own);
        Assert.Equal(FollowerRegime.Mixed, own.Regime);
    }

    [Fact]
    public void Responses_that_change_are_mixed()
    {
        var everySecond = Of((1, 1, 0.9), (2, 1, 0), (3, 1, 1));
        var twice = Of((1, 1, 0.9), (1.3, 0, 1), (2, 1, 0.9), (2.3, 0, 1), (3, 1, 1));
        var inTurns = Of((1, 1, 0), (1.3, 0, 1), (2, 1, 0.9), (3, 1, 1));
        Assert.All([everySecond, twice, inTurns], r => Assert.Equal(FollowerRegime.Mixed, r.Regime));
        Assert.Equal((1, 1), (everySecond.Together, everySecond.Silent));
        Assert.Equal((2, 2), (twice.Together, twice.Relayed));
        Assert.Equal((1, 1), (inTurns.Together, inTurns.Relayed));
    }

    [Fact]
    public void Early_events_and_small_ones_can_be_left_out()
    {
        NetworkBurst[] bursts = Bursts((1, 1, 1), (2, 1, 0.4), (2.5, 0.4, 0), (3, 1, 0.4), (4, 1, 0));
        Assert.Equal(3, FollowerResponses.Of(Two, bursts, 0, 1).Events);
        Assert.Equal(FollowerRegime.Mixed, FollowerResponses.Of(Two, bursts, 0, 1).Regime);
        Assert.Equal(FollowerRegime.Silent, FollowerResponses.Of(Two, bursts, 0, 1, from: 1.5).Regime);
        Assert.Equal(4, FollowerResponses.Of(Two, bursts, 0, 1, share: 0.4).Events); // the leader's small event counts too
    }

    [Fact]
    public void Responses_that_cannot_be_told_are_refused_in_a_line()
    {
        var bursts = Bursts((1, 1, 1), (2, 1, 1), (3, 1, 1));
        Says("leader = 2 is not one of the 2 populations", () => FollowerResponses.Of(Two, bursts, 2, 1));
        Says("follower = -1", () => FollowerResponses.Of(Two, bursts, 0, -1));
        Says("population L cannot follow itself", () => FollowerResponses.Of(Two, bursts, 0, 0));
        Says("share = 0 is outside (0, 1]", () => FollowerResponses.Of(Two, bursts, 0, 1, share: 0));
        Says("share = NaN", () => FollowerResponses.Of(Two, bursts, 0, 1, share: double.NaN));
        Says("within = 0 must be above 0", () => FollowerResponses.Of(Two, bursts, 0, 1, within: 0));
        Says("population L has 1 events from t = 2.5 on", () => FollowerResponses.Of(Two, bursts, 0, 1, from: 2.5));
        Says("another number of sizes", () => FollowerResponses.Of(Two, [new NetworkBurst(1, [1], [0])], 0, 1));
        Assert.Throws<ArgumentNullException>(() => FollowerResponses.Of(null!, 0, 1));
    }

    static void Says(string part, Func<FollowerResponses> asked) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(asked).Message, StringComparison.Ordinal);
}
