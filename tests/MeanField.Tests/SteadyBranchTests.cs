namespace Spikebook.MeanField.Tests;

/// <summary>The curve of steady states b(N) and its fold.</summary>
public class SteadyBranchTests
{
    [Theory]
    [InlineData(-1, 0.10020219433082)]
    [InlineData(0.5, 0.13477507993525)]
    [InlineData(1.5, 0.19236401256848)]
    [InlineData(1.5, 2.28912570774686)]
    [InlineData(2, 0.68943383923830)]
    public void The_coupling_of_a_steady_rate_is_found_from_the_rate(double b, double rate)
        => Assert.Equal(b, SteadyState.CouplingAt(new Nnlif(), rate), 1e-11);

    [Fact]
    public void Where_the_second_rate_is_infinite_only_one_is_found()
        => Assert.Single(SteadyState.All(new Nnlif { B = 1 })); // N I(N) -> (V_F - V_R) / b = 1 from above: no second root

    [Theory]
    [InlineData(1.001)]
    [InlineData(1.00001)]
    public void Just_above_that_coupling_the_second_rate_follows_its_expansion(double b)
    {
        // N I(N) = (1/b) (1 + (V_F^2 - V_R^2) / (2 b N) + ...) = 1
        var states = SteadyState.All(new Nnlif { B = b });
        Assert.Equal(2, states.Count);
        Assert.InRange(states[1].Rate * (b - 1) / 1.5, 0.99, 1.01);
    }

    [Fact]
    public void At_the_fold_two_states_become_none()
    {
        var fold = SteadyState.Fold(new Nnlif())!;
        Assert.Equal(2, SteadyState.All(new Nnlif { B = fold.Model.B - 1e-6 }).Count);
        Assert.Empty(SteadyState.All(new Nnlif { B = fold.Model.B + 1e-6 }));
        var near = SteadyState.All(new Nnlif { B = fold.Model.B - 1e-6 });
        Assert.InRange(fold.Rate, near[0].Rate, near[1].Rate);
    }

    [Fact]
    public void A_refractory_time_leaves_no_fold()
    {
        Assert.Null(SteadyState.Fold(new Nnlif { Refractory = 0.1 }));
        Assert.NotEmpty(SteadyState.All(new Nnlif { B = 3, Refractory = 0.1 }));
        Assert.Throws<ArgumentOutOfRangeException>("rate", () => SteadyState.CouplingAt(new Nnlif { Refractory = 0.1 }, 10));
    }
}
