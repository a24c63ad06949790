using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Sweeps;

/// <summary>A point's line in a worker's file: key, parameters, result or error, and what it took.</summary>
sealed record ResultLine(string Key, JsonNode? Point, JsonNode? Result, string? Error, double Seconds)
{
    /// <summary>The line without its end.</summary>
    public string Text()
        => Core() is var line && (line["seconds"] = Seconds) is not null ? line.ToJsonString() : throw new InvalidOperationException();

    /// <summary>What does not depend on where, when and how fast it was computed: equal from every engine.</summary>
    public string Collected() => Core().ToJsonString();

    JsonObject Core()
    {
        JsonObject line = new() { ["key"] = Key, ["point"] = Point?.DeepClone() };
        if (Error is null) line["result"] = Result?.DeepClone();
        else line["error"] = Error;
        return line;
    }

    /// <summary>A line read back; null where it is none.</summary>
    public static ResultLine? Parse(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject line || (string?)line["key"] is not { Length: 16 } key) return null;
            return new ResultLine(key, line["point"], line["result"], (string?)line["error"], (double?)line["seconds"] ?? 0);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
