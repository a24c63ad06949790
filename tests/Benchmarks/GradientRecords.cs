using System.Text.Json;
using System.Text.Json.Serialization;
using Spikebook.Data;
using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Surrogates;
using Spikebook.Gradients.Tasks;
using Spikebook.Training;

namespace Spikebook.Benchmarks;

/// <summary>
/// Records training runs that are too long for a notebook; each can be interrupted, and goes on where it was.
/// <c>dotnet run -c Release --project tests/Benchmarks -- record-eventprop-mnist [epochs]</c> (about 15 s an epoch),
/// <c>record-eventprop-yinyang</c> and <c>record-eventprop-wake</c> (about two minutes each). <c>time-gradients</c> prints the processor
/// time of epochs. The grid of surrogates is a study of the sweep engine, <c>notebooks/studies/surrogate-grid.cs</c>.
/// </summary>
static class GradientRecords
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    sealed record CurveRow(int Epoch, double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy);

    public static bool Run(string[] args)
    {
        switch (args)
        {
            case ["record-eventprop-mnist", ..]:
                MnistCurve("data/reference/eventprop-mnist.json",
                int.Parse(args.ElementAtOrDefault(1) ?? "100")); return true;
            case ["record-eventprop-yinyang", ..]: YinYangCurves("data/reference/eventprop-yinyang-seeds.json"); return true;
            case ["record-eventprop-wake", ..]: Wake("data/reference/eventprop-yinyang-wake.json"); return true;
            case ["record-eventprop-spread", ..]:
                SpreadRecord.Write("data/reference/eventprop-spread.json", args.ElementAtOrDefault(1)); return true;
            case ["record-eventprop-fashion", string folder, ..]:
                FashionCurve("data/reference/eventprop-fashion.json", folder, int.Parse(args.ElementAtOrDefault(2) ?? "5")); return true;
            case ["record-surrogate-recurrent", ..]: Recurrent("data/reference/surrogate-recurrent.json"); return true;
            case ["record-surrogate-sparse", ..]: Sparse("data/reference/surrogate-sparse.json"); return true;
            case ["time-gradients", ..]: Time(); return true;
            default: return false;
        }
    }

    // Processor time, as the programs in tests/Peers print it: it can be set beside theirs on a busy machine too.
    static void Time()
    {
        var learners = new GradientBenchmarks();
        learners.Train();
        foreach (var (task, epoch) in new (string, Action)[] { ("Yin-Yang", learners.YinYangEpoch), ("Randman", learners.RandmanEpoch) })
        {
            var spent = new List<double>();
            for (int n = 0; n < 12; n++)
            {
                TimeSpan begin = Environment.CpuUsage.TotalTime;
                epoch();
                spent.Add((Environment.CpuUsage.TotalTime - begin).TotalSeconds);
            }
            Console.WriteLine($"{task}: median {spent.Skip(3).Order().ElementAt(4):0.0000} s an epoch");
        }
    }

    static void Recurrent(string file)
    {
        var rows = from seed in (ulong[])[1, 2, 3]
                   from batch in (int[])[250, 50]
                   from surrogate in (Surrogate[])[new(SurrogateShape.SuperSpike, 10), new(SurrogateShape.Asymptotic, 10),
                       new(SurrogateShape.Asymptotic, 100)]
                   let split = new Randman { SamplesPerClass = 400 }.Split(seed, train: 200, validation: 100)
                   let study = new RobustnessStudy(split.Train, split.Test) { Epochs = 25, BatchSize = batch, Seed = seed }
                   let row = study.Run(new(surrogate.Shape, surrogate.Beta, 0.02, Recurrent: true))
                   select new { seed, batch, surrogate.Shape, surrogate.Beta, row.Accuracy, row.SpikesPerSample };
        Write(file, "Recurrent networks: fraction of 1,000 test samples right after 25 epochs, and hidden spikes of a sample; Randman, "
            + "200 samples a class, 100 hidden neurons, rate 0.02; data and weights of the same seed", "record-surrogate-recurrent", rows);
    }

    static void Sparse(string file)
    {
        var (train, _, test) = new Randman().Split(seed: 1);
        var rows = from limit in (double[])[1, 0.5, 0.2]
                   let study = new RobustnessStudy(train, test) { Epochs = 30, Costs = new(UpperStrength: 1, Upper: limit) }
                   let row = study.Run(new(SurrogateShape.SuperSpike, 10, 0.05))
                   select new { limit, row.Accuracy, row.SpikesPerSample };
        Write(file, "A limit on the mean number of spikes of a hidden neuron (upper cost of strength 1, squared): fraction of 1,000 test "
            + "samples right after 30 epochs, and hidden spikes of a sample; Randman, seed 1, 800 samples a class in batches of 250, 100 "
            + "hidden neurons, SuperSpike with beta 10, rate 0.05", "record-surrogate-sparse", rows);
    }

    static void FashionCurve(string file, string folder, int epochs)
    {
        TrainTest clothes = Mnist.Load(folder, "Fashion-MNIST");
        var train = SpikeDataset.Latency(clothes.Train.Slice(5000, 55_000));
        var test = SpikeDataset.Latency(clothes.Test);
        var setup = EventSetup.Mnist(1);
        var plan = new TrainingPlan(epochs, 1) { BatchSize = setup.BatchSize, Checkpoint = "output/eventprop-fashion.npz" };
        TrainingRun run = Trainer.Resume(setup.NewLearner(), plan, train, test, new Progress<TrainingProgress>(p => Console.WriteLine(p)));
        Write(file, "EventProp on Fashion-MNIST, 784-350-10, maximum voltage, seed 1: EventSetup.Mnist(1), the last 55,000 training images",
            $"record-eventprop-fashion FOLDER {epochs}", Rows(run));
    }

    static void MnistCurve(string file, int epochs)
    {
        TrainTest mnist = Mnist.Load();
        SpikeDataset train = SpikeDataset.Latency(mnist.Train.Slice(5000, 55_000)), test = SpikeDataset.Latency(mnist.Test);
        var setup = EventSetup.Mnist(1);
        var plan = new TrainingPlan(epochs, 1) { BatchSize = setup.BatchSize, Checkpoint = "output/eventprop-mnist.npz" };
        TrainingRun run = Trainer.Resume(setup.NewLearner(), plan, train, test, new Progress<TrainingProgress>(p => Console.WriteLine(p)));
        Write(file, "EventProp on MNIST, 784-350-10, maximum voltage, seed 1: EventSetup.Mnist(1), the last 55,000 training images",
            $"record-eventprop-mnist {epochs}", Rows(run));
    }

    static void YinYangCurves(string file)
        => Write(file, "EventProp on Yin-Yang, 5-200-3, time to first spike: EventSetup.YinYang(seed)", "record-eventprop-yinyang",
            TenSeeds(0, (seed, run) => new
            {
                seed,
                silentInTheEnd = run.Curve[^1].Train["silent"],
                curve = Rows(run).Where(r => r.Epoch <= 10 || r.Epoch % 5 == 0).Select(r => new { r.Epoch, r.TestLoss, r.TestAccuracy }),
            }));

    static void Wake(string file)
        => Write(file, "As eventprop-yinyang-seeds, with TimeToFirstSpike { Wake = 0.3 }, after 100 epochs", "record-eventprop-wake",
            TenSeeds(0.3, (seed, run) => new
            {
                seed,
                testAccuracy = run.Curve[^1].Test!["accuracy"],
                testLoss = Math.Round(run.Curve[^1].Test!["loss"], 3),
                silentInTheEnd = run.Curve[^1].Train["silent"],
            }));

    static T[] TenSeeds<T>(double wake, Func<int, TrainingRun, T> row)
    {
        SpikeDataset train = YinYang.Spikes(YinYang.Train()), test = YinYang.Spikes(YinYang.Test());
        var rows = new T[10];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var setup = EventSetup.YinYang((ulong)seed);
            var network = new EventNetwork(setup.Network.Neuron, setup.Network.Weights, new TimeToFirstSpike { Wake = wake });
            var plan = new TrainingPlan(setup.Epochs, (ulong)seed) { BatchSize = setup.BatchSize };
            rows[seed] = row(seed, Trainer.Run(new EventLearner(network, setup.Options), plan, train, test));
        });
        return rows;
    }

    static IEnumerable<CurveRow> Rows(TrainingRun run) => run.Curve.Select(p => new CurveRow(
        (int)p.Epoch, Round(p.Train["loss"]), Round(p.Train["accuracy"]), Round(p.Test!["loss"]), Round(p.Test["accuracy"])));

    static double Round(double value) => Math.Round(value, 6);

    internal static void Write<T>(string file, string what, string command, IEnumerable<T> rows)
        => Storage.AtomicFile.WriteText(file, "{\n"
            + $"  \"what\": {JsonSerializer.Serialize(what)},\n"
            + $"  \"source\": \"Spikebook {Trainer.Version}: dotnet run -c Release --project tests/Benchmarks -- {command}\",\n"
            + $"  \"rows\": [\n    {string.Join(",\n    ", rows.Select(row => JsonSerializer.Serialize(row, Json)))}\n  ]\n}}\n");
}
