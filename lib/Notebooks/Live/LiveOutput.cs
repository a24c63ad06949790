using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Live;

/// <summary>
/// Sends what a cell shows to the page, a message each: <c>stream</c>, <c>display</c>, <c>update</c>, <c>clear</c>, <c>controls</c>.
/// </summary>
sealed class LiveOutput(string cell, Action<string> send, Dictionary<string, LivePanel> panels) : ICellOutput, ILiveOutput
{
    public void Write(bool isError, string text)
        => Send("stream", new JsonObject { ["name"] = isError ? "stderr" : "stdout", ["text"] = text });

    public void Display(DisplayData value, string displayId, bool update)
        => Send(update ? "update" : "display", new JsonObject { ["id"] = displayId, ["data"] = Bundle(value) });

    public void Result(DisplayData value) => Send("display", new JsonObject { ["id"] = "", ["data"] = Bundle(value) });

    public void Clear(bool wait) => Send("clear", new JsonObject { ["wait"] = wait });

    public bool Show(object value)
    {
        if (LivePanel.Of(cell, value) is not { } panel) return false;
        panels[panel.Id] = panel;
        Send("controls", panel.Describe());
        panel.Show(this, null);
        return true;
    }

    void Send(string type, JsonObject message)
    {
        message["type"] = type;
        message["cell"] = cell;
        send(message.ToJsonString());
    }

    static JsonObject Bundle(DisplayData value)
    {
        var bundle = new JsonObject();
        foreach (var (mime, text) in value.Data)
            bundle[mime] = MimeBundle.IsJson(mime) ? JsonNode.Parse(text) : text;
        return bundle;
    }
}
