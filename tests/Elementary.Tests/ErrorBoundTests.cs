namespace Spikebook.Elementary.Tests;

/// <summary>
/// The errors that <see cref="Real"/> declares, in units in the last place, against whole numbers of 256 digits. With
/// <c>SPIKEBOOK_ARGUMENTS=1000000</c> the survey takes so many arguments of each kind, and prints the largest errors.
/// </summary>
public sealed class ErrorBoundTests(Xunit.Abstractions.ITestOutputHelper output)
{
    static readonly int Arguments = int.TryParse(Environment.GetEnvironmentVariable("SPIKEBOOK_ARGUMENTS"), out int many) ? many : 1_500;

    readonly Random _random = new(20261122);

    [Fact]
    public void Exponentials()
    {
        Within(0.52, Uniform(-745.5, 709.78), Real.Exp, x => Exact.Exp(Exact.Of(x)));
        Within(0.52, Uniform(-1, 1), Real.Exp, x => Exact.Exp(Exact.Of(x)));
        Within(0.52, Uniform(-745.2, -707), Real.Exp, x => Exact.Exp(Exact.Of(x))); // subnormal results
        Within(0.52, Uniform(709, 709.782712893384), Real.Exp, x => Exact.Exp(Exact.Of(x)));
        Within(0.52, Sizes(-60, 9), x => Real.Exp(-x), x => Exact.Exp(-Exact.Of(x)));
        Within(0.52, Ends(-300, 300, n => (n + 0.5) / 128 * 0.6931471805599453), Real.Exp, x => Exact.Exp(Exact.Of(x)));
    }

    [Fact]
    public void Logarithms()
    {
        foreach (var xs in new[] { Sizes(-1074, 1023), Uniform(0.5, 2), About(1, 1e-2), About(1, 1e-7), Intervals() })
        {
            Within(0.51, xs, Real.Log, Exact.Log);
            Within(0.51, xs, Real.Log2, x => Exact.Log(x) / Exact.Ln2);
        }
    }

    [Fact]
    public void Powers()
    {
        Within(0.56, Sizes(-1074, 1023), x => Real.Pow(x, 0.37), x => Power(x, 0.37));
        Within(0.56, Sizes(-208, 218), x => Real.Pow(x, -4.9), x => Power(x, -4.9)); // to the ends of the range, subnormal results too
        Within(0.56, Sizes(-206, 196), x => Real.Pow(x, 5.2), x => Power(x, 5.2));
        Within(0.56, About(1, 1e-2), x => Real.Pow(x, 65_000), x => Power(x, 65_000));
        Within(0.56, About(1, 1e-13), x => Real.Pow(x, -6e15), x => Power(x, -6e15));
        Within(0.56, Intervals(), x => Real.Pow(x, 1_500), x => Power(x, 1_500));
        Within(0.56, Uniform(-1000, 1000), y => Real.Pow(1.9, y), y => Power(1.9, y));
        Within(0.56, Sizes(-1074, 1023), Real.Cbrt, x => Exact.Exp(Exact.Log(x) / Exact.Of(3)));
        Within(0.56, Uniform(-8, -1), Real.Cbrt, x => -Exact.Exp(Exact.Log(-x) / Exact.Of(3)));
    }

    [Fact]
    public void Sines_and_cosines()
    {
        foreach (var xs in new[] { Uniform(-7, 7), Uniform(-2e6, 2e6), Sizes(-50, 1023), Near(Math.PI / 4), Near(Math.PI / 2) })
        {
            Within(0.8, xs, Real.Sin, x => Exact.SinCos(Exact.Of(x)).Sin);
            Within(0.8, xs, Real.Cos, x => Exact.SinCos(Exact.Of(x)).Cos);
            Within(0.8, xs, x => Real.SinCos(x).Sin, x => Exact.SinCos(Exact.Of(x)).Sin);
            Within(0.8, xs, x => Real.SinCos(x).Cos, x => Exact.SinCos(Exact.Of(x)).Cos);
        }
        // the double that lies nearest to a multiple of pi/2 (Kahan)
        double nearest = 6381956970095103 * Math.Pow(2, 797);
        Assert.True(Exact.SinCos(Exact.Of(nearest)).Cos.Ulps(Real.Cos(nearest)) < 0.8);
    }

    [Fact]
    public void Angles()
    {
        Exact half = Exact.Pi / Exact.Of(2);
        foreach (double x in new[] { 1, 3.7, 1e-8, 1e-300 })
        {
            Within(1.5, Uniform(0, x), y => Real.Atan2(y, x), y => Exact.Atan(Exact.Of(y) / Exact.Of(x)));
            Within(1.5, Uniform(0, x), y => Real.Atan2(y, -x), y => half + half - Exact.Atan(Exact.Of(y) / Exact.Of(x)));
            Within(1.5, Uniform(0, x), y => Real.Atan2(-x, y), y => Exact.Atan(Exact.Of(y) / Exact.Of(x)) - half);
            Within(1.5, Uniform(0, x), y => Real.Atan2(x, -y), y => half + Exact.Atan(Exact.Of(y) / Exact.Of(x)));
        }
        Within(1.5, Sizes(-50, -3), y => Real.Atan2(y, 1), y => Exact.Atan(Exact.Of(y)));
        Within(1.5, Ends(0, 16, j => (j + 0.5) / 16), y => Real.Atan2(y, 1), y => Exact.Atan(Exact.Of(y)));
    }

    [Fact]
    public void Cosines_of_multiples_of_pi()
    {
        Within(0.8, Uniform(-4, 4), Real.CosPi, CosPi);
        Within(0.8, Near(0.5), Real.CosPi, CosPi);
        Within(0.8, Uniform(-1e6, 1e6), Real.CosPi, CosPi);
    }

    [Fact]
    public void Hyperbolic_functions()
    {
        foreach (var xs in new[] { Uniform(-1, 1), Uniform(0.45, 0.65), Uniform(-20, 20), Sizes(-50, 9) })
        {
            Within(1.2, xs, Real.Tanh, x => Tanh(Exact.Of(x)));
            Within(1, xs, Real.Cosh, Cosh);
        }
        Within(1, Uniform(-710.4, 710.4), Real.Cosh, Cosh);
    }

    [Fact]
    public void Error_functions()
    {
        foreach (var xs in new[] { Uniform(0, 5.2), Uniform(0, 26.5), Sizes(-50, 4) })
        {
            Within(4, xs, Real.Erfcx, Exact.Erfcx);
            Within(4, xs, Real.Erfc, x => Exact.Exp(-(Exact.Of(x) * Exact.Of(x))) * Exact.Erfcx(x));
        }
        var two = Exact.Of(2);
        Within(4, Uniform(-6, 0), Real.Erfcx, x => two * Exact.Exp(Exact.Of(x) * Exact.Of(x)) - Exact.Erfcx(-x));
        Within(4, Uniform(-6, 0), Real.Erfc, x => two - Exact.Exp(-(Exact.Of(x) * Exact.Of(x))) * Exact.Erfcx(-x));
        Within(4, Uniform(5, 1e9), Real.Erfcx, Exact.Erfcx);
    }

    [Fact]
    public void The_reference_knows_known_numbers()
    {
        Assert.Equal(Math.E, Exact.Exp(Exact.Of(1)).Nearest());
        Assert.Equal(0.6931471805599453, Exact.Log(2).Nearest());
        Assert.Equal(Math.PI, Exact.Pi.Nearest());
        Assert.Equal(0.8414709848078965, Exact.SinCos(Exact.Of(1)).Sin.Nearest());
        Assert.Equal(0.427583576155807, Exact.Erfcx(1).Nearest());
        Assert.InRange(Exact.Erfcx(Math.BitDecrement(7)).Nearest() - Exact.Erfcx(7).Nearest(), 0, 1e-16); // series and fraction meet
        Assert.Equal(1, Exact.Of(1).Ulps(Math.BitIncrement(1)));
        Assert.Equal(double.Epsilon, Exact.Exp(Exact.Of(-745)).Nearest());
    }

    void Within(double bound, double[] arguments, Func<double, double> function, Func<double, Exact> exact,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(function))] string name = "",
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(arguments))] string where = "")
    {
        double worst = 0, at = 0;
        foreach (double x in arguments)
        {
            double error = exact(x).Ulps(function(x));
            if (error > worst) (worst, at) = (error, x);
        }
        output.WriteLine($"{name} at {where}: {worst:0.0000} ulp at {at:R}");
        Assert.True(worst < bound, $"{name} at {where}: {worst:0.0000} ulp at {at:R}");
    }

    double[] Uniform(double low, double high) => Many(() => low + (high - low) * _random.NextDouble());

    /// <summary>Positive numbers of every size between two powers of 2.</summary>
    double[] Sizes(int low, int high) => Many(() => Math.Pow(2, low + (high - low) * _random.NextDouble()));

    double[] About(double middle, double width) => Many(() => middle + width * (2 * _random.NextDouble() - 1));

    /// <summary>Close to multiples of a number, from nearest to far.</summary>
    double[] Near(double part) => Many(() => part * _random.Next(-500, 500) * (1 + Math.Pow(2, -53 * _random.NextDouble())));

    /// <summary>Both sides of points between intervals.</summary>
    static double[] Ends(int from, int to, Func<int, double> end) => [.. Enumerable.Range(from, to - from).Select(end)
        .SelectMany(x => new[] { Math.BitDecrement(Math.BitDecrement(x)), Math.BitDecrement(x), x, Math.BitIncrement(x) })];

    /// <summary>Both sides of the ends of the logarithm's intervals.</summary>
    static double[] Intervals() => Ends(0, 129, i => BitConverter.Int64BitsToDouble(0x3FE6_1000_0000_0000 + ((long)i << 45)));

    static double[] Many(Func<double> draw) => [.. Enumerable.Range(0, Arguments).Select(_ => draw())];

    static Exact Power(double x, double y) => Exact.Exp(Exact.Log(x) * Exact.Of(y));

    static Exact CosPi(double x) => Exact.SinCos(Exact.Of(Math.IEEERemainder(x, 2)) * Exact.Pi).Cos;

    static Exact Tanh(Exact x)
    {
        Exact square = Exact.Exp(x + x), one = Exact.Of(1);
        return (square - one) / (square + one);
    }

    static Exact Cosh(double x) => (Exact.Exp(Exact.Of(x)) + Exact.Exp(-Exact.Of(x))) / Exact.Of(2);
}
