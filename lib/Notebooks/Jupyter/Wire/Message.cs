using System.Text.Json;

namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>A message that arrived and whose signature held.</summary>
/// <param name="Identities">The route back to the sender.</param>
/// <param name="Type">What is asked, for instance <c>execute_request</c>.</param>
/// <param name="Id">The sender's name for the message.</param>
/// <param name="Header">The header as it came; answers carry it as their parent.</param>
/// <param name="Content">What is asked in detail: a JSON object.</param>
/// <param name="Metadata">What is said beside it: a JSON object.</param>
/// <param name="Buffers">Binary frames after the JSON.</param>
sealed record Message(
    IReadOnlyList<byte[]> Identities, string Type, string Id, byte[] Header, JsonElement Content, JsonElement Metadata,
    IReadOnlyList<byte[]> Buffers)
{
    /// <summary>A text of the content, or the alternative where it is absent or no text.</summary>
    public string Text(string name, string otherwise = "")
    {
        if (!Content.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return otherwise;
        try { return value.GetString()!; }
        catch (InvalidOperationException) { return otherwise; } // a lone surrogate
    }

    /// <summary>A truth value of the content, or the alternative where it is absent or none.</summary>
    public bool Flag(string name, bool otherwise)
        => Content.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
            : otherwise;

    /// <summary>An integer of the content, or the alternative where it is absent or none.</summary>
    public int Integer(string name, int otherwise)
        => Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number : otherwise;
}
