using System.Runtime.Intrinsics;
using Spikebook.Randomness;

namespace Spikebook.Spiking.Tests;

/// <summary>The kernels beside plain arithmetic.</summary>
public class KernelTests
{
    [Fact]
    public void Sixty_four_words_at_a_time_are_those_of_the_generator()
    {
        var stream = Streams.For(7, "spikes", 3);
        var words = new uint[PhiloxWords.Count];
        foreach (long block in new[] { 0L, 1, 12_345_678_901 })
        {
            PhiloxWords.Fill(stream, block, words);
            for (int c = 0; c < 16; c++)
            {
                var (w0, w1, w2, w3) = Philox.Block(stream.Key, (ulong)(16 * block + c), stream.Substream);
                Assert.Equal([w0, w1, w2, w3], [words[c], words[16 + c], words[32 + c], words[48 + c]]);
            }
        }
    }

    [Fact]
    public void The_exponential_is_that_of_the_mathematics_to_single_precision()
    {
        for (float x = -86; x < 87; x += 0.0137f)
        {
            Assert.InRange(VectorExp.Exp(Vector512.Create(x))[5] / Math.Exp(x), 1 - 2e-7, 1 + 2e-7);
            if (x > 0) Assert.InRange(VectorExp.OneMinusExp(Vector512.Create(x))[9] / -Math.Exp(-x) / (1 - Math.Exp(x)), 1 - 2e-7, 1
                + 2e-7);
        }
        foreach (float small in new[] { 1e-9f, 1e-6f, 1e-3f, 0.499f, 0.5f, 0.501f })
            Assert.InRange(VectorExp.OneMinusExp(Vector512.Create(small))[0] / (small - small * (double)small / 2
                + Math.Pow(small, 3) / 6 - Math.Pow(small, 4) / 24
                + Math.Pow(small, 5) / 120 - Math.Pow(small, 6) / 720 + Math.Pow(small, 7) / 5040 - Math.Pow(small, 8) / 40320), 1 - 2e-7,
                    1 + 2e-7);
        Assert.InRange(VectorExp.Exp(Vector512.Create(-1e9f))[0], 0, 2e-38f);
    }

    [Theory]
    [InlineData(100, 1, 1000)]
    [InlineData(5000, 5, 50)]
    public void Neurons_fire_as_often_as_their_rate_says(double maxRate, double minRate, double sharpness)
    {
        const double w = 0.1, step = 1e-4;
        var network = new LocalNetwork
        {
            Weights = ReadoutWeights.Signed(1000, w),
            MaxRate = maxRate,
            MinRate = minRate,
            Sharpness = sharpness
        };
        var firing = network.Firing(step);
        var fired = new int[1000];
        foreach (double error in new[] { -0.02, 0.03, 0.1 })
        {
            int up = 0, down = 0;
            const int bins = 4000;
            for (int bin = 0; bin < bins; bin++)
            {
                int count = firing.Decide(bin, [error], [], fired);
                up += fired.AsSpan(0, count).ToArray().Count(i => i >= 500);
                down += fired.AsSpan(0, count).ToArray().Count(i => i < 500);
            }
            foreach (var (count, voltage) in new[] { (up, w * error), (down, -w * error) })
            {
                double p = 1 - Math.Exp(-network.Rate(voltage, w * w / 2) * step), expected = 500.0 * bins * p;
                Assert.InRange(count, expected - 4.5 * Math.Sqrt(expected) - 2, expected + 4.5 * Math.Sqrt(expected) + 2);
            }
        }
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var fired = new int[400];
        double[] error = [0.07];
        foreach (var firing in new[]
        {
            new LocalNetwork { Weights = ReadoutWeights.Signed(400, 0.1) }.Firing(1e-4),
            new HardNetwork { Weights = ReadoutWeights.Signed(400, 0.1) }.Firing(1e-4),
            new PoissonPopulation { Weights = ReadoutWeights.MirrorPairs(400, 0.1) }.Firing(1e-4),
        })
        {
            firing.Decide(0, error, [], fired);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int bin = 1; bin < 100; bin++) firing.Decide(bin, error, [], fired);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void A_seed_gives_the_same_spikes_on_every_machine()
    {
        var stimulus = Stimulus.Pulses(0.5, 1e-4, (0.1, 0.2, 25), (0.3, 0.4, -50));
        Assert.Equal("47E8C882", Fingerprint(new LocalNetwork { Weights = ReadoutWeights.Signed(130, 0.1), MinRate = 2, Delay = 7 }
            .Run(stimulus)));
        Assert.Equal("6F46FDB5", Fingerprint(new PoissonPopulation { Weights = ReadoutWeights.MirrorPairs(130, 0.1), Delay = 7 }
            .Run(stimulus)));
    }

    static string Fingerprint(BalancedRun run)
    {
        uint hash = 2166136261;
        foreach (var (bin, neuron) in run.Spikes.All()) hash = ((hash ^ (uint)bin) * 16777619 ^ (uint)neuron) * 16777619;
        return hash.ToString("X8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
