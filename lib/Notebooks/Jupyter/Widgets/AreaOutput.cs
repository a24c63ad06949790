using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter.Widgets;

/// <summary>Collects output as an area shows it: a notebook's output objects, sent on whenever they change.</summary>
/// <param name="changed">Gets all outputs so far.</param>
sealed class AreaOutput(Action<JsonArray> changed) : ICellOutput
{
    readonly List<JsonObject> _outputs = [];
    readonly Dictionary<string, JsonObject> _displays = [];
    bool _clearing;

    /// <summary>A copy of the outputs so far.</summary>
    public JsonArray Outputs => new([.. _outputs.Select(o => o.DeepClone())]);

    public void Write(bool isError, string text)
    {
        Begin();
        string name = isError ? "stderr" : "stdout";
        if (_outputs.LastOrDefault() is { } last && (string?)last["name"] == name) last["text"] = (string?)last["text"] + text;
        else _outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = name, ["text"] = text });
        changed(Outputs);
    }

    public void Display(DisplayData value, string displayId, bool update)
    {
        Begin();
        var bundle = Bundle(value);
        if (update && _displays.TryGetValue(displayId, out var shown)) shown["data"] = bundle["data"]!.DeepClone();
        else if (!update) _outputs.Add(_displays[displayId] = bundle);
        changed(Outputs);
    }

    public void Result(DisplayData value) => Display(value, Guid.NewGuid().ToString("N"), update: false);

    public void Clear(bool wait)
    {
        _clearing = true;
        if (wait) return;
        Begin();
        changed(Outputs);
    }

    void Begin()
    {
        if (!_clearing) return;
        _clearing = false;
        _outputs.Clear();
        _displays.Clear();
    }

    static JsonObject Bundle(DisplayData value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("output_type", "display_data");
            KernelOutput.WriteBundle(writer, value);
            writer.WriteEndObject();
        }
        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }
}
