using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Documents;

/// <summary>Writes a notebook's tree with its long texts as lists of lines, in the places where nbformat has them so.</summary>
static class NotebookText
{
    public static void Write(TextWriter writer, JsonObject notebook) =>
        JsonText.WriteObject(writer, notebook, 0, static (w, key, value, indent) =>
        {
            if (key == "cells" && value is JsonArray cells) JsonText.WriteArray(w, cells, indent, WriteCell);
            else JsonText.Write(w, value, indent);
        });

    static void WriteCell(TextWriter writer, JsonNode? node, int indent)
    {
        if (node is not JsonObject cell)
        {
            JsonText.Write(writer, node, indent);
            return;
        }
        bool isCode = MultilineText.Join(cell["cell_type"]) == "code";
        JsonText.WriteObject(writer, cell, indent, (w, key, value, depth) =>
        {
            if (key == "source") WriteLines(w, value, depth);
            else if (key == "attachments" && value is JsonObject files) JsonText.WriteObject(w, files, depth, static (w, _, file, d)
                => WriteBundle(w, file, d));
            else if (key == "outputs" && isCode && value is JsonArray outputs) JsonText.WriteArray(w, outputs, depth, WriteOutput);
            else JsonText.Write(w, value, depth);
        });
    }

    static void WriteOutput(TextWriter writer, JsonNode? node, int indent)
    {
        string? type = node is JsonObject o ? MultilineText.Join(o["output_type"]) : null;
        if (type is not ("stream" or "display_data" or "execute_result"))
        {
            JsonText.Write(writer, node, indent);
            return;
        }
        JsonText.WriteObject(writer, (JsonObject)node!, indent, (w, key, value, depth) =>
        {
            if (key == "text" && type == "stream") WriteLines(w, value, depth);
            else if (key == "data" && type != "stream") WriteBundle(w, value, depth);
            else JsonText.Write(w, value, depth);
        });
    }

    static void WriteBundle(TextWriter writer, JsonNode? node, int indent)
    {
        if (node is not JsonObject bundle)
        {
            JsonText.Write(writer, node, indent);
            return;
        }
        JsonText.WriteObject(writer, bundle, indent, static (w, mime, value, depth) =>
        {
            if (MimeBundle.IsStoredAsLines(mime)) WriteLines(w, value, depth);
            else if (!MimeBundle.IsJson(mime) && value is JsonArray && MultilineText.Join(value) is string joined) JsonText.WriteString(w,
                joined);
            else JsonText.Write(w, value, depth);
        });
    }

    static void WriteLines(TextWriter writer, JsonNode? value, int indent)
    {
        if (MultilineText.Join(value) is string text)
            JsonText.WriteArray(writer, MultilineText.Split(text), indent, static (w, line, _) => JsonText.WriteString(w, line));
        else
            JsonText.Write(writer, value, indent);
    }
}
