namespace Spikebook.Storage;

/// <summary>
/// Reads another stream up to a number of bytes and then throws, so that a small compressed file cannot unfold into all memory.
/// Reading exactly that many bytes and finding the end there is no error.
/// </summary>
public sealed class LimitedStream : Stream
{
    readonly Stream _inner;
    readonly Func<Exception> _tooLong;
    long _left;

    /// <summary>Limits a stream.</summary>
    /// <param name="inner">What to read; closed with this.</param>
    /// <param name="limit">How many bytes at the most.</param>
    /// <param name="tooLong">What to throw where there are more.</param>
    public LimitedStream(Stream inner, long limit, Func<Exception> tooLong)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        (_inner, _tooLong, _left) = (inner, tooLong, limit);
    }

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
        // One byte more than is allowed, so that the end is told from the limit.
        if (buffer.Length > _left + 1) buffer = buffer[..(int)(_left + 1)];
        int read = _inner.Read(buffer);
        if (read > _left) throw _tooLong();
        _left -= read;
        return read;
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
