using System.Text.Json;
using System.Text.Json.Serialization;
using Spikebook.Data;
using Spikebook.Storage;

namespace Spikebook.Training;

/// <summary>
/// The state of a training run between two batches. Orders come from streams named by seed and epoch, so the position, the learner's own
/// arrays and the curve are all of it. Stored as an .npz file: the learner's arrays, and the rest as training.json inside.
/// </summary>
/// <param name="Settings">What must be the same to go on: the learner's settings, the plan's, the samples and the version.</param>
/// <param name="Samples">Samples learned.</param>
/// <param name="Since">Samples learned since the latest point of the curve.</param>
/// <param name="Sums">Sums of the measures over those.</param>
/// <param name="Curve">Learning curve so far.</param>
public sealed record Checkpoint(
    IReadOnlyList<KeyValuePair<string, string>> Settings, long Samples, long Since, IReadOnlyList<double> Sums,
    IReadOnlyList<LearningPoint> Curve)
{
    const string Entry = "training.json";

    static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The value of a setting, such as "layers"; null where there is none of that name.</summary>
    public string? Setting(string name) => Settings.FirstOrDefault(s => s.Key == name).Value;

    /// <summary>Writes the state, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="saveLearner">Writes the learner's arrays.</param>
    /// <param name="disk">Where; the machine's own disk unless given.</param>
    /// <exception cref="TrainingException">It cannot be written; the checkpoint before it is unchanged.</exception>
    public void Save(string path, Action<NpzWriter> saveLearner, Disk? disk = null)
    {
        ArgumentNullException.ThrowIfNull(saveLearner);
        try
        {
            AtomicFile.Write(path, stream =>
            {
                using NpzWriter archive = new(stream);
                saveLearner(archive);
                archive.WriteFile(Entry, JsonSerializer.SerializeToUtf8Bytes(this, Json));
            }, disk);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException(
                $"{path}: the checkpoint cannot be written: {error.Message}; what was there before is unchanged", error);
        }
    }

    /// <summary>Reads a state.</summary>
    /// <param name="path">The file.</param>
    /// <param name="loadLearner">Reads the learner's arrays; null where they do not matter.</param>
    /// <exception cref="TrainingException">The file is missing, corrupt or no checkpoint.</exception>
    public static Checkpoint Load(string path, Action<NpzReader>? loadLearner = null)
    {
        try
        {
            using NpzReader archive = new(path);
            Checkpoint state = Read(archive);
            loadLearner?.Invoke(archive);
            return state;
        }
        catch (DatasetException error)
        {
            throw new TrainingException(error.Message, error);
        }
    }

    static Checkpoint Read(NpzReader archive)
    {
        Checkpoint? state = null;
        try
        {
            if (archive.ReadFile(Entry) is { } json) state = JsonSerializer.Deserialize<Checkpoint>(json, Json);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new TrainingException($"{archive.Name}: its {Entry} is damaged; go on from another checkpoint or start anew", error);
        }
        if (state is null)
            throw new TrainingException(
                $"{archive.Name}: weights without the state of a training run; it can be tested with, but not resumed");
        bool whole = state is { Settings: not null, Sums: not null, Curve: not null, Samples: >= 0, Since: >= 0 }
            && state.Since <= state.Samples
            && state.Settings.All(s => s is { Key: not null, Value: not null })
            && state.Curve.All(p => p?.Train is not null && p.Samples >= 0 && p.Samples <= state.Samples);
        if (!whole)
            throw new TrainingException(
                $"{archive.Name}: its {Entry} lacks what a run goes on with; go on from another checkpoint or start anew");
        return state;
    }

    /// <summary>Throws where going on from this would not give what an uninterrupted run gives.</summary>
    internal void MustFit(string path, IReadOnlyList<KeyValuePair<string, string>> asked, int measures, long total, int epochSize)
    {
        const string Remedy = "name another checkpoint or ask for the same";
        foreach ((string name, string value) in asked)
        {
            string there = Setting(name) ?? "unknown";
            if (there != value) throw new TrainingException($"{path}: {name} {there} there but {value} asked for; {Remedy}");
        }
        if (Sums.Count != measures) throw new TrainingException($"{path}: {Sums.Count} measures there but {measures} asked for; {Remedy}");
        long last = Curve.Count == 0 ? 0 : Curve[^1].Samples;
        if (Since != Samples - last)
            throw new TrainingException(
                $"{path}: {Since} samples since the last of {Curve.Count} points at {last}, but {Samples} in all; it is damaged");
        if (Samples > total)
            throw new TrainingException($"{path}: {Samples} samples there, but {total / epochSize} epochs have {total}; ask for at least {(
                Samples + epochSize - 1) / epochSize} epochs");
    }
}
