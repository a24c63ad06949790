using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Running;

/// <summary>Writes a notebook's figures and tables as files of their own, named after notebook and figure.</summary>
static class FigureFiles
{
    const string Plotly = "application/vnd.plotly.v1+json", Svg = "image/svg+xml", Csv = "text/csv";
    const int LongestName = 120;

    /// <summary>The files of a notebook: <c>figures/NOTEBOOK/…</c> and <c>tables/NOTEBOOK/…</c>, with what they hold.</summary>
    /// <exception cref="StorageException">A figure or table has a name that is no file name.</exception>
    public static IReadOnlyDictionary<string, string> Of(NotebookDocument document, string notebook)
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
            string name = metadata?["name"] is JsonValue given ? FileName(given.ToString()) : $"output-{++unnamed}";
            if (data[Plotly] is { } chart)
            {
                Add(Path.Combine("figures", notebook, name), ".plotly.json", chart.ToJsonString());
                if (data.Text(Svg) is { } picture) Add(Path.Combine("figures", notebook, name), ".svg", picture);
            }
            if (data.Text(Csv) is { } table) Add(Path.Combine("tables", notebook, name), ".csv", table);
        }
        return files;

        // A figure shown twice is one file; another under the same name gets a number.
        void Add(string path, string extension, string text)
        {
            string candidate = path + extension;
            for (int n = 2; files.TryGetValue(candidate, out string? there) && there != text; n++) candidate = $"{path}-{n}{extension}";
            files[candidate] = text;
        }
    }

    /// <summary>Writes the files of a notebook, then removes those that an earlier run left and this one did not.</summary>
    public static void Write(IReadOnlyDictionary<string, string> files, string notebook, OutputFolder folder)
    {
        foreach (var (path, text) in files) folder.WriteText(path, text);
        foreach (string kind in (string[])["figures", "tables"])
        {
            string place = folder.PlaceOf(Path.Combine(kind, notebook));
            if (!Directory.Exists(place)) continue;
            foreach (string old in Directory.GetFiles(place))
                if (!files.ContainsKey(Path.GetRelativePath(folder.Root, old))) folder.Disk.Delete(old);
        }
    }

    /// <summary>A name that a cell gave, if it is a plain file name on every system.</summary>
    static string FileName(string name)
        => name.Length is > 0 and <= LongestName && name[0] != '.' && !name.EndsWith('.') && name.Trim().Length == name.Length
            && !name.Any(c => char.IsControl(c) || char.IsSurrogate(c) || "/\\:*?\"<>|".Contains(c))
            ? name
            : throw new StorageException(
                $"a figure or table is named \"{Shown(name)}\", which is no file name; use letters, digits and hyphens, at most {LongestName}");

    static string Shown(string name)
        => string.Concat(name.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\ufffd' : c)) + (name.Length > 60 ? "…"
            : "");
}
