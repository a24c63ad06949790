using System.IO.Compression;
using Spikebook.Storage;

namespace Spikebook.Data;

/// <summary>
/// The content of a zip entry, never more of it than the archive says, its checksum compared at the end (the platform's reader does
/// neither).
/// </summary>
sealed class CheckedStream(ZipArchiveEntry entry, string name) : Stream
{
    readonly Stream _inner = entry.Open();
    uint _checksum;

    /// <summary>Bytes that are still to come, by what the archive says.</summary>
    public long Remaining { get; private set; } = entry.Length;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int got = _inner.Read(buffer[..(int)Math.Min(buffer.Length, Remaining)]);
        _checksum = Crc32.Append(_checksum, buffer[..got]);
        Remaining -= got;
        return got;
    }

    /// <summary>Throws unless all of it was read, nothing follows, and the checksum is right.</summary>
    public void MustEnd()
    {
        if (Remaining != 0 || _inner.ReadByte() >= 0 || _checksum != entry.Crc32)
            throw new DatasetException($"{name}: corrupt: it does not match its length and checksum");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
