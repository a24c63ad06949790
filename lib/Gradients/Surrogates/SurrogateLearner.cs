using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spikebook.Data;
using Spikebook.Gradients.Tasks;
using Spikebook.Training;

namespace Spikebook.Gradients.Surrogates;

/// <summary>How a network learns by surrogate gradients.</summary>
/// <param name="Rate">Learning rate.</param>
public sealed record SurrogateOptions(double Rate = 0.05)
{
    /// <summary>Costs of firing too little and too much.</summary>
    public ActivityCosts Costs { get; init; } = new();

    /// <summary>Constants of the optimiser.</summary>
    public Adam Adam { get; init; } = new();

    /// <summary>At most so many threads share a batch; they change nothing but time.</summary>
    public int Threads { get; init; } = 1;

    internal void Validate()
    {
        if (!(Rate > 0 && double.IsFinite(Rate)))
            throw new ArgumentException($"a learning rate of {Rate}; a finite number above 0 is needed");
        if (Threads < 1) throw new ArgumentException($"{Threads} threads; at least 1 is needed");
        Costs.Validate();
    }
}

/// <summary>
/// Learns by back-propagation through time with a surrogate in the place of the derivative of a spike, in single precision. A batch is cut
/// into chunks of 25 samples, each with a gradient of its own, and these are added in order: any number of threads gives the same bits.
/// With one thread nothing is allocated after the first batches.
/// </summary>
/// <remarks>Source: F. Zenke, T. P. Vogels, Neural Comput 33, 899 (2021). Scores are the highest voltages of the outputs.</remarks>
public sealed class SurrogateLearner : ILearner<SpikeDataset>
{
    const int Chunk = 25;

    readonly StepWeights<float> _transposed;
    readonly AdamMoments<float>[] _moments;
    readonly List<(StepPass Pass, StepWeights<float> Gradient)> _chunks = [];
    readonly long[] _spikes;

    /// <summary>A learner with these initial weights, which it changes.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or model and weights do not fit.</exception>
    public SurrogateLearner(StepModel model, StepWeights<float> weights, SurrogateOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(options);
        model.Validate();
        options.Validate();
        weights.MustBeFinite();
        if (model.Recurrent != weights.Recurrent is not null)
            throw new ArgumentException(
                $"the model is {(model.Recurrent ? "" : "not ")}recurrent, but the weights are {(model.Recurrent ? "not" : "")}");
        (Model, Weights, Options) = (model, weights, options);
        _transposed = new(weights.Outputs, weights.Hidden, 1, model.Recurrent);
        _moments = [.. weights.Matrices.Select(m => new AdamMoments<float>(options.Adam, m.Matrix.Values.Length))];
        _spikes = new long[1];
        Settings = SettingsOf(model, weights, options);
        Transpose();
    }

    /// <summary>The equations.</summary>
    public StepModel Model { get; }

    /// <summary>The weights.</summary>
    public StepWeights<float> Weights { get; }

    /// <summary>How it learns.</summary>
    public SurrogateOptions Options { get; }

    /// <summary>Hidden spikes of the samples scored or learned since this was last set to 0.</summary>
    public long Spikes
    {
        get => Interlocked.Read(ref _spikes[0]);
        set => _spikes[0] = value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <inheritdoc/>
    public int Classes => Weights.Outputs;

    /// <inheritdoc/>
    public IReadOnlyList<Measure> Measures { get; } = [Measure.Accuracy, Measure.CrossEntropy];

    /// <inheritdoc/>
    public void MustFit(SpikeDataset samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Spikes.SourceCount != Weights.Inputs)
            throw new ArgumentException(
                $"{samples.Name} has {samples.Spikes.SourceCount} sources, but the network {Weights.Inputs} inputs");
        if (samples.Classes > Weights.Outputs)
            throw new ArgumentException($"{samples.Name} has {samples.Classes} classes, but the network {Weights.Outputs} outputs");
        ReadOnlySpan<double> times = samples.Spikes.TimesMs;
        for (int k = 0; k < times.Length; k++)
            if (times[k] < 0 || times[k] >= Model.Steps * Model.StepMs)
                throw new ArgumentException(
                    $"{samples.Name}: a spike at {times[k]} ms; the model runs from 0 to {Model.Steps * Model.StepMs} ms");
        Weights.MustBeFinite();
    }

    /// <summary>One step of the optimiser along the mean gradient of some samples.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch is empty.</exception>
    public void Learn(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (batch.IsEmpty) throw new ArgumentException("an empty batch; at least one sample is needed");
        Show(samples, batch, scores, learn: true);
        StepWeights<float> sum = _chunks[0].Gradient;
        for (int chunk = 1; chunk * Chunk < batch.Length; chunk++) MoveTo(sum, _chunks[chunk].Gradient);
        Step(_moments[0], Weights.Input, sum.Input);
        if (Weights.Recurrent is { } v) Step(_moments[1], v, sum.Recurrent!);
        Step(_moments[^1], Weights.Output, sum.Output);
        Transpose();
    }

    /// <inheritdoc/>
    public void Score(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Show(samples, batch, scores, learn: false);
    }

    /// <summary>Hidden spikes of one sample: neurons, and where each time step ends in them.</summary>
    public (int[] Neurons, int[] Ends) Raster(SpikeDataset samples, int sample)
    {
        MustFit(samples);
        Show(samples, [sample], new double[Classes], learn: false);
        var (neurons, ends) = _chunks[0].Pass.Spikes;
        return (neurons.ToArray(), ends.ToArray());
    }

    /// <inheritdoc/>
    public void Save(NpzWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        int index = 0;
        foreach (var (name, matrix) in Weights.Matrices)
        {
            state.Write<float>(name, matrix.Values, matrix.Sources, matrix.Stride);
            state.Write<float>(name + "_mean", _moments[index].Mean, matrix.Sources, matrix.Stride);
            state.Write<float>(name + "_square", _moments[index++].Square, matrix.Sources, matrix.Stride);
        }
        state.Write<long>("steps", [_moments[0].Steps], 1);
    }

    /// <inheritdoc/>
    public void Load(NpzReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        int index = 0;
        long steps = state.Read<long>("steps", 1)[0];
        foreach (var (name, matrix) in Weights.Matrices)
        {
            state.Read<float>(name, matrix.Sources, matrix.Stride).CopyTo(matrix.Values, 0);
            state.Read<float>(name + "_mean", matrix.Sources, matrix.Stride).CopyTo(_moments[index].Mean, 0);
            state.Read<float>(name + "_square", matrix.Sources, matrix.Stride).CopyTo(_moments[index].Square, 0);
            _moments[index++].Steps = steps;
        }
        Transpose();
    }

    void Show(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores, bool learn)
    {
        int count = (batch.Length + Chunk - 1) / Chunk;
        while (_chunks.Count < count)
            _chunks.Add((new(Model, Weights, _transposed), new(Weights.Inputs, Weights.Hidden, Weights.Outputs, Model.Recurrent)));
        if (Options.Threads == 1 || count == 1)
        {
            for (int chunk = 0; chunk < count; chunk++)
            {
                int first = chunk * Chunk, length = Math.Min(Chunk, batch.Length - first);
                Show(chunk, samples, batch.Slice(first, length), scores.Slice(first * Classes, length * Classes), batch.Length, learn);
            }
            return;
        }
        ShowInParallel(samples, batch, scores, count, learn);
    }

    void ShowInParallel(SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores, int count, bool learn)
    {
        int[] indices = batch.ToArray();
        var answers = new double[scores.Length];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Options.Threads }, chunk =>
        {
            int first = chunk * Chunk, length = Math.Min(Chunk, indices.Length - first);
            Show(chunk, samples, indices.AsSpan(first, length), answers.AsSpan(first * Classes, length * Classes), indices.Length, learn);
        });
        answers.CopyTo(scores);
    }

    void Show(int chunk, SpikeDataset samples, ReadOnlySpan<int> batch, Span<double> scores, int batchLength, bool learn)
    {
        var (pass, gradient) = _chunks[chunk];
        long spikes = 0;
        for (int index = 0; index < batch.Length; index++)
        {
            pass.Forward(samples.Spikes[batch[index]]);
            pass.Scores.CopyTo(scores.Slice(index * Classes, Classes));
            spikes += pass.SpikeCount;
            if (!learn) continue;
            int sample = batch[index];
            double loss = pass.Backward(samples.Spikes[sample], samples.Labels[sample], 1.0 / batchLength, Options.Costs, gradient);
            if (!double.IsFinite(loss))
                throw new ArithmeticException($"the loss of sample {batch[index]} is {loss}; use a learning rate below {Options.Rate}");
        }
        Interlocked.Add(ref _spikes[0], spikes);
    }

    void Step(AdamMoments<float> moments, StepMatrix<float> weights, StepMatrix<float> gradient)
        => moments.Step(weights.Values, gradient.Values, Options.Rate);

    void Transpose()
    {
        Weights.Output.TransposeTo(_transposed.Input);
        if (Weights.Recurrent is { } v) v.TransposeTo(_transposed.Recurrent!);
    }

    // Adds one gradient to another, and leaves 0 behind.
    static void MoveTo(StepWeights<float> sum, StepWeights<float> gradient)
    {
        Move(sum.Input, gradient.Input);
        if (sum.Recurrent is { } v) Move(v, gradient.Recurrent!);
        Move(sum.Output, gradient.Output);

        static void Move(StepMatrix<float> to, StepMatrix<float> from)
        {
            for (int k = 0; k < to.Values.Length; k++) to.Values[k] += from.Values[k];
            Array.Clear(from.Values);
        }
    }

    static KeyValuePair<string, string>[] SettingsOf(StepModel model, StepWeights<float> weights, SurrogateOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, matrix) in weights.Matrices) hash.AppendData(MemoryMarshal.AsBytes(matrix.Values.AsSpan()));
        return
        [
            new("learner", "surrogate gradients"),
            new("layers", $"{weights.Inputs}-{weights.Hidden}-{weights.Outputs}"),
            new("start", Convert.ToHexString(hash.GetHashAndReset())[..12]),
            new("model", model.ToString()),
            new("costs", options.Costs.ToString()),
            new("optimiser", options.Adam.ToString()),
            new("rate", options.Rate.ToString("R", CultureInfo.InvariantCulture)),
        ];
    }
}
