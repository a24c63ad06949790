using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Spiking.Tests;

/// <summary>Cycles, stability and offsets of balanced networks, as derived.</summary>
public class ClosedFormTests
{
    const double Step = 1e-4;

    // A target that jumps and then stays, and no decay: nothing but the loop.
    static readonly Stimulus Jump = Stimulus.Pulses(0.4, Step, (0.0002, 0.0002, 65_850));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(45)]
    public void Hard_thresholds_cycle_with_period_4d_minus_2_and_grow_with_the_delay(int delay)
    {
        const double w = 0.02;
        var network = new HardNetwork { Weights = ReadoutWeights.Signed(200, w), DecayTime = double.PositiveInfinity, Delay = delay };
        var all = network.Run(Jump).Cycle(1e-9)!.Value;
        Assert.Equal(4 * delay - 2, all.Period);
        Assert.Equal(100 * w * (2 * delay - 1), all.PeakToPeak, 9);
        var one = (network with { Rule = FiringRule.One }).Run(Jump).Cycle(1e-9)!.Value;
        Assert.Equal(delay == 1 ? 1 : 4 * delay - 2, one.Period);
        Assert.Equal(w * (2 * delay - 2), one.PeakToPeak, 9);
        Assert.Equal(4 * delay - 2, LoopStability.Period(delay));
    }

    [Fact]
    public void A_long_cycle_is_a_triangle_of_rms_amplitude_over_root_3()
    {
        var run = new HardNetwork { Weights = ReadoutWeights.Signed(200, 0.02), DecayTime = double.PositiveInfinity, Delay = 45 }.Run(Jump);
        double mean = Enumerable.Range(2000, 1780).Average(bin => run.Readout(bin)); // ten periods of 178
        double rms = Math.Sqrt(Enumerable.Range(2000, 1780).Average(bin => Math.Pow(run.Readout(bin) - mean, 2)));
        Assert.InRange(rms / (run.Cycle(1e-9)!.Value.PeakToPeak / 2 / Math.Sqrt(3)), 0.99, 1.01);
    }

    [Fact]
    public void A_delay_of_0_bins_acts_like_1_on_the_spikes()
    {
        var network = new HardNetwork
        {
            Weights = ReadoutWeights.Signed(200, 0.02, 0.01),
            Rule = FiringRule.One,
            DecayTime = double.PositiveInfinity
        };
        var (none, one) = (network.Run(Jump), (network with { Delay = 1 }).Run(Jump));
        for (int bin = 1; bin < none.Bins; bin++) Assert.Equal(none.Spikes.At(bin - 1).ToArray(), one.Spikes.At(bin).ToArray());
        Assert.Contains("like one of 1 bin", Assert.Single(none.Warnings), StringComparison.Ordinal);
        Assert.Empty(one.Warnings);
    }

    [Fact]
    public void The_largest_gain_is_where_the_late_loop_begins_to_grow() => Prop.ForAll(Gen.Choose(1, 60).ToArbitrary(), delay =>
    {
        double q = LoopStability.LargestGain(delay);
        Assert.True(Late(0.995 * q, delay) < 1e-3 * Late(1.005 * q, delay));
        Assert.Equal(delay, LoopStability.LongestDelay(0.999999 * q));
        Assert.Equal(delay - 1, LoopStability.LongestDelay(1.000001 * q) is var longest && longest == -1 ? 0 : longest);
    }).QuickCheckThrowOnFailure();

    // e_{t+1} = e_t - q e_{t-k}: the largest error of the last of 4,000 (2k + 1) bins
    static double Late(double gain, int delay)
    {
        int k = delay - 1, bins = 1000 * (2 * k + 1);
        var e = new double[bins];
        e.AsSpan(0, k + 1).Fill(1);
        for (int t = k; t + 1 < bins; t++) e[t + 1] = e[t] - gain * e[t - k];
        return e.TakeLast(4 * k + 2).Max(Math.Abs);
    }

    [Fact]
    public void The_population_form_is_stable_up_to_the_39_bins_of_its_gain()
    {
        Assert.Equal(39, LoopStability.LongestDelay(1 / 25.0));
        double Late(int delay) => new PoissonPopulation
        {
            Weights = ReadoutWeights.MirrorPairs(200, 0.02),
            DecayTime = double.PositiveInfinity,
            Delay = delay
        }
            .Run(Stimulus.Pulses(4, Step, (0.1, 0.1, 10_000))).Rms(2);
        Assert.InRange(Late(39), 0, 0.02);
        Assert.InRange(Late(40), 10, 100);
    }

    [Fact]
    public void Many_weak_neurons_of_the_local_form_stand_at_their_offset_and_leave_it_beyond_their_boundary()
    {
        // 20,000 neurons that follow a ramp of 25/s; the voltage predicts its own decay, which takes x (1 - e^{-d dt / tau}) off the
        // offset.
        var network = new LocalNetwork { Weights = ReadoutWeights.Signed(20_000, 0.002), DecayTime = 10, Sharpness = 5000 };
        var ramp = Stimulus.Pulses(0.5, Step, (0, 0.5, 25));
        double demand = 25 + 12.5 * 0.3 / 10 * 2;
        var (gain, offset) = LoopStability.OfLocal(network, Step, demand);
        Assert.InRange(offset, 0.060, 0.065);
        Assert.Equal(34, LoopStability.LongestDelay(gain));
        var slow = (network with { Delay = 1 }).Run(ramp);
        double lag = Enumerable.Range(2000, 2500).Average(bin => slow.Target(bin) - slow.Readout(bin));
        Assert.InRange(lag, 0.97 * offset, 1.06 * offset);
        double Spread(int delay)
        {
            var run = (network with { Delay = delay }).Run(ramp);
            var errors = Enumerable.Range(3000, 2000).Select(bin => run.Target(bin) - run.Readout(bin)).ToArray();
            double mean = errors.Average();
            return Math.Sqrt(errors.Average(e => (e - mean) * (e - mean)));
        }
        Assert.InRange(Spread(28), 0, 0.1);
        Assert.InRange(Spread(36), 0.5, 100);
    }

    [Fact]
    public void The_published_discretisation_stands_off_by_half_a_bin_of_A()
    {
        // x_{t+1} = e^{A dt} x_t + dt c: fixed point dt c / (1 - e^{A dt}) = (c / |A|) (1 + |A| dt / 2 + ...)
        var run = new HardNetwork { Weights = ReadoutWeights.Signed(20, 0.01), System = LinearSystem.Leak(50) }
            .Run(Stimulus.Pulses(1, Step, (0, 1, 10)));
        Assert.InRange(run.Target(run.Bins - 1) / 0.2 - 1, 0.00250, 0.002505);
    }

    [Fact]
    public void An_encoder_that_knows_all_spikes_in_flight_is_the_undelayed_network_a_delay_late()
    {
        var stimulus = Stimulus.Pulses(0.3, Step, (0.05, 0.1, 40), (0.15, 0.2, -60));
        var cases = from delay in Gen.Choose(1, 60)
                    from seed in Gen.Choose(1, 1000)
                    from form in Gen.Choose(0, 3)
                    select (delay, (ulong)seed, form);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (delay, seed, form) = c;
            BalancedNetwork network = form switch
            {
                0 => new LocalNetwork { Weights = ReadoutWeights.Signed(100, 0.1, 0.01, seed), MinRate = 1 },
                1 => new PoissonPopulation { Weights = ReadoutWeights.MirrorPairs(100, 0.1, 0.1, seed) },
                2 => new HardNetwork { Weights = ReadoutWeights.Signed(100, 0.1, 0.01, seed), Rule = FiringRule.One },
                _ => new HardNetwork { Weights = ReadoutWeights.Signed(100, 0.1, 0.01, seed) },
            };
            network = network with { Seed = seed, InFlight = InFlight.All };
            var (prompt, late) = ((network with { Delay = 0 }).Run(stimulus), (network with { Delay = delay }).Run(stimulus));
            for (int bin = delay; bin < prompt.Bins; bin++)
                if (!late.Spikes.At(bin).SequenceEqual(prompt.Spikes.At(bin - delay))) return false;
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_propagator_is_the_rotation_and_decay_that_its_matrix_says()
    {
        double[] p = LinearSystem.Oscillator(0.99, 9.9).Propagator(0.7);
        double decay = Math.Exp(-0.99 * 0.7), angle = 9.9 * 0.7;
        double[] exact = [decay * Math.Cos(angle), -decay * Math.Sin(angle), decay * Math.Sin(angle), decay * Math.Cos(angle)];
        for (int k = 0; k < 4; k++) Assert.Equal(exact[k], p[k], 14);
        Assert.Equal(1, LinearSystem.Leak(50).Propagator(1)[0] / Math.Exp(-50), 12);
    }

    [Fact]
    public void Propagators_of_two_times_multiply_to_that_of_their_sum() => Prop.ForAll(Gen.Choose(-40, 40).ArrayOf(9).ToArbitrary(),
        numbers =>
    {
        var matrix = new double[3, 3];
        for (int k = 0; k < 9; k++) matrix[k / 3, k % 3] = numbers[k] / 10.0;
        var system = new LinearSystem(matrix);
        double[] a = system.Propagator(0.3), b = system.Propagator(0.5), sum = system.Propagator(0.8);
        double size = sum.Max(Math.Abs) + 1;
        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 3; column++)
                Assert.InRange(Enumerable.Range(0, 3).Sum(k => a[3 * row + k] * b[3 * k + column]) - sum[3 * row + column], -1e-12 * size,
                    1e-12 * size);
    }).QuickCheckThrowOnFailure();
}
