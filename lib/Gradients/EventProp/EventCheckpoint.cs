using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spikebook.Gradients.Tasks;
using Spikebook.Storage;

namespace Spikebook.Gradients.EventProp;

/// <summary>
/// The state of a run between two epochs: weights, the optimiser's moments, the curve. Streams are named by seed and epoch, so that
/// this is all of it. A JSON file; arrays are base64 of little-endian doubles with their padding.
/// </summary>
static class EventCheckpoint
{
    static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    sealed record State(string Asked, long Steps, List<EventPoint> Curve, List<string> Weights, List<string> Means, List<string> Squares);

    public static void Save(string path, EventPlan plan, EventLearner learner, SpikeDataset train, IReadOnlyList<EventPoint> curve)
    {
        var state = new State(
            Asked(plan, learner, train), learner.Moments[0].Steps, [.. curve],
            [.. learner.Network.Weights.Select(w => Text(w.Values))],
            [.. learner.Moments.Select(m => Text(m.Mean))], [.. learner.Moments.Select(m => Text(m.Square))]);
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, state, Options));
    }

    /// <summary>Sets a learner to the state in a file, and gives the curve so far.</summary>
    /// <exception cref="StorageException">The file cannot be read, is no such state, or belongs to another run.</exception>
    public static List<EventPoint> Load(string path, EventPlan plan, EventLearner learner, SpikeDataset train)
    {
        State state = Read(path);
        string asked = Asked(plan, learner, train);
        if (state.Asked != asked)
            throw new StorageException($"{path}: the state of another run: {state.Asked} there, {asked} asked for; name another checkpoint");
        if (state.Curve.Count > plan.Epochs + 1)
            throw new StorageException($"{path}: {state.Curve.Count - 1} epochs there, {plan.Epochs} asked for; ask for at least as many");
        for (int layer = 0; layer < learner.Moments.Count; layer++)
        {
            Fill(learner.Network.Weights[layer].Values, state.Weights[layer], path);
            Fill(learner.Moments[layer].Mean, state.Means[layer], path);
            Fill(learner.Moments[layer].Square, state.Squares[layer], path);
            learner.Moments[layer].Steps = state.Steps;
        }
        return state.Curve;
    }

    static State Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(RegularFile.RequireReadable(path));
            State? state = JsonSerializer.Deserialize<State>(stream, Options);
            if (state is { Curve.Count: > 0, Weights: not null, Means: not null, Squares: not null }
                && state.Weights.Count == state.Means.Count && state.Means.Count == state.Squares.Count) return state;
        }
        catch (JsonException error)
        {
            throw new StorageException($"{path}: corrupt: {error.Message}; remove it to start anew", error);
        }
        throw new StorageException($"{path}: not the state of a training run; name another file");
    }

    // Everything that must be the same for the run to go on as if it had not been interrupted; the number of epochs may grow.
    static string Asked(EventPlan plan, EventLearner learner, SpikeDataset train)
    {
        EventNetwork network = learner.Network;
        string sizes = string.Join('-', network.Weights.Select(w => w.Inputs).Append(network.Outputs));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(train.Spikes.Offsets));
        hash.AppendData(MemoryMarshal.AsBytes(train.Spikes.TimesMs));
        hash.AppendData(MemoryMarshal.AsBytes(train.Spikes.Sources));
        hash.AppendData(MemoryMarshal.AsBytes(train.Labels));
        return $"{sizes}, {network.Neuron}, {network.Loss}, {plan with { Epochs = 0, Checkpoint = null, Threads = 1 }}, "
            + $"{train.Name} {Convert.ToHexString(hash.GetHashAndReset())[..12]}, version {EventTrainer.Version}";
    }

    static string Text(ReadOnlySpan<double> values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values));

    static void Fill(Span<double> values, string text, string path)
    {
        if (!Convert.TryFromBase64String(text, MemoryMarshal.AsBytes(values), out int written) || written != values.Length * sizeof(double))
            throw new StorageException($"{path}: corrupt: an array does not have {values.Length} numbers; remove it to start anew");
    }
}
