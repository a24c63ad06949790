namespace Spikebook.Notebooks.Sessions;

/// <summary>One value in several representations, richest first, as the Jupyter protocol calls it.</summary>
/// <param name="Data">Mime type and text; JSON mime types hold JSON text.</param>
/// <param name="Name">The name under which a runner files the value, if the value has one.</param>
public sealed record DisplayData(IReadOnlyList<KeyValuePair<string, string>> Data, string? Name = null)
{
    /// <summary>A bundle that is plain text alone.</summary>
    public static DisplayData Text(string text) => new([new("text/plain", text)]);

    /// <summary>The representation of that mime type, or null.</summary>
    public string? this[string mimeType]
    {
        get
        {
            foreach (var (type, text) in Data)
                if (type == mimeType) return text;
            return null;
        }
    }
}
