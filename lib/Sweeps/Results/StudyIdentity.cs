using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Sweeps;

/// <summary>What results belong to: the study, the version of the code that computes it, the seed.</summary>
sealed record StudyIdentity(string Name, string Version, ulong Seed)
{
    public string ToJson()
        => new JsonObject { ["name"] = Name, ["version"] = Version, ["seed"] = Seed }.ToJsonString(new() { WriteIndented = true }) + "\n";

    /// <exception cref="SweepException">The file is damaged.</exception>
    public static StudyIdentity Read(string file)
    {
        try
        {
            var read = JsonNode.Parse(File.ReadAllText(file))!;
            return new((string)read["name"]!, (string)read["version"]!, (ulong)read["seed"]!);
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or ArgumentNullException or NullReferenceException or FormatException)
        {
            throw new SweepException($"{file} is damaged; delete the folder to compute anew, or restore the file");
        }
    }
}
