using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests.Pole;

public class PoleLearningTests
{
    [Theory]
    [InlineData(0, 189, 7)]
    [InlineData(1, 173, 17)]
    [InlineData(2, 187, 2)]
    public void A_layer_that_imitates_balances_about_as_long_as_the_prototype_did(int index, double prototype, double spread)
    {
        double mean = Enumerable.Range(0, 3)
            .Average(seed => PoleImitation.Learn(TemporalTasks.Pole[index], (ulong)seed).Play((ulong)seed, 20).Average());
        Assert.True(mean > prototype - 2 * spread - 4, $"{mean} steps");
    }

    [Fact]
    public void Imitation_is_the_same_for_the_same_seed()
    {
        var (one, two) = (PoleImitation.Learn(TemporalTasks.Pole[0], 3, 200), PoleImitation.Learn(TemporalTasks.Pole[0], 3, 200));
        Assert.Equal(one.Weights, two.Weights);
        Assert.Equal(one.Play(1, 3), two.Play(1, 3));
        Assert.Contains("5 samples; use 10",
            Assert.Throws<ArgumentException>(() => PoleImitation.Learn(TemporalTasks.Pole[0], 3, 5)).Message);
    }

    [Fact]
    public void Reward_alone_teaches_to_balance()
    {
        var learner = new PoleReward(new RewardSettings(), 1);
        double first = Enumerable.Range(0, 10).Average(_ => learner.Episode());
        for (int episode = 0; episode < 290; episode++) learner.Episode();
        double last = Enumerable.Range(0, 100).Average(_ => learner.Episode());
        Assert.InRange(first, 8, 60);
        Assert.True(last >= 195, $"{last} steps");
    }

    [Fact]
    public void The_same_seed_learns_the_same_and_play_without_learning_leaves_weights_alone()
    {
        var (one, two) = (new PoleReward(new RewardSettings(), 4), new PoleReward(new RewardSettings(), 4));
        for (int episode = 0; episode < 20; episode++) Assert.Equal(one.Episode(), two.Episode());
        Assert.Equal(one.Weights, two.Weights);
        double[] before = [.. one.Weights];
        one.Episode(learns: false);
        Assert.Equal(before, one.Weights);
    }

    [Fact]
    public void A_step_of_learning_allocates_nothing()
    {
        var learner = new PoleReward(new RewardSettings(), 1);
        for (int episode = 0; episode < 5; episode++) learner.Episode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        learner.Episode();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // d/dw P(neuron 1 wins) = E[1(neuron 1 wins) e]; and E[e] = 0. Both by 40,000 races, the left side by common random numbers.
    [Fact]
    public void Eligibility_is_the_gradient_of_what_is_likely()
    {
        const int races = 40_000, inputs = 8;
        var settings = new RewardSettings { Fields = new(4, .03), Threshold = 2, Softness = .5 };
        var ticks = new int[inputs];
        settings.Fields.Encode([.2, .6], ticks);
        double[] weights = [.. Enumerable.Range(0, 2 * inputs).Select(i => .4 + .05 * (i % 5))];
        var race = new EscapeRace(settings, 2, inputs);
        var (eligibility, mean, rewarded) = (new double[2 * inputs], new double[2 * inputs], new double[2 * inputs]);
        for (int k = 0; k < races; k++)
        {
            int winner = race.Run(ticks, weights, eligibility, Streams.For(1, "race", k));
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += eligibility[i] / races;
                rewarded[i] += winner * eligibility[i] / races;
            }
        }
        int probe = inputs + Array.IndexOf(ticks, ticks.Min());
        double slope = (Share(+.1) - Share(-.1)) / .2;
        Assert.True(slope > .1, $"{slope}");
        Assert.InRange(rewarded[probe], slope - .03, slope + .03);
        Assert.All(mean, value => Assert.InRange(value, -.03, .03));

        double Share(double by)
        {
            double[] moved = [.. weights];
            moved[probe] += by;
            return Enumerable.Range(0, races).Average(k => race.Run(ticks, moved, eligibility, Streams.For(1, "race", k)));
        }
    }
}
