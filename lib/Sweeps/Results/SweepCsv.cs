using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Sweeps;

/// <summary>Results as a table: a column a parameter, a column a result, and the error where there is one (RFC 4180).</summary>
static class SweepCsv
{
    public static void Write(TextWriter writer, IReadOnlyList<ResultLine> lines)
    {
        var columns = lines.SelectMany(line => Cells(line)).Select(cell => cell.Name).Distinct(StringComparer.Ordinal)
            .OrderBy(name => name == "error").ToList();
        writer.Write(string.Join(',', columns.Select(Quoted)) + "\n");
        foreach (var line in lines)
        {
            var cells = Cells(line).ToDictionary(cell => cell.Name, cell => cell.Value, StringComparer.Ordinal);
            writer.Write(string.Join(',', columns.Select(column => Quoted(cells.GetValueOrDefault(column, "")))) + "\n");
        }
    }

    static IEnumerable<(string Name, string Value)> Cells(ResultLine line)
        => Flat("point", line.Point).Concat(Flat("result", line.Result)).Append(("error", line.Error ?? ""));

    // Members by their names, those of members behind a dot; a single value by what it is.
    static IEnumerable<(string Name, string Value)> Flat(string name, JsonNode? node, string before = "") => node switch
    {
        JsonObject record => record.SelectMany(member => member.Value is null ? [(before + member.Key, "")]
            : Flat(before + member.Key, member.Value, before + member.Key + ".")),
        JsonArray list => [(name, list.ToJsonString())],
        JsonValue value => [(name, Text(value))],
        _ => [],
    };

    static string Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
        : value.ToJsonString();

    static string Quoted(string text)
        => text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
