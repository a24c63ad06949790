namespace Spikebook.Loihi.Tests;

public sealed class PopulationEventTests
{
    static Activity[] Steps(int count, params (int Step, int Spikes)[] fired)
    {
        var steps = Enumerable.Range(1, count).Select(step => new Activity(step, 0)).ToArray();
        foreach (var (step, spikes) in fired) steps[step - 1] = new Activity(step, spikes);
        return steps;
    }

    // 100 neurons: 5, 10 and 70 fire in steps 50 to 52, 10 more in step 55. A fifth has fired in step 52; 95 in all.
    [Fact]
    public void An_event_is_found_where_enough_have_fired_and_counted_whole()
    {
        var events = new EventCriterion().Find(Steps(200, (20, 12), (50, 5), (51, 10), (52, 70), (55, 10), (120, 19)), 100);
        Assert.Equal([new PopulationEvent(52, .95)], events);
    }

    [Fact]
    public void What_follows_within_the_pause_is_the_same_event()
    {
        var activity = Steps(200, (50, 60), (70, 60), (82, 60), (83, 60));
        Assert.Equal([50L, 83], new EventCriterion().Find(activity, 100).Select(e => e.Step));
        Assert.Equal([50L, 70, 82, 83], new EventCriterion { Pause = 0, Window = 1 }.Find(activity, 100).Select(e => e.Step));
    }

    [Fact]
    public void A_silent_or_short_run_has_none_and_nonsense_is_refused()
    {
        Assert.Empty(new EventCriterion().Find([], 5));
        Assert.Empty(new EventCriterion().Find(Steps(10, (5, 5)), 5));
        Assert.Contains("fraction = 0", Assert.Throws<ArgumentOutOfRangeException>(()
            => new EventCriterion { Fraction = 0 }.Find([], 5)).Message);
        Assert.Contains("window", Assert.Throws<ArgumentOutOfRangeException>(() => new EventCriterion { Window = 0 }.Find([], 5)).Message);
    }
}
