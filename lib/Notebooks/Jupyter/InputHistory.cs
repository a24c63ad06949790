using System.IO.Enumeration;
using System.Text.Json;
using Spikebook.Notebooks.Jupyter.Wire;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>The cells run so far in this session, for front ends that walk or search them.</summary>
sealed class InputHistory
{
    const int Session = 1;

    readonly List<(int Line, string Code, string? Output)> _entries = [];

    public void Add(int line, string code, string? output) => _entries.Add((line, code, output));

    /// <summary>Answers <c>history_request</c>: by tail, range or search.</summary>
    public void Write(Utf8JsonWriter w, Message request)
    {
        bool withOutput = request.Flag("output", false);
        w.WriteString("status", "ok");
        w.WriteStartArray("history");
        foreach (var (line, code, output) in Select(request))
        {
            w.WriteStartArray();
            w.WriteNumberValue(Session);
            w.WriteNumberValue(line);
            if (withOutput)
            {
                w.WriteStartArray();
                w.WriteStringValue(code);
                w.WriteStringValue(output);
                w.WriteEndArray();
            }
            else w.WriteStringValue(code);
            w.WriteEndArray();
        }
        w.WriteEndArray();
    }

    IEnumerable<(int Line, string Code, string? Output)> Select(Message request)
    {
        int count = Math.Max(request.Integer("n", int.MaxValue), 0);
        switch (request.Text("hist_access_type", "tail"))
        {
            case "range":
                // Session 0 is this one; negative ones count back, and there are none.
                if (request.Integer("session", 0) is not (0 or Session)) return [];
                int start = request.Integer("start", 0), stop = request.Integer("stop", int.MaxValue);
                return _entries.Where(e => e.Line >= start && e.Line < stop);
            case "search":
                string pattern = request.Text("pattern", "*");
                var found = _entries.Where(e => FileSystemName.MatchesSimpleExpression(pattern, e.Code, ignoreCase: false));
                if (request.Flag("unique", false)) found = found.Reverse().DistinctBy(e => e.Code).Reverse();
                return found.TakeLast(count);
            default:
                return _entries.TakeLast(count);
        }
    }
}
