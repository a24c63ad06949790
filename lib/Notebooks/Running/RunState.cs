using System.Text.Json;
using System.Text.Json.Serialization;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>What is kept of a notebook's last run, to know whether it must run again and how long that will take.</summary>
/// <param name="Fingerprint">Of all that its outputs depend on.</param>
/// <param name="Ok">Whether every cell ran.</param>
/// <param name="CellSeconds">Wall-clock time of each code cell.</param>
/// <param name="Version">Version of Spikebook that ran it.</param>
/// <param name="Files">Figures and tables that it left.</param>
sealed record RunState(string Fingerprint, bool Ok, IReadOnlyList<double> CellSeconds, string Version, IReadOnlyList<string> Files)
{
    /// <summary>The state of a notebook in an output folder; null where there is none that can be read.</summary>
    public static RunState? Read(string outputDirectory, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(outputDirectory, name)), RunStateJson.Default.RunState);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string outputDirectory, string name)
        => AtomicFile.Write(PathOf(outputDirectory, name), stream => JsonSerializer.Serialize(stream, this, RunStateJson.Default.RunState));

    static string PathOf(string outputDirectory, string name) => Path.Combine(outputDirectory, ".state", name + ".json");
}

[JsonSerializable(typeof(RunState))]
sealed partial class RunStateJson : JsonSerializerContext;
