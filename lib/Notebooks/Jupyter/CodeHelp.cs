using System.Text.Json;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

static class CodeHelp
{
    public static void WriteCompletions(Utf8JsonWriter w, CSharpSession session, Message request)
    {
        int cursor = request.Integer("cursor_pos", 0);
        w.WriteString("status", "ok");
        w.WriteStartArray("matches");
        w.WriteEndArray();
        w.WriteNumber("cursor_start", cursor);
        w.WriteNumber("cursor_end", cursor);
        w.WriteStartObject("metadata");
        w.WriteEndObject();
    }

    public static void WriteInspection(Utf8JsonWriter w, CSharpSession session, Message request)
    {
        w.WriteString("status", "ok");
        w.WriteBoolean("found", false);
        w.WriteStartObject("data"); w.WriteEndObject();
        w.WriteStartObject("metadata"); w.WriteEndObject();
    }
}
