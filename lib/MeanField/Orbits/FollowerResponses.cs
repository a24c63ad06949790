namespace Spikebook.MeanField;

/// <summary>
/// How a population, the follower, responds to the events of another one, the leader: what it does from each event t_k of the leader until
/// the next, [t_k, t_(k+1)). It takes part in the event itself; or the kicks that arrive a delay D later set it off, at t_k + D; or it
/// fires at a time of its own; or not at all.
/// </summary>
/// <param name="Events">Number of events of the leader that were followed to the next one.</param>
/// <param name="Together">Events in which the follower takes part.</param>
/// <param name="Relayed">Events after which it fires when delayed excitation by the leader arrives.</param>
/// <param name="Own">Events after which it fires as one at another time.</param>
/// <param name="Silent">Events after which it does not fire as one until the next.</param>
/// <param name="Lag">Mean time from an event of the leader to its relay; null without any.</param>
public sealed record FollowerResponses(int Events, int Together, int Relayed, int Own, int Silent, double? Lag)
{
    const double SameMoment = 1e-6; // the solver lets a relay happen when kicks arrive, to rounding of times

    /// <summary>What all responses have in common.</summary>
    public FollowerRegime Regime =>
        Silent == Events ? FollowerRegime.Silent
        : Together == Events && Relayed + Own == 0 ? FollowerRegime.Together
        : Relayed == Events && Together + Own == 0 ? FollowerRegime.Relay
        : FollowerRegime.Mixed;

    /// <summary>The responses in a run.</summary>
    /// <param name="run">Run; its network tells after which delays the leader excites the follower.</param>
    /// <param name="leader">Number of the leading population.</param>
    /// <param name="follower">Number of the population that responds.</param>
    /// <param name="from">Events of the leader before this time are left out: those on the way to what recurs.</param>
    /// <param name="share">Fraction of a population from which on it fires as one.</param>
    /// <exception cref="ArgumentException">
    /// There is no such population, both are the same, the share is not in (0, 1], or fewer than two events of the leader are left.
    /// </exception>
    public static FollowerResponses Of(NetworkResult run, int leader, int follower, double from = 0, double share = 0.5)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of(run.Network, [.. run.Events.Select(e => (e.Time, e.Sizes))], leader, follower, from, share, SameMoment);
    }

    /// <summary>The responses in a run of single neurons, whose bursts scatter about the moments of the mean field.</summary>
    /// <param name="network">Network; it tells after which delays the leader excites the follower.</param>
    /// <param name="bursts">Bursts, in order of time.</param>
    /// <param name="leader">Number of the leading population.</param>
    /// <param name="follower">Number of the population that responds.</param>
    /// <param name="from">Events of the leader before this time are left out.</param>
    /// <param name="share">Fraction of a population from which on it fires as one.</param>
    /// <param name="within">By how much the lag of a relay may differ from the delay.</param>
    /// <exception cref="ArgumentException">
    /// There is no such population, both are the same, the share is not in (0, 1], <paramref name="within"/> is not above 0, the bursts are
    /// not those of this network, or fewer than two events of the leader are left.
    /// </exception>
    public static FollowerResponses Of(PopulationNetwork network, IReadOnlyList<NetworkBurst> bursts, int leader, int follower,
        double from = 0, double share = 0.5, double within = 0.02)
    {
        ArgumentNullException.ThrowIfNull(bursts);
        if (!(within > 0))
            throw new ArgumentException(FormattableString.Invariant($"within = {within} must be above 0; use for instance 0.02"));
        return Of(network, [.. bursts.Select(b => (b.Time, b.Sizes))], leader, follower, from, share, within);
    }

    static FollowerResponses Of(PopulationNetwork network, List<(double Time, IReadOnlyList<double> Sizes)> events, int leader,
        int follower, double from, double share, double within)
    {
        Check(network, events, leader, follower, share);
        List<double> beats = [.. events.Where(e => e.Time >= from && e.Sizes[leader] >= share).Select(e => e.Time)];
        if (beats.Count < 2)
            throw new ArgumentException(FormattableString.Invariant($"population {network.NameOf(leader)} has {beats.Count} events from ")
                + FormattableString.Invariant($"t = {from} on; at least 2 are needed, run longer or look from earlier on"));
        List<double> delays = [.. network.Delayed.Where(c => c.Weights[follower, leader] > 0).Select(c => c.Delay)];
        int together = 0, relayed = 0, own = 0, silent = 0;
        var lags = 0.0;
        for (var k = 0; k + 1 < beats.Count; k++)
        {
            var (beat, next) = (beats[k], beats[k + 1]);
            List<double> fired = [.. events.Where(e => e.Time >= beat && e.Time < next && e.Sizes[follower] >= share)
                .Select(e => e.Time - beat)];
            List<double> relays = [.. fired.Where(lag => delays.Exists(d => Math.Abs(lag - d) <= within))];
            if (fired.Contains(0)) together++;
            if (relays.Count > 0) relayed++;
            if (fired.Exists(lag => lag > 0 && !relays.Contains(lag))) own++;
            if (fired.Count == 0) silent++;
            lags += relays.FirstOrDefault();
        }
        return new FollowerResponses(beats.Count - 1, together, relayed, own, silent, relayed > 0 ? lags / relayed : null);
    }

    static void Check(PopulationNetwork network, List<(double Time, IReadOnlyList<double> Sizes)> events, int leader, int follower,
        double share)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (var (role, population) in (ReadOnlySpan<(string, int)>)[("leader", leader), ("follower", follower)])
            if (population < 0 || population >= network.Count)
                throw new ArgumentException(
                    $"{role} = {population} is not one of the {network.Count} populations; use 0 to {network.Count - 1}");
        if (leader == follower)
            throw new ArgumentException($"population {network.NameOf(leader)} cannot follow itself; give two different ones");
        if (!(share > 0 && share <= 1))
            throw new ArgumentException(FormattableString.Invariant($"share = {share} is outside (0, 1]; use for instance 0.5"));
        if (events.Exists(e => e.Sizes.Count != network.Count))
            throw new ArgumentException($"an event has another number of sizes than the network has populations, {network.Count}");
    }
}
