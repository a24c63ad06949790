namespace Spikebook.Storage;

/// <summary>
/// Reads another stream up to a number of bytes and then throws, so that a small compressed file cannot unfold into all memory.
/// Reading exactly that many bytes and finding the end there is no error.
/// </summary>
public sealed class LimitedStream : ForwardStream
{
    readonly Func<Exception> _tooLong;
    long _left;

    /// <summary>Limits a stream.</summary>
    /// <param name="inner">What to read; closed with this.</param>
    /// <param name="limit">How many bytes at the most.</param>
    /// <param name="tooLong">What to throw where there are more.</param>
    public LimitedStream(Stream inner, long limit, Func<Exception> tooLong) : base(inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        (_tooLong, _left) = (tooLong, limit);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // One byte more than is allowed, so that the end is told from the limit.
        if (buffer.Length > _left + 1) buffer = buffer[..(int)(_left + 1)];
        int read = Inner.Read(buffer);
        if (read > _left) throw _tooLong();
        _left -= read;
        return read;
    }
}
