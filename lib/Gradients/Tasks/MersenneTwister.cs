using System.Numerics;

namespace Spikebook.Gradients.Tasks;

/// <summary>
/// MT19937, seeded by one number and read as NumPy's legacy generator reads it: only to draw again, bit for bit, what others published.
/// Everything else takes its numbers from named streams (<see cref="Randomness.Streams"/>).
/// </summary>
/// <remarks>Source: M. Matsumoto, T. Nishimura, ACM Trans. Model. Comput. Simul. 8, 3 (1998); <c>init_genrand</c> of their 2002
/// program.</remarks>
public sealed class MersenneTwister
{
    const int Size = 624, Middle = 397;

    readonly uint[] _state = new uint[Size];
    int _position = Size;
    double _spare = double.NaN;

    /// <summary>The generator that <c>numpy.random.seed(seed)</c> sets up.</summary>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Size; i++) _state[i] = 1812433253 * (_state[i - 1] ^ _state[i - 1] >> 30) + i;
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        if (_position == Size) Turn();
        uint z = _state[_position++];
        z ^= z >> 11;
        z ^= z << 7 & 0x9D2C5680;
        z ^= z << 15 & 0xEFC60000;
        return z ^ z >> 18;
    }

    /// <summary>A number uniform on [0, 1) with 53 bits (<c>random_sample</c>).</summary>
    public double NextDouble() => ((Next() >> 5) * 67108864.0 + (Next() >> 6)) / 9007199254740992.0;

    /// <summary>A standard normal number by Marsaglia's polar method, of which every second one is the spare of the one before
    /// (<c>randn</c>).</summary>
    public double NextGaussian()
    {
        double spare = _spare;
        _spare = double.NaN;
        if (!double.IsNaN(spare)) return spare;
        double x, y, square;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);
        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = factor * x;
        return factor * y;
    }

    /// <summary>An exponential number with mean 1 (<c>standard_exponential</c>).</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    /// <summary>An integer uniform on 0 … <paramref name="most"/>: bits under the smallest mask, again until they fit
    /// (<c>randint</c>).</summary>
    public uint NextUpTo(uint most)
    {
        uint mask = uint.MaxValue >> BitOperations.LeadingZeroCount(most), value;
        do value = Next() & mask;
        while (value > most);
        return value;
    }

    /// <summary>Puts items into a random order (<c>shuffle</c>).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = (int)NextUpTo((uint)last);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    void Turn()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = _state[i] & 0x80000000 | _state[(i + 1) % Size] & 0x7FFFFFFF;
            _state[i] = _state[(i + Middle) % Size] ^ y >> 1 ^ (y & 1) * 0x9908B0DF;
        }
        _position = 0;
    }
}
