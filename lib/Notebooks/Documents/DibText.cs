using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Documents;

/// <summary>
/// The text format of .NET Interactive's notebooks, <c>.dib</c>: cells behind lines such as <c>#!csharp</c>, the notebook's own metadata
/// behind <c>#!meta</c>. It holds no outputs.
/// </summary>
static class DibText
{
    static readonly string[] Kernels =
        ["csharp", "fsharp", "pwsh", "sql", "kql", "http", "html", "javascript", "mermaid", "value", "markdown", "raw"];

    /// <summary>Whether a file is one, by its name.</summary>
    public static bool IsDib(string path) => path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase);

    /// <summary>The notebook of a text.</summary>
    /// <exception cref="NotebookFormatException">Its metadata is no JSON.</exception>
    public static NotebookDocument Read(string text, string name)
    {
        var cells = new List<(string Kernel, List<string> Lines)>();
        JsonObject? meta = null;
        var known = new HashSet<string>(Kernels, StringComparer.Ordinal);
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int first = Array.FindIndex(lines, line => line.Length > 0);
        if (first >= 0 && lines[first].TrimEnd() == "#!meta")
        {
            int end = Array.FindIndex(lines, first + 1, line => line.StartsWith("#!", StringComparison.Ordinal));
            if (end < 0) end = lines.Length;
            meta = Meta(string.Join('\n', lines[(first + 1)..end]), name);
            foreach (var item in meta["kernelInfo"]?["items"] as JsonArray ?? [])
                if ((string?)item?["name"] is { } kernel) known.Add(kernel);
            lines = lines[end..];
        }
        string standard = (string?)meta?["kernelInfo"]?["defaultKernelName"] ?? "csharp";
        cells.Add((standard, []));
        foreach (string line in lines)
        {
            if (line.StartsWith("#!", StringComparison.Ordinal) && known.Contains(line[2..].TrimEnd()))
                cells.Add((line[2..].TrimEnd(), []));
            else cells[^1].Lines.Add(line);
        }
        var document = NotebookDocument.Create();
        if (meta is not null) document.Metadata["polyglot_notebook"] = meta;
        foreach (var (kernel, content) in cells)
        {
            string source = string.Join('\n', content).Trim('\n');
            if (source.Length == 0) continue;
            var cell = document.Add(kernel switch { "markdown" => CellKind.Markdown, "raw" => CellKind.Raw, _ => CellKind.Code }, source);
            if (cell.Kind == CellKind.Code) cell.Metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = kernel };
        }
        return document;
    }

    /// <summary>The text of a notebook: what <see cref="Read"/> takes apart, put together again; outputs are left out.</summary>
    public static string Write(NotebookDocument document)
    {
        var text = new StringBuilder();
        if (document.Metadata["polyglot_notebook"] is JsonObject meta) text.Append("#!meta\n\n").Append(meta.ToJsonString()).Append("\n\n");
        text.AppendJoin("\n\n", document.Cells.Select(cell => $"#!{Kernel(cell)}\n\n{cell.Source}"));
        return text.Append('\n').ToString();
    }

    static string Kernel(NotebookCell cell) => cell.Kind switch
    {
        CellKind.Markdown => "markdown",
        CellKind.Raw => "raw",
        _ => cell.Language,
    };

    static JsonObject Meta(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException e)
        {
            throw new NotebookFormatException(name, "its #!meta is no JSON", "save it again in the program that wrote it", e);
        }
    }
}
