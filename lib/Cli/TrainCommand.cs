using System.CommandLine;
using System.Globalization;
using Spikebook.Backprop;
using Spikebook.Figures;
using Spikebook.Loihi;
using Spikebook.Storage;
using Spikebook.Training;

namespace Spikebook.Cli;

/// <summary><c>spikebook train</c>: trains the one-bit network of the chip, as arithmetic or in spikes.</summary>
static class TrainCommand
{
    sealed record Request(
        TrainingData Data, OneBitLearner Learner, TrainingPlan Plan, string Form, bool Resume, bool Fresh, string? Weights);

    public static Command Create()
    {
        var data = new DataOptions();
        var layers = new Option<string?>("--layers")
        {
            Description = "Units per layer, for instance 400-400-10; by default 64-100-10 for digits and 400-400-10 for 20x20 images.",
            HelpName = "SIZES",
        };
        var epochs = new Option<int>(
            "--epochs")
        { Description = "How often every sample is shown.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var from = new Option<string?>(
            "--from")
        { Description = "Start from the weights of this file instead of random ones.", HelpName = "FILE" };
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "Where the state is kept; by default under output/train, named by data, layers, form and seed.",
            HelpName = "FILE",
        };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint, if there is one." };
        var fresh = new Option<bool>(
            "--fresh")
        { Description = "Start anew where there is a checkpoint; the old one is kept under a numbered name." };
        var form = new Option<string>("--form")
        {
            Description = "fast (arithmetic) or circuit (every spike on the emulated chip): the same weights, ten times slower and more.",
            DefaultValueFactory = _ => "fast",
            HelpName = "FORM",
        };
        var onBreach = new Option<string>("--on-range-breach")
        {
            Description = "Where sums leave the range in which circuit and arithmetic agree: warn (at the end), stop, or circuit (go back to before that sample and on in spikes).",
            DefaultValueFactory = _ => "warn",
            HelpName = "WHAT",
        };
        var weights = new Option<string?>(
            "--weights")
        { Description = "Write the final weights to this .npz file too.", HelpName = "FILE" };
        var curve = new Option<string?>("--curve")
        {
            Description = "Write the learning curve, a line an epoch, to this CSV file; by default beside the checkpoint.",
            HelpName = "FILE",
        };
        var command = new Command("train", "Trains the chip's one-bit network and tests it.");
        data.AddTo(command);
        foreach (Option option in (Option[])[
            layers, epochs, from, form, onBreach, checkpoint, resume, fresh, weights, curve]) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.FromResult(Refusal.Guard(() =>
        {
            TrainingData samples = data.Load(parsed);
            ulong seed = parsed.GetValue(data.Seed);
            string shape = parsed.GetValue(form)!;
            if (parsed.GetValue(weights) is { } asked) RegularFile.RequireWritable(asked); // before hours of work, not after
            var start = Start(samples, parsed.GetValue(layers), parsed.GetValue(from), seed);
            string name = $"{FileName(samples.Train.Name)}-{start.Layers}-{shape}-seed{seed}.npz";
            string state = Path.GetFullPath(parsed.GetValue(checkpoint) ?? Path.Combine(House.Output, "train", name));
            var plan = new TrainingPlan(parsed.GetValue(epochs), seed)
            {
                Checkpoint = state,
                CurveFile = Path.GetFullPath(parsed.GetValue(curve) ?? Path.ChangeExtension(state, null) + "-curve.csv"),
            };
            var learner = new OneBitLearner(start, form: FormOf(shape), onBreach: ResponseOf(parsed.GetValue(onBreach)!));
            return Train(new(
                samples, learner, plan, shape, parsed.GetValue(resume), parsed.GetValue(fresh), parsed.GetValue(weights)), cancellation);
        })));
        return command;
    }

    static BinaryWeights Start(TrainingData samples, string? layers, string? from, ulong seed)
    {
        if (from is null)
        {
            int inputs = samples.Train.Inputs;
            return BinaryWeights.Random(
                LayerSizes.Parse(layers ?? $"{inputs}-{(inputs >= 400 ? 400 : 100)}-{samples.Train.Classes}"), seed);
        }
        var start = WeightFile.Load(from);
        if (layers is not null && !LayerSizes.Parse(layers).Equals(start.Layers))
            throw new ArgumentException($"--layers {layers}: the weights of {from} are {start.Layers}; leave out one of the two");
        return start;
    }

    static Func<BinaryWeights, IOneBitNetwork>? FormOf(string form) => form switch
    {
        "fast" => null,
        "circuit" => Circuit,
        _ => throw new ArgumentException($"there is no form {form}; use fast or circuit"),
    };

    static BreachResponse ResponseOf(string word) => word switch
    {
        "warn" => BreachResponse.Report,
        "stop" => BreachResponse.Stop,
        "circuit" => BreachResponse.Circuit,
        _ => throw new ArgumentException($"--on-range-breach {word}: use warn, stop or circuit"),
    };

    static SynfireCircuit Circuit(BinaryWeights weights)
    {
        var circuit = new SynfireCircuit(weights);
        Console.WriteLine(
            $"chip       {circuit.Run.Program.Place().CoresInUse} cores, {circuit.Phases} steps a sample"); // or says what does not fit
        return circuit;
    }

    static int Train(Request request, CancellationToken cancellation)
    {
        var (data, learner, plan, _, resume, fresh, weights) = request;
        string path = plan.Checkpoint!;
        if (resume && fresh) throw new ArgumentException("--resume and --fresh exclude each other; give one");
        foreach (string written in (string[])[path, plan.CurveFile!])
            if (!resume && Path.Exists(written)) MakeRoom(written, fresh);
        string tested = data.Test is { } test ? $"{test.Count} to test" : "none to test";
        Console.WriteLine($"{learner.Layers} on {data.Train.Name}: {data.Train.Count} samples to learn, {tested}, {plan.Epochs} epochs, seed {plan.Seed}");
        if (data.Split is { } split) Console.WriteLine($"split      {split}");
        TrainingRun run;
        try
        {
            run = ProgressLine.Follow("training", tell =>
            {
                var progress = new Told<TrainingProgress>(
                    p => tell(Describe(p, data.Test is not null), (double)p.Samples / p.TotalSamples));
                return resume
                    ? Trainer.Resume(learner, plan, data.Train, data.Test, progress, cancellation)
                    : Trainer.Run(learner, plan, data.Train, data.Test, progress, cancellation);
            });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"spikebook: interrupted; go on with --resume from {path}");
            return ExitCode.Interrupted;
        }
        var last = run.Curve[^1];
        Console.WriteLine(
            last.Test is { } end ? $"test       {EvaluateCommand.Measures(end)}" : $"learned    {EvaluateCommand.Measures(last.Train)}");
        if (learner.FellBack is { } parted) Console.WriteLine(
            $"range      left at sample {parted.Sample} in {parted.Layer}, unit {parted.Unit}; learned on in spikes, with the circuit's own weights");
        else if (learner.Network.Breach is { } breach) Console.Error.WriteLine($"spikebook: warning: {breach}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time       {run.Seconds:0.0} s"));
        Console.WriteLine($"state      {path}");
        Console.WriteLine($"curve      {plan.CurveFile}");
        if (weights is null) return ExitCode.Ok;
        WeightFile.Save(weights, learner.Weights());
        Console.WriteLine($"weights    {Path.GetFullPath(weights)}");
        return ExitCode.Ok;
    }

    // Nothing that is there is replaced without being asked.
    static void MakeRoom(string path, bool fresh)
    {
        RegularFile.RequireWritable(path);
        if (!fresh)
        {
            throw new TrainingException(
                $"{path} is there already; go on with --resume, keep it under a numbered name with --fresh, or name another with --checkpoint");
        }
        string kept = AtomicFile.FreeName(path);
        File.Move(path, kept);
        Console.WriteLine($"kept       {kept}");
    }

    static string Describe(TrainingProgress p, bool tested)
    {
        string so = p.Latest is not { } latest ? ""
            : tested ? string.Create(CultureInfo.InvariantCulture, $"  test {latest.Test!["spikes"]:0.00%} by spikes")
            : string.Create(CultureInfo.InvariantCulture, $"  learned {latest.Train["spikes"]:0.00%} by spikes");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {p.Epoch}/{p.Epochs}  {p.SamplesPerSecond:#,0} samples/s  {Durations.Clock(p.Remaining)} left{so}");
    }

    static string FileName(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : '-'));
}
