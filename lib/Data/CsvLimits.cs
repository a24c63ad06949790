using Spikebook.Storage;

namespace Spikebook.Data;

/// <summary>
/// Reads a text of numbers up to what a file of samples can mean: 512 MB in all, and 2 MB a line, which is 65,536 values of thirty
/// characters. What
/// unfolds to more, as a small compressed file may, ends in one line before memory does.
/// </summary>
sealed class CsvLimits(Stream inner, string name) : ForwardStream(inner)
{
    internal const long MostBytes = 1L << 29;
    internal const int LongestLine = 1 << 21;

    long _total;
    int _line;

    public override int Read(Span<byte> buffer)
    {
        int got = Inner.Read(buffer);
        _total += got;
        if (_total > MostBytes) throw new DatasetException($"{name}: more than {MostBytes >> 20} MB of text; split it, or use IDX files");
        for (ReadOnlySpan<byte> rest = buffer[..got]; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)'\n');
            _line += end < 0 ? rest.Length : end;
            if (_line > LongestLine)
                throw new DatasetException($"{name}: a line of more than {LongestLine >> 20} MB; this is no file of samples");
            if (end < 0) break;
            _line = 0;
            rest = rest[(end + 1)..];
        }
        return got;
    }
}
