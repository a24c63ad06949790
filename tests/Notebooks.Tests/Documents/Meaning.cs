using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Tests.Documents;

/// <summary>
/// What a notebook says, whatever its spelling: keys in one order, every string as its UTF-16 units, numbers digit for digit,
/// and a list of lines equal to their join where nbformat says so. Written apart from the library, which it checks.
/// </summary>
static class Meaning
{
    public static string Of(string notebook) => Of(JsonNode.Parse(notebook)!);

    public static string Of(JsonNode notebook)
    {
        var json = (JsonObject)notebook.DeepClone();
        foreach (JsonObject cell in ((JsonArray)json["cells"]!).OfType<JsonObject>())
        {
            Join(cell, "source");
            foreach (JsonObject file in (cell["attachments"] as JsonObject ?? []).Select(p => p.Value)
                .OfType<JsonObject>()) JoinBundle(file);
            if (StringOf(cell["cell_type"]) != "code" || cell["outputs"] is not JsonArray outputs) continue;
            foreach (JsonObject output in outputs.OfType<JsonObject>()) JoinOutput(output);
        }
        return Text(json);
    }

    public static string OfOutput(JsonNode? output)
    {
        JsonNode? copy = output?.DeepClone();
        if (copy is JsonObject o) JoinOutput(o);
        return Text(copy);
    }

    /// <summary>
    /// JSON with every character outside printable ASCII escaped, so that any string, whole or half a pair, can be read back.
    /// </summary>
    public static string Text(JsonNode? node)
    {
        switch (node)
        {
            case null: return "null";
            case JsonArray array: return "[" + string.Join(",", array.Select(Text)) + "]";
            case JsonObject o:
                return "{" + string.Join(",",
                o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => Quote(p.Key) + ":" + Text(p.Value))) + "}";
        }
        JsonValue value = node.AsValue();
        return value.GetValueKind() == JsonValueKind.String ? Quote(StringOf(value)!) : value.ToJsonString();
    }

    static void JoinOutput(JsonObject output)
    {
        string? type = StringOf(output["output_type"]);
        if (type == "stream") Join(output, "text");
        if (type is "display_data" or "execute_result" && output["data"] is JsonObject data) JoinBundle(data);
    }

    static void JoinBundle(JsonObject bundle)
    {
        foreach (string mime in bundle.Select(p => p.Key).ToList())
            if (mime != "application/json") Join(bundle, mime);
    }

    static void Join(JsonObject json, string key)
    {
        if (json[key] is JsonArray lines && lines.All(line => line?.GetValueKind() == JsonValueKind.String))
            json[key] = string.Concat(lines.Select(StringOf));
    }

    static string? StringOf(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return null;
        if (!value.TryGetValue(out JsonElement element)) return value.GetValue<string>();
        string raw = element.GetRawText()[1..^1];
        StringBuilder text = new();
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\') text.Append(raw[i]);
            else if (raw[i + 1] == 'u')
            {
                text.Append((char)int.Parse(raw.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 5;
            }
            else text.Append("\"\\/\b\f\n\r\t"["\"\\/bfnrt".IndexOf(raw[++i])]);
        }
        return text.ToString();
    }

    static string Quote(string text) =>
        "\"" + string.Concat(text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:X4}")) + "\"";
}
