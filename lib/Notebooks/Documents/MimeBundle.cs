using System.Collections;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Documents;

/// <summary>
/// One value in several representations, by mime type, in the order they were given: JSON types as JSON, all others as text.
/// </summary>
public sealed class MimeBundle : IReadOnlyCollection<KeyValuePair<string, JsonNode>>
{
    readonly OrderedDictionary<string, JsonNode> _values = [];

    /// <summary>How many representations there are.</summary>
    public int Count => _values.Count;

    /// <summary>The mime types.</summary>
    public IReadOnlyList<string> Mimes => _values.Keys;

    /// <summary>The representation as stored (a text may be a list of its lines), or null where there is none of this mime type.</summary>
    public JsonNode? this[string mime] => _values.GetValueOrDefault(mime);

    /// <summary>Adds a representation, or replaces the one of the same mime type.</summary>
    /// <exception cref="ArgumentNullException">The mime type or the value is null.</exception>
    public void Add(string mime, JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _values[mime] = value;
    }

    /// <summary>Adds a representation that is text, base64 for a picture such as <c>image/png</c>.</summary>
    /// <exception cref="ArgumentNullException">The mime type or the text is null.</exception>
    public void Add(string mime, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _values[mime] = JsonValue.Create(text);
    }

    /// <summary>The representation as one string, or null where there is none of this mime type or it is not text.</summary>
    public string? Text(string mime) => MultilineText.Join(this[mime]);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonNode>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Types whose value is a JSON tree and must not be taken for lines of text.</summary>
    internal static bool IsJson(string mime) =>
        mime == "application/json"
        || (mime.StartsWith("application/", StringComparison.Ordinal) && mime.EndsWith("+json", StringComparison.Ordinal));

    /// <summary>Types that nbformat stores as lists of lines.</summary>
    internal static bool IsStoredAsLines(string mime) =>
        mime.StartsWith("text/", StringComparison.Ordinal) || mime is "application/javascript" or "image/svg+xml";
}
