using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests.Pole;

public class CartPoleTests
{
    [Fact]
    public void A_push_from_rest_accelerates_as_the_equations_say()
    {
        var after = CartPole.Step(default, right: true);
        double turn = -(10 / 1.1) / (.5 * (4.0 / 3 - .1 / 1.1));
        Assert.Equal(.02 * turn, after.Spin, 12);
        Assert.Equal(.02 * (10 / 1.1 - .05 * turn / 1.1), after.Speed, 12);
        Assert.Equal((0, 0), (after.X, after.Angle)); // positions move by the old speeds
        Assert.Equal(.1951, after.Speed, 4);
        Assert.Equal(-.2927, after.Spin, 4);
    }

    [Fact]
    public void Left_is_the_mirror_of_right()
    {
        var state = new PoleState(.3, -.2, .05, .4);
        var (one, other) = (CartPole.Step(state, true), CartPole.Step(new(-.3, .2, -.05, -.4), false));
        Assert.Equal(one, new PoleState(-other.X, -other.Speed, -other.Angle, -other.Spin));
    }

    [Fact]
    public void The_expert_never_falls()
        => Assert.All(Enumerable.Range(0, 500), k => Assert.Equal(200, CartPole.Play(CartPole.Expert, Streams.For(1, "expert", k))));

    [Fact]
    public void Random_pushes_keep_it_up_for_some_twenty_two_steps()
    {
        double mean = Enumerable.Range(0, 4000).Average(k =>
        {
            var random = Streams.For(2, "random-play", k);
            return CartPole.Play(_ => random.NextInt(2) == 1, random);
        });
        Assert.InRange(mean, 21.2, 23.4);
    }

    [Fact]
    public void It_falls_beyond_twelve_degrees_or_the_track()
    {
        Assert.False(CartPole.Fallen(new(2.39, 0, .209, 0)));
        Assert.True(CartPole.Fallen(new(-2.41, 0, 0, 0)));
        Assert.True(CartPole.Fallen(new(0, 0, -.21, 0)));
    }
}
