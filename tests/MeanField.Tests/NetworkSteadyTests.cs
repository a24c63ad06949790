using System.Numerics;

namespace Spikebook.MeanField.Tests;

/// <summary>Steady states of several populations and their stability: against one population, known counts, a delay, a run.</summary>
public sealed class NetworkSteadyTests
{
    static PopulationNetwork Delayed(double c, double delay) => new()
    {
        Populations = [new Nnlif { A = 0.5, Mu = 8 }],
        Excitation = new double[1, 1],
        Delayed = [new DelayedCoupling(delay, new[,] { { c } })],
    };

    [Fact]
    public void Uncoupled_populations_have_every_combination_of_their_states()
    {
        var model = new Nnlif { A = 1, Mu = 0 };
        IReadOnlyList<SteadyState> alone = SteadyState.All(model with { B = 1.5 }), other = SteadyState.All(model with { B = 1.6 });
        IReadOnlyList<NetworkSteadyState> both = NetworkSteadyState.All(new PopulationNetwork
        {
            Populations = [model, model],
            Excitation = new[,] { { 1.5, 0 }, { 0, 1.6 } },
        });
        Assert.Equal(2, alone.Count);
        Assert.Equal(2, other.Count);
        Assert.Equal(4, both.Count);
        foreach (SteadyState x in alone)
            foreach (SteadyState y in other)
                Assert.Contains(both, s => Math.Abs(s.Rates[0] / x.Rate - 1) < 1e-8 && Math.Abs(s.Rates[1] / y.Rate - 1) < 1e-8);
    }

    [Fact]
    public void A_state_of_one_population_is_one_of_its_copies()
    {
        var model = new Nnlif { A = 1, Mu = 0 };
        double[,] thirds = new double[3, 3];
        for (int a = 0; a < 3; a++) for (int b = 0; b < 3; b++) thirds[a, b] = 0.5;
        IReadOnlyList<NetworkSteadyState> copies = NetworkSteadyState.All(
            new PopulationNetwork { Populations = [model, model, model], Excitation = thirds });
        foreach (SteadyState state in SteadyState.All(model with { B = 1.5 }))
            Assert.Contains(copies, s => s.Rates.All(rate => Math.Abs(rate / state.Rate - 1) < 1e-8));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(-1)]
    public void Growth_rates_of_one_population_are_the_eigenvalues_of_its_operator(double b)
    {
        SteadyState state = SteadyState.All(new Nnlif { A = 1, B = b })[0];
        Complex expected = state.Stability(300).Leading;
        var network = new PopulationNetwork { Populations = [new Nnlif { A = 1 }], Excitation = new[,] { { Math.Max(b, 0) } } };
        if (b < 0) network = network with { Delayed = [new DelayedCoupling(1e-9, new[,] { { b } })] };
        var stability = new NetworkStability(NetworkSteadyState.All(network)[0], 300);
        Complex found = stability.Leading();
        Assert.InRange((found - new Complex(expected.Real, Math.Abs(expected.Imaginary))).Magnitude, 0, 2e-3 * expected.Magnitude);
        Assert.Equal(expected.Real < 0, stability.IsStable);
        Assert.Throws<ArgumentOutOfRangeException>(() => stability.CountRightOf(-0.5));
    }

    /// <summary>The slope of the rate over a constant drive is that of 1 / I; at b = -1.035748 the delayed map's passes -1.</summary>
    [Fact]
    public void A_slow_response_is_the_slope_of_the_steady_rate()
    {
        NetworkSteadyState state = NetworkSteadyState.All(Delayed(-1.035748, 1))[0];
        Assert.Equal(3.253757, state.Rates[0], 5);
        Complex slope = new NetworkStability(state, 600).ResponseOf(0, 1e-5);
        Assert.InRange(-1.035748 * slope.Real, -1.002, -0.998);
        Assert.InRange(slope.Imaginary, -1e-3, 1e-3);
    }

    [Fact]
    public void A_run_decays_at_the_leading_growth_rate()
    {
        PopulationNetwork network = Delayed(-0.6, 0.3);
        NetworkSteadyState state = NetworkSteadyState.All(network)[0];
        var stability = new NetworkStability(state, 400);
        Complex leading = stability.Leading();
        Assert.True(stability.IsStable);
        Assert.True(leading.Real < 0 && leading.Imaginary > 1);
        NetworkResult run = new ManyPopulations { Cells = 250, LongestStep = 0.01 }.Run(network, [InitialDensity.Gaussian(0, 0.25)], 9);
        double final = run.Rates[^1].Rates[0];
        var peaks = new List<(double Time, double Height)>();
        for (int i = 1; i < run.Rates.Count - 1; i++)
        {
            double left = run.Rates[i - 1].Rates[0], here = run.Rates[i].Rates[0], right = run.Rates[i + 1].Rates[0];
            if (here > left && here > right && here - final > 1e-4 && run.Rates[i].Time > 2) peaks.Add((run.Rates[i].Time, here - final));
        }
        Assert.True(peaks.Count >= 3, $"{peaks.Count} peaks");
        (double first, double high) = peaks[0];
        (double last, double low) = peaks[^1];
        Assert.InRange(2 * Math.PI * (peaks.Count - 1) / (last - first), 0.97 * leading.Imaginary, 1.03 * leading.Imaginary);
        Assert.InRange(Math.Log(low / high) / (last - first), 1.08 * leading.Real, 0.92 * leading.Real);
    }
}
