using System.Numerics;

namespace Spikebook.Randomness;

/// <summary>
/// NumPy's legacy generator <c>numpy.random.RandomState(seed)</c>: the Mersenne Twister MT19937 and the variates that published programs
/// draw, bit for bit, so that their random inputs can be made again. For anything new use <see cref="Streams"/>.
/// </summary>
/// <remarks>
/// Sources: M. Matsumoto, T. Nishimura, ACM TOMACS 8, 3 (1998); W. Hörmann, "The transformed rejection method for generating Poisson
/// random variables", Insurance: Mathematics and Economics 12, 39 (1993); NumPy's documentation, "Legacy random generation", which
/// freezes these streams.
/// </remarks>
public sealed class NumpyRandomState
{
    const int Length = 624, Shift = 397;
    readonly uint[] _state = new uint[Length];
    int _position = Length;
    double _spareNormal = double.NaN;

    /// <summary>The generator of a seed.</summary>
    /// <param name="seed">The seed.</param>
    public NumpyRandomState(uint seed)
    {
        _state[0] = seed;
        for (int i = 1; i < Length; i++) _state[i] = 1812433253u * (_state[i - 1] ^ _state[i - 1] >> 30) + (uint)i;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_position == Length) Twist();
        uint word = _state[_position++];
        word ^= word >> 11;
        word ^= word << 7 & 0x9D2C5680;
        word ^= word << 15 & 0xEFC60000;
        return word ^ word >> 18;
    }

    /// <summary><c>random_sample()</c>: uniform on [0, 1), 53 bits.</summary>
    public double NextDouble()
    {
        uint high = NextUInt32() >> 5, low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary><c>uniform(low, high)</c></summary>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary><c>exponential(scale)</c></summary>
    /// <param name="scale">The mean.</param>
    public double Exponential(double scale) => -Real.Log(1 - NextDouble()) * scale;

    /// <summary><c>normal(mean, deviation)</c>: Marsaglia's polar method, which keeps every second number for the next call.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    public double Normal(double mean, double deviation)
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return mean + deviation * spare;
        }
        double x, y, square;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square >= 1 || square == 0);
        double factor = Math.Sqrt(-2 * Real.Log(square) / square);
        _spareNormal = factor * x;
        return mean + deviation * (factor * y);
    }

    /// <summary><c>randint(0, bound)</c>: bits masked to the bound's width and rejected above it.</summary>
    /// <param name="bound">1 … 2^31.</param>
    public int Below(int bound)
    {
        uint largest = (uint)bound - 1;
        if (largest == 0) return 0;
        uint mask = uint.MaxValue >> BitOperations.LeadingZeroCount(largest);
        uint value;
        do value = NextUInt32() & mask;
        while (value > largest);
        return (int)value;
    }

    /// <summary><c>shuffle(items)</c>: puts items into a random order.</summary>
    /// <param name="items">What is put in order.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary><c>permutation(count)</c>: 0 … <paramref name="count"/> - 1 in a random order.</summary>
    /// <param name="count">How many.</param>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle(order.AsSpan());
        return order;
    }

    /// <summary><c>poisson(mean)</c>: products of uniform numbers below 10, transformed rejection above.</summary>
    /// <param name="mean">The mean, not negative.</param>
    public int Poisson(double mean) => mean >= 10 ? PoissonByRejection(mean) : mean == 0 ? 0 : PoissonByProducts(mean);

    int PoissonByProducts(double mean)
    {
        double limit = Real.Exp(-mean), product = NextDouble();
        int count = 0;
        while (product > limit)
        {
            count++;
            product *= NextDouble();
        }
        return count;
    }

    int PoissonByRejection(double mean)
    {
        double root = Math.Sqrt(mean), logMean = Real.Log(mean);
        double b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b, inverseAlpha = 1.1239 + 1.1328 / (b - 3.4),
            vr = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            double u = NextDouble() - 0.5, v = NextDouble(), us = 0.5 - Math.Abs(u);
            int k = (int)Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= vr) return k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            if (Real.Log(v) + Real.Log(inverseAlpha) - Real.Log(a / (us * us) + b) <= -mean + k * logMean - LogGamma(k + 1)) return k;
        }
    }

    // ln Γ(x) by Stirling's series from x >= 7 on, below by the recurrence (S. Zhang, J. Jin, "Computation of Special Functions", 1996).
    static double LogGamma(double x)
    {
        ReadOnlySpan<double> series =
        [
            8.333333333333333e-02, -2.777777777777778e-03, 7.936507936507937e-04, -5.952380952380952e-04, 8.417508417508418e-04,
            -1.917526917526918e-03, 6.410256410256410e-03, -2.955065359477124e-02, 1.796443723688307e-01, -1.39243221690590e+00,
        ];
        if (x is 1 or 2) return 0;
        int steps = x < 7 ? (int)(7 - x) : 0;
        double large = x + steps, inverseSquare = 1 / (large * large), sum = series[^1];
        for (int k = series.Length - 2; k >= 0; k--) sum = sum * inverseSquare + series[k];
        double result = sum / large + 0.5 * Real.Log(2 * Math.PI) + (large - 0.5) * Real.Log(large) - large;
        for (int k = 0; k < steps; k++) result -= Real.Log(large -= 1);
        return result;
    }

    void Twist()
    {
        for (int i = 0; i < Length; i++)
        {
            uint mixed = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7FFFFFFF);
            _state[i] = _state[(i + Shift) % Length] ^ mixed >> 1 ^ ((mixed & 1) != 0 ? 0x9908B0DFu : 0);
        }
        _position = 0;
    }
}
