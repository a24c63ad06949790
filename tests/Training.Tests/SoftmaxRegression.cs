using System.Globalization;
using Spikebook.Data;

namespace Spikebook.Training.Tests;

/// <summary>
/// A learner with nothing of spikes or bits in it: scores z = W x + b, cross-entropy, gradient descent on batches with momentum. Its state
/// is weights
/// and velocities in double precision.
/// </summary>
sealed class SoftmaxRegression(int features, int classes, double rate = 0.1, double momentum = 0.9) : ILearner<FeatureTable>
{
    readonly double[] _weights = new double[(features + 1) * classes], _velocity = new double[(features + 1) * classes];
    readonly double[] _gradient = new double[(features + 1) * classes];

    /// <summary>Called before each sample that is learned.</summary>
    public Action? BeforeSample { get; init; }

    /// <summary>Called before each group of samples that is only answered.</summary>
    public Action? BeforeScore { get; set; }

    public List<int> Epochs { get; } = [];

    public ReadOnlySpan<double> Weights => _weights;

    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
    [
        new("learner", "softmax regression"),
        new("features", $"{features}"),
        new("rate", rate.ToString("R", CultureInfo.InvariantCulture)),
        new("momentum", momentum.ToString("R", CultureInfo.InvariantCulture)),
    ];

    public int Classes => classes;

    public IReadOnlyList<Measure> Measures => [Measure.Accuracy, Measure.CrossEntropy, Measure.MeanSquaredError];

    public void MustFit(FeatureTable samples)
    {
        if (samples.Features != features) throw new ArgumentException($"{samples.Name} has {samples.Features} features, not {features}");
        if (samples.Classes > classes) throw new ArgumentException($"{samples.Name} has {samples.Classes} classes, more than {classes}");
    }

    public void StartEpoch(int epoch) => Epochs.Add(epoch);

    public void Learn(FeatureTable samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        Answer(samples, batch, scores);
        Array.Clear(_gradient);
        for (int i = 0; i < batch.Length; i++)
        {
            BeforeSample?.Invoke();
            ReadOnlySpan<double> x = samples.Row(batch[i]), z = scores.Slice(i * classes, classes);
            double highest = z[Measure.Highest(z)], sum = 0;
            foreach (double score in z) sum += Math.Exp(score - highest);
            for (int k = 0; k < classes; k++)
            {
                double error = Math.Exp(z[k] - highest) / sum - (k == samples.Label(batch[i]) ? 1 : 0);
                for (int j = 0; j < features; j++) _gradient[k * (features + 1) + j] += error * x[j] / batch.Length;
                _gradient[k * (features + 1) + features] += error / batch.Length;
            }
        }
        for (int i = 0; i < _weights.Length; i++) _weights[i] += _velocity[i] = momentum * _velocity[i] - rate * _gradient[i];
    }

    public void Score(FeatureTable samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        BeforeScore?.Invoke();
        Answer(samples, batch, scores);
    }

    public void Save(NpzWriter state)
    {
        state.Write<double>("weights", _weights, classes, features + 1);
        state.Write<double>("velocity", _velocity, classes, features + 1);
    }

    public void Load(NpzReader state)
    {
        state.Read<double>("weights", classes, features + 1).CopyTo(_weights, 0);
        state.Read<double>("velocity", classes, features + 1).CopyTo(_velocity, 0);
    }

    void Answer(FeatureTable samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            ReadOnlySpan<double> x = samples.Row(batch[i]);
            for (int k = 0; k < classes; k++)
            {
                double z = _weights[k * (features + 1) + features];
                for (int j = 0; j < features; j++) z += _weights[k * (features + 1) + j] * x[j];
                scores[i * classes + k] = z;
            }
        }
    }
}
