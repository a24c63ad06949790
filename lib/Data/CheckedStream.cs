using System.IO.Compression;
using Spikebook.Storage;

namespace Spikebook.Data;

/// <summary>
/// The content of a zip entry, never more of it than the archive says, its checksum compared at the end (the platform's reader does
/// neither).
/// </summary>
sealed class CheckedStream(ZipArchiveEntry entry, string name) : ForwardStream(entry.Open())
{
    uint _checksum;

    /// <summary>Bytes that are still to come, by what the archive says.</summary>
    public long Remaining { get; private set; } = entry.Length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int got = Inner.Read(buffer[..(int)Math.Min(buffer.Length, Remaining)]);
        _checksum = Crc32.Append(_checksum, buffer[..got]);
        Remaining -= got;
        return got;
    }

    /// <summary>Throws unless all of it was read, nothing follows, and the checksum is right.</summary>
    public void MustEnd()
    {
        if (Remaining != 0 || Inner.ReadByte() >= 0 || _checksum != entry.Crc32)
            throw new DatasetException($"{name}: corrupt: it does not match its length and checksum");
    }
}
