using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Documents;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Source code and its outputs.</summary>
    Code,

    /// <summary>Prose.</summary>
    Markdown,

    /// <summary>Text for another program, left alone.</summary>
    Raw,

    /// <summary>A kind that nbformat 4.5 does not name; kept, not run, not shown.</summary>
    Unknown,
}

/// <summary>One cell: a view of the document's JSON. Whatever is not changed through it is kept as it was read.</summary>
public sealed class NotebookCell
{
    readonly NotebookDocument _document;
    readonly JsonObject _json;

    internal NotebookCell(NotebookDocument document, JsonObject json, int index)
    {
        _document = document;
        _json = json;
        Index = index;
        Kind = MultilineText.Join(json["cell_type"]) switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            _ => CellKind.Unknown,
        };
        Id = MultilineText.Join(json["id"]) ?? $"cell-{index + 1}";
    }

    /// <summary>Place in the notebook, from 0.</summary>
    public int Index { get; }

    /// <summary>Code, prose or raw text.</summary>
    public CellKind Kind { get; }

    /// <summary>The cell's id; where the file has none (before nbformat 4.5) its place, for instance <c>cell-3</c>.</summary>
    public string Id { get; }

    /// <summary>The text of the cell, as one string.</summary>
    public string Source
    {
        get => MultilineText.Join(_json["source"]) ?? "";
        set => _json["source"] = MultilineText.Lines(value);
    }

    /// <summary>
    /// The language of a code cell in small letters (<c>csharp</c>, <c>fsharp</c>, <c>python</c>): what its metadata names
    /// (<c>polyglot_notebook</c>, <c>dotnet_interactive</c>, <c>vscode</c>), else the language of the notebook.
    /// </summary>
    public string Language =>
        Languages.Canonical(Named("polyglot_notebook", "kernelName") ?? Named("dotnet_interactive", "language")
        ?? Named("vscode", "languageId"))
        ?? _document.Language;

    /// <summary>The cell's metadata; changes to it are changes to the document.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (_json["metadata"] is JsonObject metadata) return metadata;
            _json["metadata"] = metadata = [];
            return metadata;
        }
    }

    /// <summary>Files that belong to the cell's prose, by name, each a mime bundle; null for none.</summary>
    public JsonObject? Attachments => _json["attachments"] as JsonObject;

    /// <summary>The number under which the cell last ran; null where it has not.</summary>
    public int? ExecutionCount
    {
        get => CellOutput.CountOf(_json["execution_count"]);
        set
        {
            RequireCode();
            _json["execution_count"] = value;
        }
    }

    /// <summary>
    /// What the cell left behind. To change it, use <see cref="SetOutputs"/>, <see cref="Append"/> or <see cref="Clear"/>.
    /// </summary>
    public IReadOnlyList<CellOutput> Outputs =>
        Kind == CellKind.Code && _json["outputs"] is JsonArray outputs ? [.. outputs.Select(CellOutput.FromJson)] : [];

    /// <summary>Replaces all outputs.</summary>
    /// <exception cref="InvalidOperationException">The cell is not a code cell.</exception>
    public void SetOutputs(IEnumerable<CellOutput> outputs)
    {
        RequireCode();
        _json["outputs"] = new JsonArray([.. outputs.Select(output => output.ToJson())]);
    }

    /// <summary>Adds an output; text to the same stream as the output before it is joined to that, as Jupyter does.</summary>
    /// <exception cref="InvalidOperationException">The cell is not a code cell.</exception>
    public void Append(CellOutput output)
    {
        RequireCode();
        if (_json["outputs"] is not JsonArray outputs) _json["outputs"] = outputs = [];
        if (output is StreamOutput more && outputs.Count > 0
            && CellOutput.FromJson(outputs[^1]) is StreamOutput last && last.Name == more.Name)
        {
            outputs[^1] = (last with { Text = last.Text + more.Text }).ToJson();
        }
        else
        {
            outputs.Add(output.ToJson());
        }
    }

    /// <summary>Removes outputs and execution count.</summary>
    /// <exception cref="InvalidOperationException">The cell is not a code cell.</exception>
    public void Clear()
    {
        SetOutputs([]);
        ExecutionCount = null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} cell {Index + 1} ({Id})";

    string? Named(string section, string key)
        => ((_json["metadata"] as JsonObject)?[section] as JsonObject)?[key] is JsonNode name ? MultilineText.Join(name) : null;

    void RequireCode()
    {
        if (Kind != CellKind.Code)
            throw new InvalidOperationException($"{this} has no outputs and no execution count; only code cells have.");
    }
}
