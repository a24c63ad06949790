using System.Runtime.Intrinsics;
using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Tasks;

/// <summary>Which random Fourier series a <see cref="Randman"/> is made of.</summary>
public enum RandmanSpectrum
{
    /// <summary>As described in the paper: frequencies 1 … K with weights 1/k^alpha.</summary>
    Paper,

    /// <summary>
    /// As in the released program: frequencies 0 … K - 1, weights 1/(k^alpha + 1) and no constant term. Its high frequencies weigh more,
    /// which makes a harder task.
    /// </summary>
    Released,
}

/// <summary>
/// Spike times on smooth random manifolds: each class is a random curve (or surface) in the space of the inputs' firing times, each sample
/// a point of it. Every input fires once. <c>f_i(x) = prod_d sum_k k^-alpha A sin 2 pi (k B x_d + C)</c> with A, B, C, x uniform on (0, 1),
/// stretched to 0 … 1 for each input and class, times the window, in whole ms.
/// </summary>
/// <remarks>
/// Source: F. Zenke, T. P. Vogels, Neural Comput 33, 899 (2021), section 4; the released program is github.com/fzenke/randman.
/// Streams "randman-curves" and "randman-points", one of each a class.
/// </remarks>
public sealed record Randman
{
    const int Terms = 1000;

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; init; } = 20;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Dimension of a manifold.</summary>
    public int Dimension { get; init; } = 1;

    /// <summary>Smoothness: the larger, the faster the weights of high frequencies fall.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>In which all inputs fire, in ms.</summary>
    public int WindowMs { get; init; } = 50;

    /// <summary>Samples of a class.</summary>
    public int SamplesPerClass { get; init; } = 1000;

    /// <summary>Which series.</summary>
    public RandmanSpectrum Spectrum { get; init; } = RandmanSpectrum.Paper;

    /// <summary>All samples, class after class.</summary>
    /// <param name="seed">Seed of the streams.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public SpikeDataset Generate(ulong seed)
    {
        if (Inputs < 1 || Classes < 1 || Dimension < 1 || WindowMs < 1 || SamplesPerClass < 2 || !(Alpha >= 0))
            throw new ArgumentException(
                $"{this}: at least one input, class, dimension and ms, two samples a class and an alpha of at least 0 are needed");
        int count = Classes * SamplesPerClass;
        var times = new int[count * Inputs];
        Parallel.For(0, Classes, c => Fill(times.AsSpan(c * SamplesPerClass * Inputs, SamplesPerClass * Inputs), c, seed));
        var (offsets, sorted, sources, labels) = (new int[count + 1], new double[times.Length], new int[times.Length], new int[count]);
        for (int sample = 0; sample < count; sample++)
        {
            offsets[sample + 1] = (sample + 1) * Inputs;
            labels[sample] = sample / SamplesPerClass;
            int next = sample * Inputs;
            for (int time = 0; time < WindowMs; time++)
                for (int input = 0; input < Inputs; input++)
                    if (times[sample * Inputs + input] == time) (sorted[next], sources[next++]) = (time, input);
        }
        return new("Randman", new SpikeBatch(Inputs, offsets, sorted, sources), labels, Classes);
    }

    /// <summary>Of each class the first samples to learn from, then some to validate with, the rest to test with: 800, 100 and
    /// 100.</summary>
    /// <param name="seed">Seed of the streams.</param>
    /// <param name="train">Samples of a class to learn from.</param>
    /// <param name="validation">Samples of a class to validate with.</param>
    public (SpikeDataset Train, SpikeDataset Validation, SpikeDataset Test) Split(ulong seed, int train = 800, int validation = 100)
    {
        SpikeDataset all = Generate(seed);
        return (Part(0, train), Part(train, train + validation), Part(train + validation, SamplesPerClass));

        SpikeDataset Part(int from, int to) => all.Pick(
            [.. Enumerable.Range(0, Classes).SelectMany(c => Enumerable.Range(c * SamplesPerClass + from, to - from))]);
    }

    void Fill(Span<int> times, int c, ulong seed)
    {
        RandomStream curves = Streams.For(seed, "randman-curves", c), points = Streams.For(seed, "randman-points", c);
        var x = new double[SamplesPerClass * Dimension];
        points.Fill(x);
        var (a, b, phase, y) = (new double[Terms], new double[Terms], new double[Terms], new double[SamplesPerClass]);
        for (int input = 0; input < Inputs; input++)
        {
            Array.Fill(y, 1);
            for (int d = 0; d < Dimension; d++)
            {
                Draw(curves, a, b, phase);
                for (int sample = 0; sample < y.Length; sample++) y[sample] *= Series(x[sample * Dimension + d], a, b, phase);
            }
            double low = y.Min(), high = y.Max();
            for (int sample = 0; sample < y.Length; sample++)
                times[sample * Inputs + input] = Math.Min(WindowMs - 1, (int)(WindowMs * ((y[sample] - low) / (high - low))));
        }
    }

    void Draw(RandomStream curves, double[] a, double[] b, double[] phase)
    {
        for (int k = 0; k < Terms; k++)
        {
            double power = Real.Pow(k + 1, Alpha);
            bool released = Spectrum == RandmanSpectrum.Released;
            a[k] = curves.NextDouble() * (released ? k == 0 ? 0 : 1 / (power + 1) : 1 / power);
            b[k] = curves.NextDouble() * (released ? k : k + 1);
            phase[k] = curves.NextDouble();
        }
    }

    static double Series(double x, double[] a, double[] b, double[] phase)
    {
        Vector512<double> sum = Vector512<double>.Zero, place = Vector512.Create(x);
        for (int k = 0; k < Terms; k += Vector512<double>.Count)
            sum += Vector512.Create<double>(a.AsSpan(k))
                * SineOfTurns(Vector512.Create<double>(b.AsSpan(k)) * place + Vector512.Create<double>(phase.AsSpan(k)));
        return Vector512.Sum(sum);
    }

    // sin 2 pi t: t folded to a quarter turn, then Taylor's series up to z^17; the rest is below (pi/2)^19 / 19! = 5e-14
    static Vector512<double> SineOfTurns(Vector512<double> t)
    {
        t -= Vector512.Floor(t + Vector512.Create(0.5));
        Vector512<double> half = Vector512.Create(0.5), quarter = Vector512.Create(0.25);
        t = Vector512.ConditionalSelect(Vector512.GreaterThan(t, quarter), half - t, t);
        t = Vector512.ConditionalSelect(Vector512.LessThan(t, -quarter), -half - t, t);
        Vector512<double> z = t * (2 * Math.PI), square = z * z, sum = Vector512<double>.One;
        for (int n = 16; n >= 2; n -= 2) sum = Vector512<double>.One - square / (n * (n + 1.0)) * sum;
        return z * sum;
    }
}
