namespace Spikebook.Elementary.Tests;

/// <summary>Zeros with their signs, infinities, what is not a number, the ends of the range: as IEEE 754-2019, 9.2 has them.</summary>
public sealed class SpecialValueTests
{
    const double Infinity = double.PositiveInfinity, None = double.NaN, MinusZero = -0.0;

    [Fact]
    public void Exponential() => Are(Real.Exp, (0, 1), (MinusZero, 1), (double.Epsilon, 1), (Infinity, Infinity), (-Infinity, 0),
        (None, None), (709.782712893384, 1.7976931348622732e308), (709.7827128933841, Infinity), (-745.1332191019411, double.Epsilon),
        (-745.1332191019412, 0), (1e300, Infinity), (-1e300, 0));

    [Fact]
    public void Logarithm()
    {
        foreach (Func<double, double> log in new Func<double, double>[] { Real.Log, Real.Log2 })
            Are(log, (1, 0), (0, -Infinity), (MinusZero, -Infinity), (-1, None), (-Infinity, None), (Infinity, Infinity), (None, None),
                (-double.Epsilon, None));
        for (int k = -1074; k < 1024; k++) Assert.Equal(k, Real.Log2(Math.ScaleB(1, k)));
    }

    [Fact]
    public void Power()
    {
        double[] numbers =
        [
            0, MinusZero, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, -1e300, double.Epsilon, -double.Epsilon, Infinity, -Infinity, None,
        ];
        foreach (double x in numbers)
            foreach (double y in numbers)
            {
                double expected = Math.Pow(x, y), found = Real.Pow(x, y); // all of these are exact, or ends of the range
                Assert.True(SameBits(expected, found), $"{x}^{y} = {found}, not {expected}");
            }
        for (int n = 0; n <= 22; n++) Assert.Equal(Enumerable.Repeat(10.0, n).Aggregate(1.0, (a, b) => a * b), Real.Pow(10, n));
        for (int k = -1074; k < 1024; k++) Assert.Equal(Math.ScaleB(1, k), Real.Pow(2, k));
    }

    [Fact]
    public void Cube_root()
    {
        Are(Real.Cbrt, (0, 0), (MinusZero, MinusZero), (Infinity, Infinity), (-Infinity, -Infinity), (None, None));
        for (int n = -10_000; n <= 10_000; n++) Assert.Equal(n, Real.Cbrt((double)n * n * n));
    }

    [Fact]
    public void Sine_and_cosine()
    {
        Are(Real.Sin, (0, 0), (MinusZero, MinusZero), (double.Epsilon, double.Epsilon), (Infinity, None), (-Infinity, None), (None, None));
        Are(Real.Cos, (0, 1), (MinusZero, 1), (double.Epsilon, 1), (Infinity, None), (-Infinity, None), (None, None));
        Are(Real.CosPi, (0, 1), (MinusZero, 1), (0.5, 0), (1, -1), (1.5, 0), (2, 1), (-0.5, 0), (-3, -1), (1e300, 1),
            (9007199254740991, -1), (Infinity, None), (-Infinity, None), (None, None));
    }

    [Fact]
    public void Angle()
    {
        double[] numbers = [0, MinusZero, 1, -1, 1e300, -1e300, double.MaxValue, double.Epsilon, Infinity, -Infinity, None];
        foreach (double x in numbers)
            foreach (double y in numbers)
            {
                double expected = Math.Atan2(y, x), found = Real.Atan2(y, x); // multiples of pi/4, all of them, or 0
                Assert.True(SameBits(expected, found), $"angle of ({x}, {y}): {found}, not {expected}");
            }
    }

    [Fact]
    public void Hyperbolic()
    {
        Are(Real.Tanh, (0, 0), (MinusZero, MinusZero), (double.Epsilon, double.Epsilon), (Infinity, 1), (-Infinity, -1), (None, None),
            (30, 1));
        Are(Real.Cosh, (0, 1), (MinusZero, 1), (Infinity, Infinity), (-Infinity, Infinity), (None, None), (711, Infinity),
            (-710.5, Infinity));
    }

    [Fact]
    public void Error_functions()
    {
        Are(Real.Erfc, (0, 1), (MinusZero, 1), (Infinity, 0), (-Infinity, 2), (None, None), (30, 0), (-7, 2));
        Are(Real.Erfcx, (0, 1), (MinusZero, 1), (Infinity, 0), (-Infinity, Infinity), (None, None), (-27, Infinity));
    }

    static void Are(Func<double, double> function, params (double X, double Value)[] cases)
        => Assert.All(cases, c => Assert.True(SameBits(c.Value, function(c.X)), $"at {c.X:R}: {function(c.X):R}, not {c.Value:R}"));

    static bool SameBits(double a, double b)
        => double.IsNaN(a) ? double.IsNaN(b) : BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
