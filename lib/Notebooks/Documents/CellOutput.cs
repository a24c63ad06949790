using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Documents;

/// <summary>What a code cell left behind, as nbformat 4.5 names it.</summary>
public abstract record CellOutput
{
    /// <summary>Keys that the format does not name; kept, so that nothing is lost on the way through.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> OtherKeys { get; init; } = [];

    /// <summary>
    /// The typed view of an output as stored; <see cref="UnknownOutput"/> for a type, or a shape, that the format does not name.
    /// </summary>
    public static CellOutput FromJson(JsonNode? json)
    {
        if (json is not JsonObject o) return new UnknownOutput(json);
        return MultilineText.Join(o["output_type"]) switch
        {
            "stream" when MultilineText.Join(o["text"]) is string text =>
                new StreamOutput(MultilineText.Join(o["name"]) ?? "stdout", text) { OtherKeys = Except(o, "name", "text") },
            "display_data" when o["data"] is JsonObject data =>
                new DisplayOutput(Bundle(data), o["metadata"] as JsonObject) { OtherKeys = Except(o, "data", "metadata") },
            "execute_result" when o["data"] is JsonObject data =>
                new ExecuteResultOutput(Bundle(data), o["metadata"] as JsonObject, CountOf(o["execution_count"]))
                { OtherKeys = Except(o, "data", "metadata", "execution_count") },
            "error" =>
                new ErrorOutput(
                    MultilineText.Join(o["ename"]) ?? "Error",
                    MultilineText.Join(o["evalue"]) ?? "",
                    o["traceback"] is JsonArray lines ? [.. lines.Select(line => MultilineText.Join(line) ?? "")] : [])
                { OtherKeys = Except(o, "ename", "evalue", "traceback") },
            _ => new UnknownOutput(o),
        };
    }

    /// <summary>The output as nbformat stores it; a new tree.</summary>
    public JsonNode? ToJson()
    {
        JsonNode? json = Json();
        if (json is JsonObject o && this is not UnknownOutput)
            foreach ((string key, JsonNode? value) in OtherKeys) o[key] = value?.DeepClone();
        return json;
    }

    private protected abstract JsonNode? Json();

    private protected static JsonObject Json(MimeBundle bundle)
    {
        JsonObject json = [];
        foreach ((string mime, JsonNode value) in bundle) json[mime] = value.DeepClone();
        return json;
    }

    internal static int? CountOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && int.TryParse(value.ToJsonString(), out int count) ? count
        : null;

    static MimeBundle Bundle(JsonObject data)
    {
        MimeBundle bundle = [];
        foreach ((string mime, JsonNode? value) in data)
            if (value is not null) bundle.Add(mime, value);
        return bundle;
    }

    static KeyValuePair<string, JsonNode?>[] Except(JsonObject json, params ReadOnlySpan<string> known)
    {
        List<KeyValuePair<string, JsonNode?>> others = [];
        foreach (KeyValuePair<string, JsonNode?> pair in json)
            if (pair.Key != "output_type" && !known.Contains(pair.Key)) others.Add(pair);
        return [.. others];
    }
}

/// <summary>Text written to a stream.</summary>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text, possibly with ANSI colours.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput
{
    private protected override JsonNode? Json() =>
        new JsonObject { ["output_type"] = "stream", ["name"] = Name, ["text"] = MultilineText.Lines(Text) };
}

/// <summary>A value that was displayed. Its display id lives in the session only and is not stored.</summary>
/// <param name="Data">The value by mime type.</param>
/// <param name="Metadata">Metadata by mime type, or null for none.</param>
public sealed record DisplayOutput(MimeBundle Data, JsonObject? Metadata = null) : CellOutput
{
    private protected override JsonNode? Json() =>
        new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = Json(Data),
            ["metadata"] = Metadata?.DeepClone()
        ?? new JsonObject()
        };
}

/// <summary>The value of a cell's last expression.</summary>
/// <param name="Data">The value by mime type.</param>
/// <param name="Metadata">Metadata by mime type, or null for none.</param>
/// <param name="ExecutionCount">The cell's number in its session.</param>
public sealed record ExecuteResultOutput(MimeBundle Data, JsonObject? Metadata = null, int? ExecutionCount = null) : CellOutput
{
    private protected override JsonNode? Json() => new JsonObject
    {
        ["output_type"] = "execute_result",
        ["data"] = Json(Data),
        ["metadata"] = Metadata?.DeepClone() ?? new JsonObject(),
        ["execution_count"] = ExecutionCount,
    };
}

/// <summary>A cell failed.</summary>
/// <param name="Name">The kind of error, for instance the exception's type.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Traceback">Where: lines of text, possibly with ANSI colours.</param>
public sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput
{
    private protected override JsonNode? Json() => new JsonObject
    {
        ["output_type"] = "error",
        ["ename"] = Name,
        ["evalue"] = Message,
        ["traceback"] = new JsonArray([.. Traceback.Select(line => (JsonNode)line)]),
    };
}

/// <summary>An output that the format does not name; kept as it is.</summary>
/// <param name="Stored">What the file holds.</param>
public sealed record UnknownOutput(JsonNode? Stored) : CellOutput
{
    private protected override JsonNode? Json() => Stored?.DeepClone();
}
