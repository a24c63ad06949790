using System.Text.Json;
using System.Text.Json.Serialization;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Running;

/// <summary>
/// What is kept of a notebook's last run, to know whether it must run again and how long that will take. It is made invalid before the
/// first output is replaced and written anew after the last, so that a run which was killed in between is never taken for a good one.
/// </summary>
/// <param name="Fingerprint">Of all that its outputs depend on; empty while outputs are being replaced.</param>
/// <param name="Ok">Whether every cell ran.</param>
/// <param name="CellSeconds">Wall-clock time of each code cell.</param>
/// <param name="Version">Version of Spikebook that ran it.</param>
/// <param name="Outputs">SHA-256 of every file that it left, by its path in the output folder.</param>
sealed record RunState(
    string Fingerprint, bool Ok, IReadOnlyList<double> CellSeconds, string Version, IReadOnlyDictionary<string, string> Outputs)
{
    /// <summary>The state of a notebook in an output folder; null where there is none that can be read.</summary>
    public static RunState? Read(string root, string name)
    {
        try
        {
            string path = RegularFile.RequireReadable(Path.Combine(root, PathOf(name)));
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), RunStateJson.Default.RunState)
                is { Fingerprint: not null, CellSeconds: not null, Outputs: not null } state
                && state.CellSeconds.All(s => s >= 0 && double.IsFinite(s)) ? state : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the outputs of a good run of this fingerprint stand as it left them.</summary>
    public bool StandsFor(string fingerprint, OutputFolder folder)
        => Ok && Fingerprint.Length > 0 && Fingerprint == fingerprint && Outputs.Count > 0
            && Outputs.All(output => folder.Digest(output.Key) == output.Value);

    /// <summary>The same times, valid for no outputs.</summary>
    public RunState Invalid() => this with { Fingerprint = "", Ok = false, Outputs = new Dictionary<string, string>() };

    public void Write(OutputFolder folder, string name)
        => AtomicFile.Write(folder.PlaceOf(PathOf(name)), stream
            => JsonSerializer.Serialize(stream, this, RunStateJson.Default.RunState), folder.Disk);

    static string PathOf(string name) => Path.Combine(".state", name + ".json");
}

[JsonSerializable(typeof(RunState))]
sealed partial class RunStateJson : JsonSerializerContext;
