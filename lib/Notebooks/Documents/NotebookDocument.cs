// Longer than 300 lines: reading, checking and writing of one format are read side by side.
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Documents;

/// <summary>
/// A Jupyter notebook, nbformat 4 (written as 4.5): a view of its JSON tree that keeps what it does not know, so that reading
/// and writing loses nothing.
/// </summary>
/// <seealso href="https://nbformat.readthedocs.io/en/latest/format_description.html"/>
public sealed class NotebookDocument
{
    /// <summary>Larger files are refused: a notebook of this size has outputs that belong in files of their own.</summary>
    public const long MaxBytes = 256L << 20;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 512 };

    readonly JsonObject _json;
    readonly List<NotebookCell> _cells;

    NotebookDocument(JsonObject json)
    {
        _json = json;
        _cells = [.. ((JsonArray)json["cells"]!).Select((cell, index) => new NotebookCell(this, (JsonObject)cell!, index))];
    }

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The notebook's metadata; changes to it are changes to the document.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (_json["metadata"] is JsonObject metadata) return metadata;
            _json["metadata"] = metadata = [];
            return metadata;
        }
    }

    /// <summary>The language of code cells that name none, in small letters; <c>csharp</c> where the notebook names none either.</summary>
    public string Language =>
        Languages.Canonical(Text("kernelspec", "language")) ?? Languages.Canonical(Text("language_info", "name"))
        ?? Languages.Canonical(Text("kernelspec", "name")) ?? "csharp";

    /// <summary>The first first-level heading, as plain text; else the title in the metadata; null where there is neither.</summary>
    public string? Title => Opening.Of(this).TitleText ?? MultilineText.Join((_json["metadata"] as JsonObject)?["title"]);

    /// <summary>The first paragraph after the title, as plain text; null where there is none.</summary>
    public string? Summary => Opening.Of(this).SummaryText;

    /// <summary>An empty C# notebook.</summary>
    public static NotebookDocument Create() => new(new JsonObject
    {
        ["cells"] = new JsonArray(),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
            ["language_info"] = new JsonObject { ["file_extension"] = ".cs", ["mimetype"] = "text/x-csharp", ["name"] = "C#" },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    });

    /// <summary>Reads a notebook.</summary>
    /// <param name="path">The <c>.ipynb</c> file, or a <c>.dib</c> file of .NET Interactive.</param>
    /// <exception cref="NotebookFormatException">The file is missing, a directory, too large, not UTF-8, not JSON or not nbformat
    /// 4.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static NotebookDocument Read(string path) => Read(path, out _);

    /// <summary>Reads a notebook and hands over what the file held.</summary>
    internal static NotebookDocument Read(string path, out byte[] bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new NotebookFormatException(path, "is a directory", "name one of the .ipynb files in it");
        FileInfo file = new(path);
        if (!file.Exists)
            throw new NotebookFormatException(path, "no such file", "check the name, or list the notebooks that there are");
        if (file.Length > MaxBytes)
        {
            throw new NotebookFormatException(
                path,
                string.Create(CultureInfo.InvariantCulture,
                $"is {file.Length / 1048576.0:N0} MB, more than the {MaxBytes >> 20} MB a notebook may have"),
                "clear its outputs (jupyter nbconvert --clear-output --inplace FILE)");
        }
        try
        {
            RegularFile.RequireReadable(path);
        }
        catch (StorageException e)
        {
            throw new NotebookFormatException(path, "is a device, a pipe or a socket", "name a regular file", e);
        }
        bytes = File.ReadAllBytes(path);
        ReadOnlySpan<byte> content = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
        string text;
        try
        {
            text = StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            throw new NotebookFormatException(path, $"is not UTF-8 text (byte {e.Index + 1})",
                "save it again from Jupyter, or convert it to UTF-8", e);
        }
        return DibText.IsDib(path) ? DibText.Read(text, path) : Parse(text, path);
    }

    /// <summary>Reads a notebook from its text.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="name">What the text is called in error messages.</param>
    /// <exception cref="NotebookFormatException">The text is not JSON or not nbformat 4.</exception>
    public static NotebookDocument Parse(string text, string name = "notebook")
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Remake = "open it in Jupyter and save it again, or take an intact copy";
        if (string.IsNullOrWhiteSpace(text)) throw new NotebookFormatException(name, "is empty", Remake);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, documentOptions: Strict);
            // Keys are decoded on first use; half a surrogate pair in one is the only thing that can still fail there.
            if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase)) DecodeKeys(root);
        }
        catch (JsonException e)
        {
            string reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0].ReplaceLineEndings(" ").TrimEnd('.', ' ');
            string place = e.LineNumber is null ? "" : $" at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}";
            throw new NotebookFormatException(name, $"invalid JSON{place}: {reason}", Remake, e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new NotebookFormatException(name, "holds half a surrogate pair where JSON cannot", Remake, e);
        }
        if (root is not JsonObject notebook)
            throw new NotebookFormatException(name, $"is JSON but no notebook: the root is {Kind(root)}, not an object", Remake);

        CheckVersion(name, notebook);
        if (notebook["cells"] is not JsonArray cells)
            throw new NotebookFormatException(name, "has no list of cells", Remake);
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i] is not JsonObject cell)
                throw new NotebookFormatException(name, $"cell {i + 1} is {Kind(cells[i])}, not an object", Remake);
            if (MultilineText.Join(cell["cell_type"]) is null)
                throw new NotebookFormatException(name, $"cell {i + 1} has no cell_type", "set it to \"code\", \"markdown\" or \"raw\"");
            if (cell["source"] is not null && MultilineText.Join(cell["source"]) is null)
                throw new NotebookFormatException(name, $"the source of cell {i + 1} is neither a text nor a list of lines", Remake);
        }
        return new NotebookDocument(notebook);
    }

    /// <summary>Writes the notebook as Jupyter writes it: whole or not at all.</summary>
    /// <param name="path">The file; it is replaced where it exists, and its directory is made where it does not.</param>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; what was there before is untouched.</exception>
    public void Write(string path) => Write(path, Disk.Machine);

    /// <summary>Writes the notebook to a disk.</summary>
    /// <exception cref="NotebookFormatException">It would be larger than can be read again; what was there before is untouched.</exception>
    internal void Write(string path, Disk disk, long largest = MaxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream =>
        {
            using (StreamWriter writer = new(stream, Utf8, 1 << 16, leaveOpen: true) { NewLine = "\n" }) Write(writer);
            if (stream.Length <= largest) return;
            throw new NotebookFormatException(
                path,
                string.Create(CultureInfo.InvariantCulture,
                $"would have {stream.Length / 1048576.0:N1} MB, more than the {largest / 1048576.0:N1} MB a notebook may have"),
                "let its cells show less");
        }, disk);
    }

    /// <summary>The text that <see cref="Write(string)"/> writes.</summary>
    public string ToText()
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        Write(writer);
        return writer.ToString();
    }

    /// <summary>A copy that shares nothing with this document.</summary>
    public NotebookDocument Clone() => new((JsonObject)_json.DeepClone());

    /// <summary>Adds a cell at the end.</summary>
    /// <param name="kind">Code, markdown or raw.</param>
    /// <param name="source">Its text.</param>
    /// <param name="id">Its id, 1 to 64 letters, digits, <c>-</c> and <c>_</c>; null to number it.</param>
    /// <exception cref="ArgumentException">The kind cannot be written, or the id is malformed or taken.</exception>
    public NotebookCell Add(CellKind kind, string source, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        string type = kind switch
        {
            CellKind.Code => "code",
            CellKind.Markdown => "markdown",
            CellKind.Raw => "raw",
            _ => throw new ArgumentException($"kind = {kind} cannot be written; use Code, Markdown or Raw", nameof(kind)),
        };
        int number = _cells.Count + 1;
        while (id is null && _cells.Any(cell => cell.Id == $"cell-{number}")) number++;
        id ??= $"cell-{number}";
        if (!IsId(id))
            throw new ArgumentException($"id = \"{id}\" is malformed; use 1 to 64 letters, digits, - and _", nameof(id));
        if (_cells.Any(cell => cell.Id == id))
            throw new ArgumentException($"id = \"{id}\" is taken by another cell; use another", nameof(id));

        JsonObject added = new()
        {
            ["cell_type"] = type,
            ["id"] = id,
            ["metadata"] = new JsonObject(),
            ["source"] = MultilineText.Lines(source)
        };
        if (kind == CellKind.Code)
        {
            added["execution_count"] = null;
            added["outputs"] = new JsonArray();
        }
        ((JsonArray)_json["cells"]!).Add(added);
        NotebookCell cell = new(this, added, _cells.Count);
        _cells.Add(cell);
        return cell;
    }

    void Write(TextWriter writer)
    {
        MendIds();
        NotebookText.Write(writer, _json);
        writer.Write('\n');
    }

    /// <summary>
    /// Ids that break the rules of nbformat 4.5 (1 to 64 letters, digits, - and _, each once) give way to new ones: Jupyter refuses
    /// such a file.
    /// Cells without an id are as old as their file and stay so.
    /// </summary>
    void MendIds()
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        List<(JsonObject Cell, int Number)> bad = [];
        int number = 0;
        foreach (JsonObject cell in ((JsonArray)_json["cells"]!).Cast<JsonObject>())
        {
            number++;
            if (cell.ContainsKey("id")
                && !(MultilineText.Join(cell["id"]) is { } id && cell["id"] is JsonValue && IsId(id) && taken.Add(id))) bad.Add((cell,
                number));
        }
        foreach ((JsonObject cell, int place) in bad)
        {
            string fresh = $"cell-{place}";
            for (int n = 2; !taken.Add(fresh); n++) fresh = $"cell-{place}-{n}";
            cell["id"] = fresh;
        }
    }

    static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    static void CheckVersion(string name, JsonObject json)
    {
        if (json["nbformat"] is null)
        {
            throw new NotebookFormatException(
                name,
                json.ContainsKey("worksheets") ? "is a notebook of nbformat 2 or older" : "is JSON but no notebook: it has no \"nbformat\"",
                "name an .ipynb file that Jupyter opens");
        }
        int? version = CellOutput.CountOf(json["nbformat"]);
        if (version is < 4)
        {
            throw new NotebookFormatException(
                name, $"is nbformat {version}, and Spikebook reads nbformat 4",
                "convert it once: jupyter nbconvert --to notebook --nbformat 4 FILE");
        }
        if (version is null or > 4)
        {
            throw new NotebookFormatException(
                name, $"is nbformat {json["nbformat"]!.ToJsonString()}, and Spikebook reads nbformat 4",
                "save it as nbformat 4 in the program that wrote it");
        }
    }

    static void DecodeKeys(JsonNode? node)
    {
        if (node is JsonObject o)
            foreach ((_, JsonNode? value) in o) DecodeKeys(value);
        else if (node is JsonArray a)
            foreach (JsonNode? value in a) DecodeKeys(value);
    }

    static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Object => "an object",
        _ => "a truth value",
    };

    string? Text(string section, string key) =>
        (_json["metadata"] as JsonObject)?[section] is JsonObject named ? MultilineText.Join(named[key]) : null;
}
