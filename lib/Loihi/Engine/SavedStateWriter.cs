using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Spikebook.Storage;

namespace Spikebook.Loihi;

/// <summary>
/// Writes the sections of a saved state: number (4 bytes), length (8), checksum of these (4), content, checksum of the content (4).
/// </summary>
sealed class SavedStateWriter
{
    public const int HeadBytes = 16;

    readonly Stream _stream;
    readonly MemoryStream _content = new();
    int _sections;

    public SavedStateWriter(Stream stream)
    {
        _stream = stream;
        stream.Write(Encoding.ASCII.GetBytes(SavedState.Magic));
    }

    public void Section(Action<BinaryWriter> write)
    {
        _content.SetLength(0);
        using (var writer = new BinaryWriter(_content, Encoding.UTF8, leaveOpen: true)) write(writer);
        var bytes = _content.GetBuffer().AsSpan(0, (int)_content.Length);
        Span<byte> head = stackalloc byte[HeadBytes], sum = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(head, _sections++);
        BinaryPrimitives.WriteInt64LittleEndian(head[4..], bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], Crc32.Of(head[..12]));
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Crc32.Of(bytes));
        _stream.Write(head);
        _stream.Write(bytes);
        _stream.Write(sum);
    }
}

/// <summary>Arrays as they lie in memory.</summary>
static class ArrayWriting
{
    public static void WriteArray<T>(this BinaryWriter writer, ReadOnlySpan<T> values) where T : unmanaged
        => writer.Write(MemoryMarshal.AsBytes(values));
}
