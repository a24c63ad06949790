using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Elementary.Tests;

/// <summary>What must hold between values, at any argument; the bounds follow from the declared errors.</summary>
public sealed class InvariantTests
{
    const double Ulp = 2.220446049250313e-16; // 2^-52, relative

    // Any bits at all, and everyday numbers.
    static readonly Arbitrary<double> Anything = Gen.OneOf(
        ArbMap.Default.GeneratorFor<ulong>().Select(BitConverter.UInt64BitsToDouble),
        Gen.Choose(-1_000_000, 1_000_000).Two().Select(pair => pair.Item1 / 1e3 + pair.Item2 / 1e9)).ToArbitrary();

    [Fact]
    public void Exponentials_and_logarithms_never_fall() => Always(x =>
    {
        double next = Math.BitIncrement(x);
        Assert.False(Real.Exp(next) < Real.Exp(x));
        Assert.False(Real.Log(next) < Real.Log(x));
    });

    // Within a part of an octave the exponential follows its argument; between parts two polynomials meet: every such place below 1, where
    // neighbours are nearer than an ulp of the result.
    [Fact]
    public void Exponentials_do_not_fall_from_one_part_of_an_octave_to_the_next()
    {
        for (int n = -200; n < 200; n++)
        {
            double x = (n + 0.5) / 128 * 0.6931471805599453;
            for (int k = 0; k < 50; k++) x = Math.BitDecrement(x);
            for (int k = 0; k < 100; k++)
            {
                double next = Math.BitIncrement(x);
                Assert.True(Real.Exp(next) >= Real.Exp(x), $"{x:R}");
                x = next;
            }
        }
    }

    [Fact]
    public void Logarithms_undo_exponentials() => Always(x =>
    {
        if (!(Math.Abs(x) < 700)) return;
        // e^x is off by 0.52 ulp: the logarithm by as much of 1, and its own rounding
        Assert.InRange(Real.Log(Real.Exp(x)), x - 0.52 * Ulp - 0.51 * Ulp * Math.Abs(x) - double.Epsilon,
            x + 0.52 * Ulp + 0.51 * Ulp * Math.Abs(x) + double.Epsilon);
    });

    [Fact]
    public void Odd_functions_are_odd_and_even_ones_even() => Always(x =>
    {
        foreach (Func<double, double> odd in new Func<double, double>[] { Real.Sin, Real.Tanh, Real.Cbrt })
            if (!double.IsNaN(odd(x))) Assert.Equal(BitConverter.DoubleToInt64Bits(-odd(x)), BitConverter.DoubleToInt64Bits(odd(-x)));
        foreach (Func<double, double> even in new Func<double, double>[] { Real.Cos, Real.CosPi, Real.Cosh })
            Assert.Equal(even(x), even(-x));
    });

    [Fact]
    public void Sine_and_cosine_lie_on_the_circle_at_any_angle() => Always(x =>
    {
        if (!double.IsFinite(x)) return;
        var (sin, cos) = Real.SinCos(x);
        Assert.Equal((sin, cos), (Real.Sin(x), Real.Cos(x)));
        Assert.InRange(sin * sin + cos * cos, 1 - 4 * Ulp, 1 + 4 * Ulp);
    });

    [Fact]
    public void Angles_point_to_where_they_were_taken() => Always(x =>
    {
        if (!double.IsFinite(x)) return;
        var (sin, cos) = Real.SinCos(x);
        var (again, beside) = Real.SinCos(Real.Atan2(sin, cos));
        Assert.InRange(again, sin - 6 * Ulp, sin + 6 * Ulp); // the angle is off by 1.5 ulp of pi at most, that is 3 Ulp
        Assert.InRange(beside, cos - 6 * Ulp, cos + 6 * Ulp);
    });

    [Fact]
    public void Values_stay_within_their_range() => Always(x =>
    {
        if (double.IsNaN(x)) return;
        Assert.InRange(Real.Tanh(x), -1, 1);
        Assert.True(Real.Cosh(x) >= 1);
        Assert.InRange(Real.Erfc(x), 0, 2);
        Assert.True(Real.Erfcx(x) >= 0);
        if (double.IsFinite(x)) Assert.InRange(Real.CosPi(x), -1, 1);
    });

    [Fact]
    public void Whole_powers_are_products() => Prop.ForAll(Gen.Choose(-2_000, 2_000).Zip(Gen.Choose(0, 4)).ToArbitrary(), pair =>
    {
        (int n, int power) = pair;
        double product = 1; // below 2^53, and exact
        for (int k = 0; k < power; k++) product *= n;
        Assert.Equal(product, Real.Pow(n, power));
        if (n != 0) Assert.Equal(1 / product, Real.Pow(n, -power), Math.Abs(1.07 * Ulp / product));
    }).QuickCheckThrowOnFailure();

    static void Always(Action<double> holds) => Prop.ForAll(Anything, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
