using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Plasticity.Tests.TemporalCode;

public class WindowTests
{
    public static TheoryData<string> Names => [.. PlasticityWindow.All.Select(window => window.Name)];

    [Fact]
    public void A_pair_at_plus_zero_moves_STDP_by_lambda_and_at_minus_zero_by_alpha_lambda()
    {
        var window = new StdpWindow();
        Assert.Equal(.03, window.Kernel(1e-12), 12);
        Assert.Equal(-.65 * .03, window.Kernel(-1e-12), 12);
        Assert.Equal(.03 / Math.E, window.Kernel(6), 12);
    }

    [Fact]
    public void The_nanocomposite_has_half_of_its_change_where_the_tanh_vanishes()
    {
        var window = new NanocompositeWindow();
        Assert.Equal(.07376, window.Kernel(26.731), 12);
        Assert.Equal(-.04964, window.Kernel(-22.325), 12);
        Assert.Equal(.087, window.Change(1, 25), 3); // across patterns of 25 ms
    }

    [Fact]
    public void PPX_peaks_at_39_6_and_minus_18_5_ms_and_one_pair_could_move_a_full_weight_by_minus_five()
    {
        var window = new PpxWindow();
        Assert.Equal(39.6, window.PeakPlusMs, 1);
        Assert.Equal(-18.5, window.PeakMinusMs, 1);
        foreach (double at in new[] { window.PeakPlusMs, window.PeakMinusMs })
            foreach (double beside in new[] { .99, 1.01 })
                Assert.True(Math.Abs(window.Kernel(at)) > Math.Abs(window.Kernel(at * beside)));
        Assert.InRange(window.Change(1, window.PeakMinusMs), -5.5, -4.5);
    }

    [Fact]
    public void Slow_PPX_rests_where_the_formula_says()
    {
        var window = new PpxWindow();
        Assert.Equal(.2025, window.FixedPoint(4, -6), 4);
        var slow = window.Times(1e-3);
        double weight = .9;
        for (int pair = 0; pair < 2_000_000; pair++) weight += slow.Change(weight, pair % 2 == 0 ? 4 : -6);
        Assert.Equal(window.FixedPoint(4, -6), weight, 3);
    }

    [Fact]
    public void STDP_drifts_to_an_end_by_the_sign_of_its_mean_change()
    {
        var window = new StdpWindow();
        foreach (var (plus, minus) in new[] { (2.0, -2.0), (8.0, -2.0) })
        {
            double weight = .5, mean = window.Kernel(plus) + window.Kernel(minus);
            for (int pair = 0; pair < 1000; pair++) weight = Math.Clamp(weight + window.Change(weight, pair % 2 == 0 ? plus : minus), 0, 1);
            Assert.Equal(mean > 0 ? 1 : 0, weight, 1);
        }
    }

    [Theory]
    [InlineData(30, -20)]
    [InlineData(5, -60)]
    public void The_nanocomposite_drifts_by_the_sign_of_its_mean_logarithm(double plus, double minus)
    {
        var window = new NanocompositeWindow();
        double logarithm = Math.Log(1 + window.Kernel(plus)) + Math.Log(1 + window.Kernel(minus)), weight = .01;
        for (int pair = 0; pair < 20; pair++) weight += window.Change(weight, pair % 2 == 0 ? plus : minus);
        Assert.Equal(Math.Log(.01) + 10 * logarithm, Math.Log(weight), 9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_changed_together_are_those_changed_one_by_one(string name)
    {
        var window = PlasticityWindow.Parse(name);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = Randomness.Streams.For((ulong)seed, "weights");
            int count = 1 + random.NextInt(40);
            double delta = 80 * random.NextDouble() - 40;
            double[] weights = new double[count], kernel = new double[count];
            random.Fill(weights);
            Array.Fill(kernel, window.Kernel(delta));
            double[] expected = [.. weights.Select(w => Math.Clamp(w + window.Change(w, delta), 0, 1))];
            window.Apply(weights, kernel, delta > 0);
            for (int i = 0; i < count; i++) Assert.Equal(expected[i], weights[i], 15);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rate_multiplies_every_change(string name)
    {
        var window = PlasticityWindow.Parse(name);
        foreach (double delta in new[] { -30, -2, 3, 40.0 })
            Assert.Equal(.1 * window.Change(.4, delta), window.Times(.1).Change(.4, delta), 15);
        Assert.Contains("above 0", Assert.Throws<ArgumentOutOfRangeException>(() => window.Times(-1)).Message);
    }

    [Fact]
    public void An_unknown_plasticity_is_refused_with_the_known_ones()
        => Assert.StartsWith("plasticity 'BCM' is unknown; use STDP, NC, PPX",
            Assert.Throws<ArgumentException>(() => PlasticityWindow.Parse("BCM")).Message);

    [Fact]
    public void A_fixed_point_needs_a_pair_of_each_kind()
    {
        Assert.Contains("above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new PpxWindow().FixedPoint(-1, -6)).Message);
        Assert.Contains("below 0", Assert.Throws<ArgumentOutOfRangeException>(() => new PpxWindow().FixedPoint(4, 6)).Message);
    }
}
