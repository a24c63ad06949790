using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Documents;

/// <summary>
/// JSON as Jupyter writes it: one space of indent, sorted keys, only what must be escaped is. Numbers keep the digits they were
/// read with (1.0 stays 1.0 and 1e400 stays 1e400), and half a surrogate pair, which Python writes into strings without a
/// word, survives as its escape.
/// </summary>
static class JsonText
{
    static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    /// <summary>Keys in the order of Python's <c>sorted</c>: by code point, where .NET's ordinal order goes by UTF-16 unit.</summary>
    public static IComparer<string> CodePointOrder { get; } = Comparer<string>.Create(CompareCodePoints);

    /// <summary>The string that a JSON string stands for, half surrogate pairs included.</summary>
    public static string StringOf(JsonValue value)
    {
        if (value.TryGetValue(out JsonElement element))
        {
            ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element);
            return raw.IndexOf("\\u"u8) < 0 ? element.GetString()! : Unescape(Encoding.UTF8.GetString(raw[1..^1]));
        }
        return value.TryGetValue(out string? text) ? text : Unescape(value.ToJsonString()[1..^1]);
    }

    /// <summary>The finite number that a JSON number stands for, however it was written or made; null for anything else.</summary>
    public static double? NumberOf(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number
        && double.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number) ? number : null;

    public static void Write(TextWriter writer, JsonNode? node, int indent)
    {
        switch (node)
        {
            case null: writer.Write("null"); break;
            case JsonObject o: WriteObject(writer, o, indent, static (w, _, value, depth) => Write(w, value, depth)); break;
            case JsonArray a: WriteArray(writer, a, indent, Write); break;
            default: WriteValue(writer, node.AsValue()); break;
        }
    }

    public static void WriteObject(TextWriter writer, JsonObject json, int indent, Action<TextWriter, string, JsonNode?, int> writeValue)
    {
        if (json.Count == 0)
        {
            writer.Write("{}");
            return;
        }
        string separator = "{";
        foreach ((string key, JsonNode? value) in json.OrderBy(p => p.Key, CodePointOrder))
        {
            writer.Write(separator);
            NewLine(writer, indent + 1);
            WriteString(writer, key);
            writer.Write(": ");
            writeValue(writer, key, value, indent + 1);
            separator = ",";
        }
        NewLine(writer, indent);
        writer.Write('}');
    }

    public static void WriteArray<T>(TextWriter writer, IEnumerable<T> items, int indent, Action<TextWriter, T, int> writeItem)
    {
        string separator = "[";
        foreach (T item in items)
        {
            writer.Write(separator);
            NewLine(writer, indent + 1);
            writeItem(writer, item, indent + 1);
            separator = ",";
        }
        if (separator == "[")
        {
            writer.Write("[]");
            return;
        }
        NewLine(writer, indent);
        writer.Write(']');
    }

    public static void WriteString(TextWriter writer, ReadOnlySpan<char> text)
    {
        writer.Write('"');
        while (text.IndexOfAny(Special) is int at && at >= 0)
        {
            writer.Write(text[..at]);
            char c = text[at];
            int used = 1;
            if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                writer.Write(text.Slice(at, 2));
                used = 2;
            }
            else
            {
                writer.Write(c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '\f' => "\\f",
                    '\b' => "\\b",
                    _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                });
            }
            text = text[(at + used)..];
        }
        writer.Write(text);
        writer.Write('"');
    }

    static void WriteValue(TextWriter writer, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String: WriteString(writer, StringOf(value)); break;
            case JsonValueKind.Number when value.TryGetValue(out JsonElement element): writer.Write(element.GetRawText()); break;
            // JSON has no NaN and no infinity; a computed one becomes null, as in JavaScript, which Plotly draws as a gap.
            case JsonValueKind.Number when value.TryGetValue(out double d) && !double.IsFinite(d): writer.Write("null"); break;
            case JsonValueKind.Number when value.TryGetValue(out float f) && !float.IsFinite(f): writer.Write("null"); break;
            default: writer.Write(value.ToJsonString()); break;
        }
    }

    static void NewLine(TextWriter writer, int indent)
    {
        writer.Write('\n');
        for (int i = 0; i < indent; i++) writer.Write(' ');
    }

    static string Unescape(string raw)
    {
        StringBuilder text = new(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            char c = raw[++i];
            if (c == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'f' => '\f', 'b' => '\b', _ => c });
            }
        }
        return text.ToString();
    }

    static int CompareCodePoints(string? left, string? right)
    {
        ReadOnlySpan<char> a = left, b = right;
        int at = a.CommonPrefixLength(b);
        if (at == a.Length || at == b.Length) return a.Length.CompareTo(b.Length);
        return (char.IsSurrogate(a[at]), char.IsSurrogate(b[at])) switch
        {
            (true, false) => 1,
            (false, true) => -1,
            _ => a[at].CompareTo(b[at]),
        };
    }
}
