using System.Text.Json;

namespace Spikebook.Backprop;

/// <summary>
/// The state of a training run between two samples. Random streams are named by seed and epoch, so weights, position and the plan
/// are all of it. Stored as an .npz file: the weights as arrays, the rest as training.json inside.
/// </summary>
/// <param name="Layers">Sizes, such as 400-400-10.</param>
/// <param name="Seed">Seed of the plan.</param>
/// <param name="Rules">Name of the learning rules.</param>
/// <param name="Scale">How initial weights were drawn.</param>
/// <param name="EvaluateEvery">As in the plan.</param>
/// <param name="Data">Name of the samples.</param>
/// <param name="DataFingerprint">SHA-256 of the samples.</param>
/// <param name="Samples">Samples learned.</param>
/// <param name="Exact">Samples answered exactly since the latest point of the curve.</param>
/// <param name="Since">Samples learned since the latest point of the curve.</param>
/// <param name="Curve">Learning curve so far.</param>
/// <param name="Version">Version of the library that wrote it.</param>
public sealed record Checkpoint(
    string Layers, ulong Seed, string Rules, string Scale, int EvaluateEvery, string Data, string DataFingerprint,
    long Samples, long Exact, long Since, IReadOnlyList<LearningPoint> Curve, string Version)
{
    /// <summary>Writes the state, whole or not at all.</summary>
    /// <exception cref="BackpropException">It cannot be written; the checkpoint before it is unchanged.</exception>
    public void Save(string path, BinaryWeights weights) => WeightFile.Save(path, weights, JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Reads a state and its weights.</summary>
    /// <exception cref="BackpropException">The file is missing, corrupt or no checkpoint.</exception>
    public static (Checkpoint State, BinaryWeights Weights) Load(string path)
    {
        BinaryWeights weights = WeightFile.Load(path, out byte[]? note);
        try
        {
            Checkpoint? state = note is null ? null : JsonSerializer.Deserialize<Checkpoint>(note);
            if (state?.Curve is not null && state.Layers == weights.Layers.ToString()) return (state, weights);
        }
        catch (JsonException)
        {
            // said below
        }
        throw new BackpropException($"{path}: weights without the state of a training run; it can be tested with, but not resumed");
    }

    internal static Checkpoint Of(TrainingPlan plan, string data, string fingerprint, long samples, long exact, long since, IReadOnlyList<LearningPoint> curve)
        => new(plan.Layers.ToString(), plan.Seed, plan.Rules.Name, plan.Scale.ToString(), plan.EvaluateEvery, data, fingerprint, samples, exact, since, curve, Trainer.Version);

    /// <summary>Throws where going on from this would not give what an uninterrupted run gives.</summary>
    internal void MustFit(string path, TrainingPlan plan, string data, string fingerprint)
    {
        Same("layers", Layers, plan.Layers.ToString());
        Same("seed", Seed.ToString(), plan.Seed.ToString());
        Same("rules", Rules, plan.Rules.Name);
        Same("weight scale", Scale, plan.Scale.ToString());
        Same("evaluation interval", EvaluateEvery.ToString(), plan.EvaluateEvery.ToString());
        Same("version", Version, Trainer.Version);
        Same("samples", $"{Data} {DataFingerprint[..Math.Min(12, DataFingerprint.Length)]}", $"{data} {fingerprint[..12]}");

        void Same(string what, string there, string asked)
        {
            if (there != asked) throw new BackpropException($"{path}: {what} {there} there but {asked} asked for; name another checkpoint or ask for the same");
        }
    }
}
