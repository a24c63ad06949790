using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>Writes a notebook's figures and tables as files of their own, named after notebook and figure.</summary>
static class FigureFiles
{
    const string Plotly = "application/vnd.plotly.v1+json", Svg = "image/svg+xml", Csv = "text/csv";

    /// <summary>Writes them into <c>figures/NOTEBOOK</c> and <c>tables/NOTEBOOK</c>; files of an earlier run are replaced.</summary>
    /// <returns>Their paths, relative to the output folder.</returns>
    public static IReadOnlyList<string> Write(NotebookDocument document, string notebook, string outputDirectory)
    {
        var files = new Dictionary<string, string>();
        int unnamed = 0;
        foreach (var output in document.Cells.Where(c => c.Kind == CellKind.Code).SelectMany(c => c.Outputs))
        {
            var (data, metadata) = output switch
            {
                DisplayOutput d => (d.Data, d.Metadata),
                ExecuteResultOutput r => (r.Data, r.Metadata),
                _ => (null, null),
            };
            if (data is null || data[Plotly] is null && data[Csv] is null) continue;
            string name = metadata?["name"] is JsonValue given ? given.ToString() : $"output-{++unnamed}";
            if (data[Plotly] is { } chart)
            {
                Add(Path.Combine("figures", notebook, name), ".plotly.json", chart.ToJsonString());
                if (data.Text(Svg) is { } picture) Add(Path.Combine("figures", notebook, name), ".svg", picture);
            }
            if (data.Text(Csv) is { } table) Add(Path.Combine("tables", notebook, name), ".csv", table);
        }
        foreach (string kind in new[] { "figures", "tables" })
        {
            string folder = Path.Combine(outputDirectory, kind, notebook);
            if (!Directory.Exists(folder)) continue;
            foreach (string old in Directory.GetFiles(folder))
                if (!files.ContainsKey(Path.GetRelativePath(outputDirectory, old))) File.Delete(old);
        }
        foreach (var (path, text) in files)
            AtomicFile.WriteText(Path.Combine(outputDirectory, path), writer => writer.Write(text));
        return [.. files.Keys];

        // A figure shown twice is one file; another under the same name gets a number.
        void Add(string path, string extension, string text)
        {
            string candidate = path + extension;
            for (int n = 2; files.TryGetValue(candidate, out string? there) && there != text; n++) candidate = $"{path}-{n}{extension}";
            files[candidate] = text;
        }
    }
}
