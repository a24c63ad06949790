using Spikebook.Randomness;

namespace Spikebook.Spiking.Tests;

/// <summary>The closed cases of the adaptive coherence measure.</summary>
public class CoherenceTests
{
    const int Period = 120, Length = 2400, N = 60;

    // A pulse train of period 120: at 1 for six samples of each.
    static double[] Train(int lag) => [.. Enumerable.Range(0, Length).Select(t => (t - lag + 10 * Period) % Period < 6 ? 1.0 : 0)];

    [Fact]
    public void Synchrony_clusters_and_waves_are_coherent_and_told_apart_by_their_lags()
    {
        var together = AdaptiveCoherence.Of([.. Enumerable.Range(0, N).Select(_ => Train(9))], 0.5);
        Assert.Equal((1, 1, 1, CoherenceState.Synchronous), (Math.Round(together.RSquared, 12), Math.Round(together.ChiSquared, 12),
            together.Lags, together.State()));
        foreach (int k in new[] { 2, 3, 5 })
        {
            var clusters = AdaptiveCoherence.Of([.. Enumerable.Range(0, N).Select(i => Train(9 + i % k * 20))], 0.5);
            Assert.Equal((1, k, N / k, CoherenceState.Clusters), (Math.Round(clusters.RSquared, 12), clusters.Lags,
                clusters.LargestCluster, clusters.State()));
            // k groups of pulses that do not overlap: var of the mean is var/k but for the mean itself
            double duty = 6.0 / Period;
            Assert.Equal((duty / k - duty * duty) / (duty - duty * duty), clusters.ChiSquared, 2);
        }
        foreach (int waves in new[] { 1, 2, 3 })
        {
            var wave = AdaptiveCoherence.Of([.. Enumerable.Range(0, N).Select(i => Train(9 + i * waves * Period / N % Period))], 0.5);
            Assert.Equal((1, N / waves, CoherenceState.TravellingWave), (Math.Round(wave.RSquared, 12), wave.Lags, wave.State()));
            Assert.InRange(wave.ChiSquared, 0, 0.01);
        }
    }

    [Fact]
    public void Independent_noise_has_a_coherence_of_one_over_n()
    {
        double[][] traces = [.. Enumerable.Range(0, N).Select(i =>
        {
            var random = Streams.For(1, "noise", i);
            double[] trace = new double[20_000];
            random.FillGaussian(trace);
            return trace;
        })];
        var noise = AdaptiveCoherence.Of(traces, 0);
        Assert.Equal(CoherenceState.Asynchronous, noise.State());
        Assert.InRange(noise.RSquared * N, 0.85, 1.15);
    }

    [Fact]
    public void Half_a_network_in_step_is_a_chimera()
    {
        double[][] traces = [.. Enumerable.Range(0, N).Select(i =>
        {
            if (i % 2 == 0) return Train(9);
            var random = Streams.For(2, "gaps", i);
            var trace = new double[Length];
            for (int t = random.NextInt(Period); t < Length; t += Period / 2 + random.NextInt(Period))
                trace.AsSpan(t, Math.Min(6, Length - t)).Fill(1);
            return trace;
        })];
        var chimera = AdaptiveCoherence.Of(traces, 0.5);
        Assert.Equal(CoherenceState.Chimera, chimera.State());
        Assert.InRange(chimera.RSquared, 0.2, 0.5); // half in step: about (1/2)^2 and what the others happen to share
    }

    [Fact]
    public void A_ring_of_neurons_keeps_its_waves_and_clusters()
    {
        var ring = new MorrisLecarRing { Neurons = 24, Inhibition = 0.1, Reach = 3 };
        Coherence After(IReadOnlyList<double> phases) => AdaptiveCoherence.Of([.. ring.Run(phases, 1500).Select(trace => trace[8000..])],
            0, 3);
        Assert.Equal(CoherenceState.Synchronous, After(ring.Wave(0)).State());
        var wave = After(ring.Wave(2));
        Assert.Equal((12, CoherenceState.TravellingWave), (wave.Lags, wave.State()));
        var clusters = After(ring.Clusters(3));
        Assert.Equal((3, CoherenceState.Clusters), (clusters.Lags, clusters.State()));
        Assert.InRange(ring.PeriodMs(), 77, 79);
    }

    [Fact]
    public void The_ring_is_integrated_to_fourth_order()
    {
        double FromRest(double step) => new MorrisLecarRing { Neurons = 3, Reach = 1, StepMs = step }.Run([0, 0, 0], 40)[1][^1];
        double coarse = FromRest(0.4), middle = FromRest(0.2), fine = FromRest(0.1);
        Assert.InRange(Math.Log2(Math.Abs((coarse - middle) / (middle - fine))), 3.8, 4.2);
    }

    [Fact]
    public void Kicked_neurons_fire_together_where_kicks_are_large()
    {
        var (traces, fired) = new KickedNetwork { Noise = 0.02, Coupling = 2, Drive = 2.5 }.Run(12, 4);
        Assert.True(fired.Max() > 0.9);
        Assert.InRange(AdaptiveCoherence.Of(traces, 2.5, 2).RSquared, 0.8, 0.9);
        var (quiet, alone) = new KickedNetwork { Noise = 0.25, Coupling = 0.3, Drive = 2.5 }.Run(12, 4);
        Assert.True(alone.Max() < 0.1);
        Assert.Equal(CoherenceState.Asynchronous, AdaptiveCoherence.Of(quiet, 2.5, 2).State());
    }

    [Fact]
    public void Traces_that_say_nothing_are_refused()
    {
        static void Says(string part, Action call) => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(call).Message,
            StringComparison.Ordinal);
        Says("at least two", () => AdaptiveCoherence.Of([Train(0)], 0.5));
        Says("trace 1 has 5 samples and trace 0 has 2400", () => AdaptiveCoherence.Of([Train(9), new double[5]], 0.5));
        Says("trace 1 does not cross 0.5 upward", () => AdaptiveCoherence.Of([Train(9), new double[Length]], 0.5));
        Says("Current = 0: a neuron alone does not fire", () => new MorrisLecarRing { Current = 0 }.PeriodMs());
        Says("5 phases for 60 neurons", () => new MorrisLecarRing().Run(new double[5], 10));
        Says("traces from 4 until 2", () => new KickedNetwork().Run(2, 4));
    }
}
