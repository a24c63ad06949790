namespace Spikebook.Randomness;

/// <summary>
/// Numbers of <see cref="NormalBlocks"/> that stay once they were drawn: who runs the same seed again, with other parameters, finds them
/// there, the same bits. For one thread.
/// </summary>
public sealed class NormalTable
{
    /// <summary>How many numbers are kept, 4 MB; what is asked for beyond is drawn each time.</summary>
    public const int MostNumbers = 1 << 20;

    readonly Dictionary<(ulong Key, ulong Stream, ulong FirstBlock), float[]> _drawn = [];

    /// <summary>How many numbers are kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Fills <paramref name="values"/> as <see cref="NormalBlocks.Fill"/> does.</summary>
    /// <param name="key">Philox key.</param>
    /// <param name="stream">High half of the counter, for instance the time step.</param>
    /// <param name="firstBlock">Number of the first block.</param>
    /// <param name="values">Numbers to fill; the length must be a multiple of <see cref="NormalBlocks.Size"/>.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <see cref="NormalBlocks.Size"/>.</exception>
    public void Fill(ulong key, ulong stream, ulong firstBlock, Span<float> values)
    {
        var place = (key, stream, firstBlock);
        if (_drawn.TryGetValue(place, out float[]? known) && known.Length == values.Length)
        {
            known.CopyTo(values);
            return;
        }
        NormalBlocks.Fill(key, stream, firstBlock, values);
        if (known is not null || Count + values.Length > MostNumbers) return;
        _drawn[place] = values.ToArray();
        Count += values.Length;
    }
}
