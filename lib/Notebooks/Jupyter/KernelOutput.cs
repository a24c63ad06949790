using System.Text.Json;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Sends a cell's output to the front ends as it comes.</summary>
/// <param name="link">Where it goes.</param>
/// <param name="parent">The request that caused it.</param>
/// <param name="number">The cell's number in the session.</param>
/// <param name="silent">Whether nothing is to be shown.</param>
sealed class KernelOutput(KernelLink link, Message parent, int number, bool silent) : ICellOutput, ILiveOutput
{
    /// <summary>The text of the cell's value, for the history; null where it has none.</summary>
    public string? ResultText { get; private set; }

    /// <summary>Shows values that a reader can change; false for all others.</summary>
    public required Func<object, ICellOutput, bool> Live { get; init; }

    public bool Show(object value) => !silent && Live(value, this);

    public void Write(bool isError, string text)
    {
        if (silent) return;
        link.Publish("stream", parent, w =>
        {
            w.WriteString("name", isError ? "stderr" : "stdout");
            w.WriteString("text", text);
        });
    }

    public void Display(DisplayData value, string displayId, bool update)
    {
        if (silent) return;
        link.Publish(update ? "update_display_data" : "display_data", parent, w =>
        {
            WriteBundle(w, value);
            w.WriteStartObject("transient");
            w.WriteString("display_id", displayId);
            w.WriteEndObject();
        });
    }

    public void Result(DisplayData value)
    {
        ResultText = value["text/plain"];
        if (silent) return;
        link.Publish("execute_result", parent, w =>
        {
            w.WriteNumber("execution_count", number);
            WriteBundle(w, value);
        });
    }

    public void Clear(bool wait)
    {
        if (!silent) link.Publish("clear_output", parent, w => w.WriteBoolean("wait", wait));
    }

    /// <summary>Writes <c>data</c> and <c>metadata</c>; JSON representations as JSON where they are, else as text.</summary>
    public static void WriteBundle(Utf8JsonWriter w, DisplayData value)
    {
        w.WriteStartObject("data");
        foreach (var (mimeType, text) in value.Data)
        {
            w.WritePropertyName(mimeType);
            if (MimeBundle.IsJson(mimeType) && IsWellFormed(text)) w.WriteRawValue(text, skipInputValidation: true);
            else w.WriteStringValue(text);
        }
        w.WriteEndObject();
        w.WriteStartObject("metadata");
        w.WriteEndObject();
    }

    /// <summary>Writes what an <c>error</c> message and a failed reply say.</summary>
    public static void WriteError(Utf8JsonWriter w, CellError error, bool withStatus = true)
    {
        if (withStatus) w.WriteString("status", "error");
        w.WriteString("ename", error.Name);
        w.WriteString("evalue", error.Message);
        w.WriteStartArray("traceback");
        foreach (string line in error.Traceback) w.WriteStringValue(line);
        w.WriteEndArray();
    }

    static bool IsWellFormed(string text)
    {
        try
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
            var reader = new Utf8JsonReader(bytes);
            if (!reader.Read()) return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
