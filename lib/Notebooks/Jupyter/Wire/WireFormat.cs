using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>Messages as frames: route, delimiter, signature, header, parent header, metadata, content, buffers.</summary>
sealed class WireFormat(string key)
{
    static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    static readonly byte[] Empty = "{}"u8.ToArray();
    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    static readonly string User = Environment.UserName;

    readonly Signatures _signatures = new(key);
    readonly string _session = Guid.NewGuid().ToString();
    long _count;

    /// <summary>The session id in the headers of all messages sent.</summary>
    public string Session => _session;

    /// <summary>Reads a message whose signature holds; otherwise says why it is dropped. Called from one thread.</summary>
    public Message? Read(List<byte[]> frames, out string refusal)
    {
        refusal = "";
        int at = frames.FindIndex(f => f.AsSpan().SequenceEqual(Delimiter));
        if (at < 0) return Refuse("it has no delimiter", out refusal);
        if (frames.Count < at + 6) return Refuse($"it has {frames.Count - at - 1} frames after the delimiter, where 5 are needed",
            out refusal);
        byte[] header = frames[at + 2], parent = frames[at + 3], metadata = frames[at + 4], content = frames[at + 5];
        if (_signatures.Refuse(frames[at + 1], header, parent, metadata, content) is { } why) return Refuse(why, out refusal);
        try
        {
            var about = Parse(header);
            if (TextOf(about, "msg_type") is not { Length: > 0 } type) return Refuse("its header has no msg_type", out refusal);
            if (TextOf(about, "msg_id") is not { Length: > 0 } id) return Refuse("its header has no msg_id", out refusal);
            Parse(parent);
            return new Message(frames[..at], type, id, header, Parse(content), Parse(metadata), frames[(at + 6)..]);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return Refuse($"its JSON cannot be read ({e.Message.Split('.')[0]})", out refusal);
        }
    }

    /// <summary>The frames of a message to send. May be called from any thread.</summary>
    /// <param name="route">Identities of the receiver, or the topic of a broadcast.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="parent">The header of the message that this one answers, or null.</param>
    /// <param name="content">A JSON object.</param>
    /// <param name="metadata">A JSON object; an empty one where nothing is given.</param>
    /// <param name="buffers">Binary frames.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Write(
        IReadOnlyList<byte[]> route, string type, byte[]? parent, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> metadata = default,
        IReadOnlyList<byte[]>? buffers = null)
    {
        var header = Json(w =>
        {
            w.WriteString("msg_id", $"{_session}_{Interlocked.Increment(ref _count)}");
            w.WriteString("msg_type", type);
            w.WriteString("session", _session);
            w.WriteString("username", User);
            w.WriteString("date", DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ"));
            w.WriteString("version", KernelInfo.ProtocolVersion);
        });
        var about = metadata.IsEmpty ? Empty : metadata;
        List<ReadOnlyMemory<byte>> frames = [.. route.Select(f => (ReadOnlyMemory<byte>)f)];
        frames.Add(Delimiter);
        frames.Add(_signatures.Sign(header, parent ?? Empty, about, content));
        frames.AddRange([header, parent ?? Empty, about, content]);
        if (buffers is not null) frames.AddRange(buffers.Select(b => (ReadOnlyMemory<byte>)b));
        return frames;
    }

    /// <summary>A JSON object as the bytes that are signed and sent.</summary>
    public static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    static JsonElement Parse(byte[] frame)
    {
        var reader = new Utf8JsonReader(frame);
        var element = JsonElement.ParseValue(ref reader);
        if (element.ValueKind != JsonValueKind.Object) throw new JsonException("a frame is not an object");
        if (reader.Read()) throw new JsonException("a frame holds more than one value");
        Strict.GetCharCount(frame); // texts are decoded late; one that is no Unicode must be refused now
        return element;
    }

    static string? TextOf(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static Message? Refuse(string why, out string refusal)
    {
        refusal = why;
        return null;
    }
}
