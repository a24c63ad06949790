using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Spikebook.Elementary;

namespace Spikebook.Benchmarks;

/// <summary>
/// Elementary functions with the same bits on every machine beside those of the platform's C library: 1,024 arguments of the usual sizes,
/// one sum. The first of each pair is the C library's.
/// </summary>
[WarmupCount(3), IterationCount(5)]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class ElementaryBenchmarks
{
    readonly double[] _small = new double[1024], _positive = new double[1024], _unit = new double[1024];

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        for (int i = 0; i < 1024; i++)
            (_small[i], _positive[i], _unit[i]) = (12 * random.NextDouble() - 10, 20 * random.NextDouble(), random.NextDouble());
    }

    [Benchmark(Baseline = true), BenchmarkCategory("exp")]
    public double MathExp()
    {
        double sum = 0;
        foreach (double x in _small) sum += Math.Exp(x);
        return sum;
    }

    [Benchmark, BenchmarkCategory("exp")]
    public double RealExp()
    {
        double sum = 0;
        foreach (double x in _small) sum += Real.Exp(x);
        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("log")]
    public double MathLog()
    {
        double sum = 0;
        foreach (double x in _positive) sum += Math.Log(x);
        return sum;
    }

    [Benchmark, BenchmarkCategory("log")]
    public double RealLog()
    {
        double sum = 0;
        foreach (double x in _positive) sum += Real.Log(x);
        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("pow")]
    public double MathPow()
    {
        double sum = 0;
        foreach (double x in _positive) sum += Math.Pow(x, 1.37);
        return sum;
    }

    [Benchmark, BenchmarkCategory("pow")]
    public double RealPow()
    {
        double sum = 0;
        foreach (double x in _positive) sum += Real.Pow(x, 1.37);
        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("cbrt")]
    public double MathCbrt()
    {
        double sum = 0;
        foreach (double x in _positive) sum += Math.Cbrt(x);
        return sum;
    }

    [Benchmark, BenchmarkCategory("cbrt")]
    public double RealCbrt()
    {
        double sum = 0;
        foreach (double x in _positive) sum += Real.Cbrt(x);
        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("sin")]
    public double MathSin()
    {
        double sum = 0;
        foreach (double x in _small) sum += Math.Sin(x);
        return sum;
    }

    [Benchmark, BenchmarkCategory("sin")]
    public double RealSin()
    {
        double sum = 0;
        foreach (double x in _small) sum += Real.Sin(x);
        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("cos")]
    public double MathCos()
    {
        double sum = 0;
        foreach (double x in _unit) sum += Math.Cos(2 * Math.PI * x);
        return sum;
    }

    [Benchmark, BenchmarkCategory("cos")]
    public double RealCos()
    {
        double sum = 0;
        foreach (double x in _unit) sum += Real.Cos(2 * Math.PI * x);
        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("tanh")]
    public double MathTanh()
    {
        double sum = 0;
        foreach (double x in _unit) sum += Math.Tanh(3 * x);
        return sum;
    }

    [Benchmark, BenchmarkCategory("tanh")]
    public double RealTanh()
    {
        double sum = 0;
        foreach (double x in _unit) sum += Real.Tanh(3 * x);
        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("cosh")]
    public double MathCosh()
    {
        double sum = 0;
        foreach (double x in _unit) sum += Math.Cosh(3 * x);
        return sum;
    }

    [Benchmark, BenchmarkCategory("cosh")]
    public double RealCosh()
    {
        double sum = 0;
        foreach (double x in _unit) sum += Real.Cosh(3 * x);
        return sum;
    }
}
