namespace Spikebook.Randomness;

/// <summary>
/// A sequence of random numbers with a position that can be read and set, so that a checkpoint resumes bit for bit.
/// Not safe for use by several threads at once: give each its own stream (<see cref="Streams.For"/>).
/// </summary>
public sealed class RandomStream
{
    uint _w0, _w1, _w2, _w3;
    ulong _block = ulong.MaxValue; // the block in the buffer; none yet

    /// <summary>The stream of a key; see <see cref="Streams.For"/> for the usual way to name one.</summary>
    /// <param name="key">Philox key.</param>
    /// <param name="substream">High half of the counter.</param>
    public RandomStream(ulong key, ulong substream)
    {
        Key = key;
        Substream = substream;
    }

    /// <summary>Philox key.</summary>
    public ulong Key { get; }

    /// <summary>High half of the Philox counter.</summary>
    public ulong Substream { get; }

    /// <summary>How many 32-bit words have been drawn; set it to go on from there.</summary>
    public ulong Position { get; set; }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        ulong block = Position >> 2;
        if (block != _block)
        {
            (_w0, _w1, _w2, _w3) = Philox.Block(Key, block, Substream);
            _block = block;
        }
        return (Position++ & 3) switch { 0 => _w0, 1 => _w1, 2 => _w2, _ => _w3 };
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | (ulong)NextUInt32() << 32;
    }

    /// <summary>A number uniform on [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (Box, Muller 1958); four words are drawn.</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Real.Log(1 - NextDouble()));
        return radius * Real.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>An integer uniform on 0 … <paramref name="bound"/> - 1, without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint rejected = (uint)(-bound) % (uint)bound;
            while ((uint)product < rejected) product = (ulong)NextUInt32() * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>Fills <paramref name="values"/> with numbers uniform on [0, 1).</summary>
    public void Fill(Span<double> values)
    {
        foreach (ref double value in values) value = NextDouble();
    }

    /// <summary>Fills <paramref name="values"/> with standard normal numbers.</summary>
    public void FillGaussian(Span<double> values)
    {
        foreach (ref double value in values) value = NextGaussian();
    }

    /// <summary>Puts <paramref name="items"/> into a random order, each equally likely (Fisher, Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The numbers 0 … <paramref name="count"/> - 1 in random order.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        Shuffle(order.AsSpan());
        return order;
    }
}
