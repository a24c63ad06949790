using System.Buffers.Binary;
using System.Text;
using Spikebook.Storage;

namespace Spikebook.Loihi;

/// <summary>
/// Reads the sections of a saved state. Nothing of a section is used before its checksums are right, and memory grows with what has
/// come, not with what a length announces.
/// </summary>
sealed class SavedStateReader
{
    const int Portion = 1 << 20;

    readonly Stream _stream;
    int _sections;

    /// <exception cref="LoihiException">The stream does not begin as a saved run.</exception>
    public SavedStateReader(Stream stream)
    {
        _stream = stream;
        Span<byte> magic = stackalloc byte[SavedState.Magic.Length];
        int read = Read(magic, "the head");
        if (Encoding.ASCII.GetString(magic[..read]) == SavedState.Magic) return;
        throw new LoihiException(Encoding.ASCII.GetString(magic[..read]) == SavedState.EarlierMagic
            ? "this run was saved in an earlier form, which had no checksums; run it again and save it anew."
            : $"this is no saved run: it does not begin with '{SavedState.Magic.Trim()}'.");
    }

    /// <summary>The next section.</summary>
    /// <param name="name">What it is to hold, for messages.</param>
    /// <exception cref="LoihiException">It is damaged, is not there, or cannot be read.</exception>
    public SavedSection Section(string name)
    {
        Span<byte> head = stackalloc byte[SavedStateWriter.HeadBytes], sum = stackalloc byte[4];
        Fill(head, name);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[12..]) != Crc32.Of(head[..12]))
            throw Damaged(name, "the checksum of its head is wrong");
        if (BinaryPrimitives.ReadInt32LittleEndian(head) != _sections++) throw Damaged(name, "another section stands in its place");
        long length = BinaryPrimitives.ReadInt64LittleEndian(head[4..]);
        if (length < 0 || length > Array.MaxLength) throw Damaged(name, $"its length is {length}");
        byte[] content = new byte[Math.Min(length, Portion)];
        int filled = 0;
        while (true)
        {
            Fill(content.AsSpan(filled), name);
            filled = content.Length;
            if (filled == length) break;
            Array.Resize(ref content, (int)Math.Min(length, 2L * filled));
        }
        Fill(sum, name);
        if (BinaryPrimitives.ReadUInt32LittleEndian(sum) != Crc32.Of(content)) throw Damaged(name, "its checksum is wrong");
        return new SavedSection(name, content);
    }

    void Fill(Span<byte> bytes, string name)
    {
        if (Read(bytes, name) < bytes.Length)
            throw new LoihiException($"the saved run ends too early, in {name}; the file is damaged, use an earlier one.");
    }

    int Read(Span<byte> bytes, string name)
    {
        try
        {
            return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new LoihiException($"the saved run cannot be read, in {name}: {problem.Message}", problem);
        }
    }

    internal static LoihiException Damaged(string name, string problem)
        => new($"the saved run is damaged in {name}: {problem}; use an earlier one.");
}
