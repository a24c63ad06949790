using System.CommandLine;
using System.Globalization;
using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Loihi;

namespace Spikebook.Cli;

/// <summary><c>spikebook train</c>: trains the one-bit network of the chip, as arithmetic or in spikes.</summary>
static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = TrainingData.Known + ".", DefaultValueFactory = _ => "digits", HelpName = "NAME" };
        var test = new Option<string?>("--test") { Description = "A CSV file to test with, where --data is one; by default its last sixth.", HelpName = "FILE" };
        var label = new Option<string>("--label") { Description = "Where a line of a CSV file has its label: first or last.", DefaultValueFactory = _ => "last", HelpName = "PLACE" };
        var layers = new Option<string?>("--layers") { Description = "Units per layer, for instance 400-400-10; by default 64-100-10 for digits and 400-400-10 for 20x20 images.", HelpName = "SIZES" };
        var epochs = new Option<int>("--epochs") { Description = "How often every sample is shown.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of initial weights and sample order.", DefaultValueFactory = _ => 1, HelpName = "S" };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Where the state is kept; by default under output/train.", HelpName = "FILE" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint, if there is one." };
        var form = new Option<string>("--form") { Description = "fast (arithmetic) or circuit (every spike on the emulated chip): the same weights, ten times slower and more.", DefaultValueFactory = _ => "fast", HelpName = "FORM" };
        var weights = new Option<string?>("--weights") { Description = "Write the final weights to this .npz file too.", HelpName = "FILE" };
        var command = new Command("train", "Trains the chip's one-bit network and tests it.") { data, test, label, layers, epochs, seed, form, checkpoint, resume, weights };
        command.SetAction((parsed, cancellation) =>
        {
            try
            {
                var (train, tests) = TrainingData.Load(parsed.GetValue(data)!, parsed.GetValue(test), parsed.GetValue(label)!);
                var sizes = LayerSizes.Parse(parsed.GetValue(layers) ?? $"{train.Inputs}-{(train.Inputs >= 400 ? 400 : 100)}-{train.Classes}");
                var learner = LearnerOf(parsed.GetValue(form)!);
                string state = parsed.GetValue(checkpoint)
                    ?? Path.Combine(House.Output, "train", $"{FileName(train.Name)}-{sizes}-seed{parsed.GetValue(seed)}.npz");
                var plan = new TrainingPlan(sizes, parsed.GetValue(epochs), parsed.GetValue(seed)) { Checkpoint = Path.GetFullPath(state) };
                return Task.FromResult(Train(plan, train, tests, learner, parsed.GetValue(resume), parsed.GetValue(weights), cancellation));
            }
            catch (Exception e) when (e is DatasetException or BackpropException or LoihiException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                return Task.FromResult(ExitCode.Refuse(e.Message));
            }
        });
        return command;
    }

    static Func<BinaryWeights, ILearner>? LearnerOf(string form) => form switch
    {
        "fast" => null,
        "circuit" => Circuit,
        _ => throw new ArgumentException($"there is no form {form}; use fast or circuit"),
    };

    static SynfireCircuit Circuit(BinaryWeights weights)
    {
        var circuit = new SynfireCircuit(weights);
        Console.WriteLine($"chip       {circuit.Run.Program.Place().CoresInUse} cores, {circuit.Phases} steps a sample"); // or says what does not fit
        return circuit;
    }

    static int Train(
        TrainingPlan plan, BinarySamples train, BinarySamples test, Func<BinaryWeights, ILearner>? learner, bool resume, string? weights, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(plan.Checkpoint)!);
        Console.WriteLine($"{plan.Layers} on {train.Name}: {train.Count} samples to learn, {test.Count} to test, {plan.Epochs} epochs, seed {plan.Seed}");
        using var line = new StatusLine();
        var progress = new Told<TrainingProgress>(p => line.Show("training", Describe(p), p.Samples == p.TotalSamples));
        TrainingRun run;
        try
        {
            run = resume ? Trainer.Resume(plan, train, test, progress, cancellation, learner) : Trainer.Run(plan, train, test, progress, cancellation, learner);
        }
        catch (OperationCanceledException)
        {
            line.End();
            Console.Error.WriteLine($"spikebook: interrupted; go on with --resume from {plan.Checkpoint}");
            return ExitCode.Interrupted;
        }
        line.End();
        var last = run.Curve[^1];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"test       {last.TestExact:0.00%} exact, {last.TestArgmax:0.00%} by spikes, {last.TestArgmaxPotential:0.00%} by potentials"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time       {run.Seconds:0.0} s"));
        Console.WriteLine($"state      {plan.Checkpoint}");
        if (weights is null) return ExitCode.Ok;
        WeightFile.Save(weights, run.Weights);
        Console.WriteLine($"weights    {Path.GetFullPath(weights)}");
        return ExitCode.Ok;
    }

    static string Describe(TrainingProgress p)
    {
        string test = p.Latest is { } latest ? string.Create(CultureInfo.InvariantCulture, $"  test {latest.TestArgmaxPotential:0.00%}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {p.Epoch}/{p.Epochs}  {100.0 * p.Samples / p.TotalSamples:0}%  {p.SamplesPerSecond:#,0} samples/s  {Durations.Clock(p.Remaining)} left{test}");
    }

    static string FileName(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : '-'));
}
