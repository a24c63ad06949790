using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>A layer that learns a temporal code from a teacher and answers by its first spike.</summary>
public sealed class TemporalMethod : IMethod
{
    readonly TeacherTraining _training;
    readonly Lock _encoding = new();
    (LabelledRows Rows, SpikeTimes Times)? _unitRows; // scaling that no training row changes: one encoding for all folds

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
    public Answer[] Answer(LabelledRows rows, int[] train, int[] test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(test);
        var (times, weights) = Learn(rows, train, random);
        var layer = new FirstSpike(Settings, weights, rows.Classes);
        var answers = new Answer[test.Length];
        for (int i = 0; i < test.Length; i++)
        {
            var decision = layer.Decide(times, test[i]);
            answers[i] = new Answer(decision.Class, decision.InputSpikes);
        }
        return answers;
    }

    /// <summary>Learns from some rows.</summary>
    /// <returns>The spikes of all rows, scaled by those that were learned from, and the weights, class by class.</returns>
    public (SpikeTimes Times, double[] Weights) Learn(LabelledRows rows, int[] train, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(random);
        var times = Encode(rows, train);
        var order = new int[Settings.Epochs * train.Length];
        for (int epoch = 0; epoch < Settings.Epochs; epoch++)
        {
            var part = order.AsSpan(epoch * train.Length, train.Length);
            train.CopyTo(part);
            random.Shuffle(part);
        }
        return (times, _training.Train(times, rows.Labels, rows.Classes, order));
    }

    /// <summary>The spikes of all rows.</summary>
    public SpikeTimes Encode(LabelledRows rows, int[] train)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Settings.Scaling != FeatureScaling.UnitRows) return Encode(rows, new FeatureScaler(rows, train, Settings.Scaling));
        lock (_encoding)
        {
            if (_unitRows is not { } known || known.Rows != rows)
                _unitRows = known = (rows, Encode(rows, new FeatureScaler(rows, train, Settings.Scaling)));
            return known.Times;
        }
    }

    SpikeTimes Encode(LabelledRows rows, FeatureScaler scaler)
    {
        var scaled = new double[rows.Features];
        int inputs = rows.Features * Settings.Fields.Count;
        var ticks = new int[rows.Count * inputs];
        for (int row = 0; row < rows.Count; row++)
        {
            scaler.Scale(rows.Row(row), scaled);
            Settings.Fields.Encode(scaled, ticks.AsSpan(row * inputs, inputs));
        }
        return SpikeTimes.Of(ticks, inputs, Settings.Fields.TickMs);
    }
}
