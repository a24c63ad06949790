using System.Runtime.InteropServices;
using System.Text.Json;
using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Tasks;
using Spikebook.Randomness;
using Spikebook.Training;

namespace Spikebook.Benchmarks;

/// <summary>
/// Why do seeds differ on Yin-Yang? Networks after 100 epochs on the 1,000 test points and on 10,000 fresh ones: from own initial weights,
/// with bursts of the gradient limited, and from the published weights in the published order. About six seconds a network; it goes on
/// where it was.
/// <c>dotnet run -c Release --project tests/Benchmarks -- record-eventprop-spread FOLDER</c>, where
/// <c>python3 tests/Peers/published_starts.py FOLDER</c> has left the published initial weights.
/// </summary>
static class SpreadRecord
{
    sealed record Row(string Start, int Seed, double TestAccuracy, double FreshAccuracy, double Silent, double GrazingOfMillion);

    public static void Write(string file, string? folder)
    {
        List<Row> rows = File.Exists(file) ? JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("rows")
            .Deserialize<List<Row>>(GradientRecords.Json)! : [];
        foreach (string start in (string[])["own", "limited", "published"])
            for (int seed = 0; seed < 10; seed++)
            {
                if (rows.Any(row => (row.Start, row.Seed) == (start, seed)) || (start == "published" && folder is null)) continue;
                rows.Add(Train(start, seed, folder!));
                Console.WriteLine(rows[^1]);
                GradientRecords.Write(file, "EventProp on Yin-Yang, 5-200-3, after 100 epochs: fraction right of the 1,000 published test points "
                    + "and of 10,000 fresh ones (YinYang.Generate(10000, 777)); training samples with a silent label in the last epoch; "
                    + "spikes of all epochs with I - threshold below 0.01, of a million. own: EventSetup.YinYang(seed); limited: with "
                    + "LeastSlope = 0.1; published: the authors' initial weights (NumPy's default_rng(seed), anew for each layer) and order "
                    + "(its old generator)", "record-eventprop-spread FOLDER", rows);
            }
    }

    static Row Train(string start, int seed, string folder)
    {
        SpikeDataset train = YinYang.Spikes(YinYang.Train()), test = YinYang.Spikes(YinYang.Test());
        var setup = EventSetup.YinYang((ulong)seed);
        EventNetwork network = start == "published"
            ? new(EventSetup.Neuron, [Read("hidden", 5, 200), Read("output", 200, 3)], new TimeToFirstSpike()) : setup.Network;
        var learner = new EventLearner(network, setup.Options with { LeastSlope = start == "limited" ? 0.1 : 0 });
        EventCounts counts = start == "published" ? InPublishedOrder(learner, train, seed) : InOwnOrder(learner, train, seed);
        return new(start, seed, Evaluation.Of(learner, test)["accuracy"],
            Evaluation.Of(learner, YinYang.Spikes(YinYang.Generate(10_000, 777)))["accuracy"],
            (double)counts.Silent / train.Count, Math.Round(1e6 * counts.Grazing / counts.Spikes, 2));

        EventWeights Read(string layer, int inputs, int neurons) => EventWeights.From(inputs, neurons,
            MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, $"{layer}-{seed}.bin"))));
    }

    // Silent labels of the last epoch, spikes of all.
    static EventCounts InOwnOrder(EventLearner learner, SpikeDataset train, int seed)
        => Epochs(learner, train, epoch => Streams.For((ulong)seed, "sample-order", epoch).Permutation(train.Count));

    static EventCounts InPublishedOrder(EventLearner learner, SpikeDataset train, int seed)
    {
        var generator = new NumpyRandomState((uint)seed);
        int[] order = [.. Enumerable.Range(0, train.Count)];
        return Epochs(learner, train, _ =>
        {
            generator.Shuffle(order.AsSpan());
            return order;
        });
    }

    static EventCounts Epochs(EventLearner learner, SpikeDataset train, Func<int, int[]> orderOf)
    {
        learner.MustFit(train);
        var scores = new double[32 * 3];
        EventCounts sum = default;
        for (int epoch = 0; epoch < 100; epoch++)
        {
            learner.StartEpoch(epoch);
            int[] order = orderOf(epoch);
            for (int first = 0; first < order.Length; first += 32)
                learner.Learn(train, order.AsSpan(first, Math.Min(32, order.Length - first)), scores);
            sum += learner.Learned with { Silent = epoch == 99 ? learner.Learned.Silent : 0 };
        }
        return sum;
    }
}
