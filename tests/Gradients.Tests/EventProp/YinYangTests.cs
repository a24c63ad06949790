using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Tasks;
using Spikebook.Randomness;
using Spikebook.Spiking;
using Spikebook.Training;

namespace Spikebook.Gradients.Tests.EventProp;

public sealed class YinYangTests
{
    // SHA-256 of the published arrays (github.com/lkriener/yin_yang_data_set, publication_data/*_samples.npy, *_labels.npy as 64-bit
    // integers).
    [Theory]
    [InlineData(5000, 42, "F5A4054D56F2A058F8250FBA7FF9720458E1625DB7AF78A295E45701745B2228", "534D12ACDA4F9DBC")]
    [InlineData(1000, 41, "5EAC358BDF2122763DCE3703A79F3005E56E46A4DB25EC329A07333D0F7B8093", "5A4C2F605814A620")]
    [InlineData(1000, 40, "7BAB3ED668ED4992679CFF6339FE21BFE7D0C921DDC6187EAA3BC6EF34B888D7", "DAA0F8F4E3B37B1D")]
    public void The_published_points_are_generated_bit_for_bit(int count, uint seed, string samples, string labels)
    {
        YinYangPoints points = YinYang.Generate(count, seed);
        double[] rows = [.. Enumerable.Range(0, count).SelectMany(
            i => (double[])[points.X[i], points.Y[i], 1 - points.X[i], 1 - points.Y[i]])];
        long[] classes = [.. points.Labels.Select(label => (long)label)];
        Assert.Equal(samples, Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(rows.AsSpan()))));
        Assert.StartsWith(labels, Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(classes.AsSpan()))), StringComparison.Ordinal);
    }

    sealed record Published(
        double[] TestAccuracy, double[] TestLoss, double[] HiddenAfterOne, double[] OutputAfterOne, double[] Hidden, double[] Output);

    [Fact]
    public void The_published_run_of_seed_0_is_replayed()
    {
        var published = Reference.Read<Published>("eventprop-yinyang-seed0");
        SpikeDataset train = YinYang.Spikes(YinYang.Train()), test = YinYang.Spikes(YinYang.Test());
        var network = new EventNetwork(
            new Lif(20, 5), [EventWeights.From(5, 200, published.Hidden), EventWeights.From(200, 3, published.Output)],
            new TimeToFirstSpike());
        var learner = new EventLearner(network, new EventOptions());
        AssertTest(0, 5e-14);
        var scores = new double[3 * 32];
        var generator = new NumpyRandomState(0);
        int[] order = [.. Enumerable.Range(0, train.Count)];
        generator.Shuffle(order.AsSpan());
        for (int first = 0; first < order.Length; first += 32)
            learner.Learn(train, order.AsSpan(first, Math.Min(32, order.Length - first)), scores);
        AssertTest(1, 1e-10);
        AssertWeights(published.HiddenAfterOne, network.Weights[0]);
        AssertWeights(published.OutputAfterOne, network.Weights[1]);

        void AssertTest(int epoch, double tolerance)
        {
            var result = Evaluation.Of(learner, test);
            Assert.Equal(published.TestAccuracy[epoch], result["accuracy"], 1e-12);
            Assert.Equal(published.TestLoss[epoch], result["loss"], tolerance);
            Assert.Equal(0, result["silent"]);
        }

        static void AssertWeights(double[] published, EventWeights weights)
        {
            double[] rows = weights.ToRows();
            Assert.Equal(published[0], rows.Sum(), 1e-6);
            Assert.Equal(published[1], rows.Sum(w => w * w), 1e-6);
            Assert.Equal(published[2], rows[0], 1e-8);
            Assert.Equal(published[3], rows[^1], 1e-8);
        }
    }

    [Fact]
    public void On_the_disc_the_first_output_has_no_delay()
    {
        var disc = YinYangDisc.Of(EventSetup.YinYang(1).Network, 11, 3);
        int inside = 0, right = 0;
        for (int y = 0; y < 11; y++)
            for (int x = 0; x < 11; x++)
            {
                double[] delays = [.. disc.DelaysMs.Select(z => z[y, x])];
                double px = (x + 0.5) / 11, py = (y + 0.5) / 11;
                Assert.Equal(Math.Pow(px - 0.5, 2) + Math.Pow(py - 0.5, 2) >= 0.25, double.IsNaN(delays[0]));
                if (double.IsNaN(delays[0])) continue;
                Assert.Equal(0, delays.Min());
                Assert.InRange(delays.Max(), 0, 3);
                inside++;
                if (delays[YinYang.ClassOf(px, py)] == 0) right++;
            }
        Assert.Equal((double)right / inside, disc.Agreement);
        Assert.Throws<ArgumentException>(() => YinYangDisc.Of(EventSetup.Digits(1).Network, 11, 3));
    }
}
