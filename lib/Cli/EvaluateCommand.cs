using System.CommandLine;
using System.Globalization;
using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Training;

namespace Spikebook.Cli;

/// <summary><c>spikebook evaluate</c>: tests weights from a file, or from a checkpoint, without learning.</summary>
static class EvaluateCommand
{
    public static Command Create()
    {
        var weights = new Argument<string>("WEIGHTS") { Description = "An .npz file of weights, or a checkpoint." };
        var data = new DataOptions();
        var command = new Command("evaluate", "Tests trained weights on a dataset; nothing is learned.") { weights };
        data.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Refusal.Guard(() => Evaluate(parsed.GetValue(weights)!, data.Load(parsed), cancellation))));
        return command;
    }

    static int Evaluate(string path, TrainingData data, CancellationToken cancellation)
    {
        BinarySamples samples = data.Test ?? data.Train;
        OneBitLearner learner = new(WeightFile.Load(path));
        var evaluation = Evaluation.Of(learner, samples, cancellation);
        Console.WriteLine($"{learner.Layers} on {samples.Name}: {evaluation.Samples} samples");
        Console.WriteLine($"test       {Measures(evaluation.Measured)}");
        var confusion = ConfusionMatrix.Of(learner, samples);
        foreach (var worst in Enumerable.Range(0, learner.Classes * learner.Classes)
            .Select(i => (Label: i / learner.Classes, Answer: i % learner.Classes))
            .Where(pair => pair.Label != pair.Answer && confusion.Counts[pair.Label, pair.Answer] > 0)
            .OrderByDescending(pair => confusion.Counts[pair.Label, pair.Answer]).Take(3))
            Console.WriteLine($"mistaken   {worst.Label} for {worst.Answer}: {confusion.Counts[worst.Label, worst.Answer]} times");
        return ExitCode.Ok;
    }

    /// <summary>The measures of a one-bit network, the paper's first.</summary>
    public static string Measures(Measured measured) => string.Create(
        CultureInfo.InvariantCulture,
        $"{measured["spikes"]:0.00%} by spikes, {measured["exact"]:0.00%} exact, {measured["potentials"]:0.00%} by potentials");
}
