namespace Spikebook.Backprop.Tests;

/// <summary>
/// NumPy's legacy generator (numpy.random.seed, randn, permutation, shuffle), to start where the authors' script starts:
/// MT19937 (Matsumoto, Nishimura 1998), Marsaglia's polar method, masked rejection.
/// </summary>
sealed class NumPyRandom
{
    readonly uint[] _state = new uint[624];
    int _position = 624;
    double? _spare;

    public NumPyRandom(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < 624; i++) _state[i] = 1812433253 * (_state[i - 1] ^ _state[i - 1] >> 30) + i;
    }

    public double NextGaussian()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }
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

    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (int last = count - 1; last > 0; last--)
        {
            int other = (int)NextUpTo((uint)last);
            (order[last], order[other]) = (order[other], order[last]);
        }
        return order;
    }

    uint NextUpTo(uint most)
    {
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(most), value;
        do value = Next() & mask;
        while (value > most);
        return value;
    }

    double NextDouble() => ((Next() >> 5) * 67108864.0 + (Next() >> 6)) / 9007199254740992.0;

    uint Next()
    {
        if (_position == 624)
        {
            for (int i = 0; i < 624; i++)
            {
                uint y = _state[i] & 0x80000000 | _state[(i + 1) % 624] & 0x7FFFFFFF;
                _state[i] = _state[(i + 397) % 624] ^ y >> 1 ^ (y & 1) * 0x9908B0DF;
            }
            _position = 0;
        }
        uint z = _state[_position++];
        z ^= z >> 11;
        z ^= z << 7 & 0x9D2C5680;
        z ^= z << 15 & 0xEFC60000;
        return z ^ z >> 18;
    }
}
