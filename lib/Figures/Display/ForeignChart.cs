using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Figures;

/// <summary>
/// A chart of another tool as a piece of a page: Plotly draws it as it stands, with what the page's script counts on filled in, and the
/// static picture is ours where <see cref="PlotlyReader"/> can read it.
/// </summary>
static class ForeignChart
{
    public static string Write(string json, string name)
    {
        var chart = Completed(json, out string title);
        string? picture = Picture(json, name, out string unread);
        string label = Markup.Plain(title.Length > 0 ? title : name);
        string still = picture
            ?? $"<p>{WebUtility.HtmlEncode(label)}: drawn where plotly.js can be loaded; no still picture, for {WebUtility.HtmlEncode(unread)}</p>";
        return FigureHtml.Frame(name, label, "", chart.ToJsonString(), _ => still);
    }

    static string? Picture(string json, string name, out string unread)
    {
        unread = "";
        try
        {
            return SvgPicture.Draw(Figure.FromJson(json, name), name, page: true);
        }
        catch (ArgumentException e)
        {
            unread = e.Message["Figure.FromJson: ".Length..];
            return null;
        }
    }

    // The script of figures looks for a title, margins, a height, names in the legend and a theme.
    static JsonObject Completed(string json, out string title)
    {
        if (Parsed(json) is not JsonObject chart || chart["data"] is not JsonArray traces)
            throw new ArgumentException("Figure.HtmlOf: the text is no Plotly figure; it needs an array \"data\".", nameof(json));
        var own = JsonNode.Parse(Figure.New("theme").Line([0, 1], [0, 1]).ToJson())!["layout"]!.AsObject();
        var layout = chart["layout"] as JsonObject;
        if (layout is null) chart["layout"] = layout = [];
        title = layout["title"] switch
        {
            JsonObject there => there["text"]?.ToString() ?? "",
            JsonValue text => text.ToString(),
            _ => "",
        };
        if (layout["title"] is not JsonObject) layout["title"] = new JsonObject { ["text"] = title };
        if (layout["height"] is not JsonValue height || height.GetValueKind() != JsonValueKind.Number) layout["height"] = 400;
        foreach (string part in (string[])["margin", "template"])
            layout[part] = Filled(layout[part] as JsonObject, own[part]!.AsObject());
        for (int i = 0; i < traces.Count; i++)
            if (traces[i] is JsonObject trace && trace["name"] is not JsonValue) trace["name"] = $"trace {i}";
        return chart;
    }

    static JsonNode? Parsed(string json)
    {
        try { return JsonNode.Parse(json); }
        catch (JsonException) { return null; }
    }

    // What one does not say, the other does.
    static JsonObject Filled(JsonObject? said, JsonObject otherwise)
    {
        said = said?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in otherwise)
            said[name] = said[name] switch
            {
                null => value?.DeepClone(),
                JsonObject there when value is JsonObject more => Filled(there, more),
                var there => there.DeepClone(),
            };
        return said;
    }
}
