using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>A layer that has learned: the scale of its features, and a weight for each class and input.</summary>
/// <param name="Scaler">Fitted to the rows learned from.</param>
/// <param name="Times">The spikes of those rows.</param>
/// <param name="Weights">Class by class.</param>
public sealed record TemporalLayer(FeatureScaler Scaler, SpikeTimes Times, double[] Weights);

/// <summary>A layer that learns a temporal code from a teacher and answers by its first spike.</summary>
public sealed class TemporalMethod : IMethod
{
    readonly TeacherTraining _training;

    /// <summary>A method with these settings.</summary>
    /// <exception cref="ArgumentException">The settings are outside their bounds.</exception>
    public TemporalMethod(TemporalSettings settings)
    {
        _training = new TeacherTraining(settings);
        Settings = settings;
    }

    /// <summary>What it is made of.</summary>
    public TemporalSettings Settings { get; }

    /// <inheritdoc/>
    public string Name => Settings.Window.Name;

    /// <inheritdoc/>
    public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
    {
        var learned = Learn(train, random);
        var layer = new FirstSpike(Settings, learned.Weights, train.Classes);
        var times = learned.Scaler.Encode(test, Settings.Fields);
        var answers = new Answer[times.Count];
        for (int row = 0; row < answers.Length; row++)
        {
            var decision = layer.Decide(times, row);
            answers[row] = new(decision.Class, decision.InputSpikes);
        }
        return answers;
    }

    /// <summary>Learns, in an order that is drawn anew for each epoch.</summary>
    public TemporalLayer Learn(FeatureTable train, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(random);
        var scaler = new FeatureScaler(train, Settings.Scaling);
        var times = scaler.Encode(train, Settings.Fields);
        int[] labels = [.. Enumerable.Range(0, train.Count).Select(train.Label)];
        int[] order = [.. Enumerable.Range(0, Settings.Epochs).SelectMany(_ => random.Permutation(train.Count))];
        return new(scaler, times, _training.Train(times, labels, train.Classes, order));
    }
}
