using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Live;

/// <summary>
/// Sends what a cell shows to the page, a message each: <c>stream</c>, <c>display</c>, <c>update</c>, <c>clear</c>, <c>controls</c>.
/// </summary>
sealed class LiveOutput(string cell, Action<string> send, Dictionary<string, LivePanel> panels) : ICellOutput, ILiveOutput
{
    // A message is parsed, never written into a page.
    static readonly JsonSerializerOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(bool isError, string text)
        => Send("stream", new JsonObject { ["name"] = isError ? "stderr" : "stdout", ["text"] = text });

    public void Display(DisplayData value, string displayId, bool update)
        => Send(update ? "update" : "display", displayId, Checked(value));

    /// <summary>A value whose JSON its own formatter has written: it is not looked through again.</summary>
    public void Redraw(DisplayData value, string displayId, bool update) => Send(update ? "update" : "display", displayId, value);

    public void Result(DisplayData value) => Send("display", "", Checked(value));

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

    // A value's faces are nearly all of a message, and a dragged slider sends many: JSON goes in as it is, text is only escaped.
    void Send(string type, string displayId, DisplayData value)
    {
        var message = new StringBuilder("{\"type\":").Append(Quoted(type)).Append(",\"cell\":").Append(Quoted(cell))
            .Append(",\"id\":").Append(Quoted(displayId)).Append(",\"data\":{");
        string comma = "";
        foreach (var (mime, text) in value.Data)
        {
            message.Append(comma).Append(Quoted(mime)).Append(':').Append(MimeBundle.IsJson(mime) ? text : Quoted(text));
            comma = ",";
        }
        send(message.Append("}}").ToString());
    }

    static DisplayData Checked(DisplayData value)
    {
        foreach (var (mime, text) in value.Data)
            if (MimeBundle.IsJson(mime)) JsonDocument.Parse(text).Dispose(); // throws where it is none
        return value;
    }

    static string Quoted(string text) => JsonSerializer.Serialize(text, Plainly);
}
