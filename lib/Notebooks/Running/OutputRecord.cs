using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Running;

/// <summary>Collects a notebook's outputs; a display that is updated changes where it stands, also in an earlier cell.</summary>
sealed class OutputRecord
{
    readonly Dictionary<string, List<(List<CellOutput> Cell, int Index)>> _displays = [];

    /// <summary>Takes the outputs of one cell.</summary>
    public sealed class Cell(OutputRecord record, int executionCount, Action written) : ICellOutput
    {
        readonly Lock _lock = new();
        bool _clearing;

        public List<CellOutput> Outputs { get; } = [];

        public void Write(bool isError, string text)
        {
            string name = isError ? "stderr" : "stdout";
            lock (_lock)
            {
                ClearIfDue();
                if (Outputs.Count > 0 && Outputs[^1] is StreamOutput last && last.Name == name) Outputs[^1] =
                    last with { Text = last.Text + text };
                else Outputs.Add(new StreamOutput(name, text));
            }
            written();
        }

        public void Display(DisplayData value, string displayId, bool update)
        {
            var output = new DisplayOutput(Bundle(value), Metadata(value));
            lock (_lock)
            {
                if (update)
                {
                    if (record._displays.TryGetValue(displayId, out var places))
                        foreach (var (cell, index) in places) cell[index] = output;
                }
                else
                {
                    ClearIfDue();
                    Outputs.Add(output);
                    if (!record._displays.TryGetValue(displayId, out var places)) record._displays[displayId] = places = [];
                    places.Add((Outputs, Outputs.Count - 1));
                }
            }
            written();
        }

        public void Result(DisplayData value)
        {
            lock (_lock)
            {
                ClearIfDue();
                Outputs.Add(new ExecuteResultOutput(Bundle(value), Metadata(value), executionCount));
            }
            written();
        }

        public void Clear(bool wait)
        {
            lock (_lock)
            {
                _clearing = true;
                if (!wait) ClearIfDue();
            }
        }

        void ClearIfDue()
        {
            if (!_clearing) return;
            _clearing = false;
            Outputs.Clear();
            record.Forget(Outputs);
        }
    }

    /// <summary>Outputs that a cell took back can no longer be updated.</summary>
    void Forget(List<CellOutput> cell)
    {
        foreach (var places in _displays.Values) places.RemoveAll(place => place.Cell == cell);
    }

    static MimeBundle Bundle(DisplayData value)
    {
        var bundle = new MimeBundle();
        foreach (var (type, text) in value.Data)
        {
            if (type == "text/html" && ValueFormatter.IsPlain(text) && value["text/plain"] is not null) continue;
            if (MimeBundle.IsJson(type) && Parse(text) is { } json) bundle.Add(type, json);
            else bundle.Add(type, text);
        }
        return bundle;
    }

    static JsonNode? Parse(string text)
    {
        try { return JsonNode.Parse(text); }
        catch (JsonException) { return null; }
    }

    static JsonObject? Metadata(DisplayData value) => value.Name is { } name ? new JsonObject { ["name"] = name } : null;
}
