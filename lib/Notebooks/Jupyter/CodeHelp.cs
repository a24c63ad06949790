using System.Text.Json;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Answers the questions that front ends ask while a cell is being written.</summary>
static class CodeHelp
{
    /// <summary>The content of <c>complete_reply</c>; kinds and signatures go where JupyterLab and VS Code look for them.</summary>
    public static void WriteCompletions(Utf8JsonWriter w, CSharpSession session, Message request)
    {
        var (code, position) = Place(request);
        var found = session.Complete(code, position);
        int start = CodePoints.FromUtf16(code, found.Start), end = CodePoints.FromUtf16(code, found.End);
        w.WriteString("status", "ok");
        w.WriteStartArray("matches");
        foreach (var item in found.Items) w.WriteStringValue(item.Text);
        w.WriteEndArray();
        w.WriteNumber("cursor_start", start);
        w.WriteNumber("cursor_end", end);
        w.WriteStartObject("metadata");
        w.WriteStartArray("_jupyter_types_experimental");
        foreach (var item in found.Items)
        {
            w.WriteStartObject();
            w.WriteNumber("start", start);
            w.WriteNumber("end", end);
            w.WriteString("text", item.Text);
            w.WriteString("type", item.Kind);
            w.WriteString("signature", item.Signature);
            w.WriteEndObject();
        }
        w.WriteEndArray();
        w.WriteEndObject();
    }

    /// <summary>The content of <c>inspect_reply</c>.</summary>
    public static void WriteInspection(Utf8JsonWriter w, CSharpSession session, Message request)
    {
        var (code, position) = Place(request);
        var help = session.Inspect(code, position);
        w.WriteString("status", "ok");
        w.WriteBoolean("found", help is not null);
        KernelOutput.WriteBundle(w, new DisplayData(help is null ? []
            : [new("text/markdown", help.ToMarkdown()), new("text/plain", help.ToText())]));
    }

    static (string Code, int Position) Place(Message request)
    {
        string code = request.Text("code");
        return (code, CodePoints.ToUtf16(code, request.Integer("cursor_pos", int.MaxValue)));
    }
}
