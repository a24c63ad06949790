using Spikebook.Randomness;

namespace Spikebook.Spiking.Tests;

public sealed class LifTests
{
    public static TheoryData<double, double> TimeConstants => new()
    {
        { 20, 5 }, { 10, 5 }, { 10, 10 }, { 10, 10 * (1 + 1e-9) }, { 10, 10 * (1 - 1e-6) }, { 5, 20 }, { 20, 0.7 },
    };

    [Theory, MemberData(nameof(TimeConstants))]
    public void Voltage_and_current_solve_the_equations(double tauM, double tauS)
    {
        var lif = new Lif(tauM, tauS);
        double v = 0.3, i = 2.1;
        const int Steps = 4000;
        const double H = 8.0 / Steps;
        for (int step = 0; step < Steps; step++) RungeKutta(ref v, ref i);
        var (voltage, current) = lif.After(0.3, 2.1, 8);
        Assert.Equal(v, voltage, 1e-12);
        Assert.Equal(i, current, 1e-12);
        Assert.Equal(voltage, lif.Voltage(0.3, 2.1, 8));

        void RungeKutta(ref double v, ref double i)
        {
            double Dv(double v, double i) => (i - v) / tauM;
            double Di(double i) => -i / tauS;
            double v1 = Dv(v, i), i1 = Di(i);
            double v2 = Dv(v + H / 2 * v1, i + H / 2 * i1), i2 = Di(i + H / 2 * i1);
            double v3 = Dv(v + H / 2 * v2, i + H / 2 * i2), i3 = Di(i + H / 2 * i2);
            double v4 = Dv(v + H * v3, i + H * i3), i4 = Di(i + H * i3);
            v += H / 6 * (v1 + 2 * v2 + 2 * v3 + v4);
            i += H / 6 * (i1 + 2 * i2 + 2 * i3 + i4);
        }
    }

    [Theory, MemberData(nameof(TimeConstants))]
    public void The_next_spike_is_the_earliest_crossing(double tauM, double tauS)
    {
        var lif = new Lif(tauM, tauS);
        var stream = Streams.For(3, "states");
        int spikes = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            double v = -2 + 3 * stream.NextDouble(), i = 12 * stream.NextDouble() - 1, within = 30 * stream.NextDouble();
            double s = lif.NextSpike(v, i, within);
            if (double.IsFinite(s))
            {
                spikes++;
                Assert.InRange(s, 0, within);
                Assert.Equal(1, lif.Voltage(v, i, s), 5e-15);
                for (int k = 0; k < 50; k++) Assert.True(lif.Voltage(v, i, s * k / 50) < 1);
            }
            else
            {
                for (int k = 0; k <= 50; k++) Assert.True(lif.Voltage(v, i, within * k / 50) <= 1);
            }
        }
        Assert.InRange(spikes, 50, 1900);
    }

    [Fact]
    public void With_twice_the_time_constant_the_square_root_agrees()
        => AgreesWithClosedForm(new Lif(10, 5), (lif, v, i) => lif.NextSpikeBySquareRoot(v, i));

    [Fact]
    public void With_equal_time_constants_Lambert_W_agrees()
        => AgreesWithClosedForm(new Lif(10, 10), (lif, v, i) => lif.NextSpikeByLambert(v, i));

    // What a root is worth is told by V(s) - threshold in 28 digits: then only the rounding of s is seen, not that of V. With u = 2^-53,
    // a relative error of s of n u moves V by n u s dV/dt, and s dV/dt is at most the larger term of V, x I0 s / tau; the roundings of a
    // closed form before its logarithm move V by n u of the way threshold - V0. Counted, n = 4 for both. Newton's method stops where
    // V, evaluated in double, is the threshold: fourteen roundings of its larger term and two of the smaller one come on top.
    static void AgreesWithClosedForm(Lif lif, Func<Lif, double, double, double> closed)
    {
        const double U = 1.0 / (1L << 53);
        var stream = Streams.For(4, "states");
        int spikes = 0;
        for (int trial = 0; trial < 5000; trial++)
        {
            double v = -1 + 2 * stream.NextDouble(), i = 12 * stream.NextDouble();
            double newton = lif.NextSpike(v, i), exact = closed(lif, v, i);
            Assert.Equal(double.IsFinite(exact), double.IsFinite(newton));
            if (!double.IsFinite(exact)) continue;
            spikes++;
            double term = Math.Exp(-exact / 10) * i * exact / 10, bound = 4 * U * (term + 1 - v);
            double evaluated = bound + 16 * U * Math.Max(1, term);
            Assert.InRange(Miss(exact), 0, bound);
            Assert.InRange(Miss(newton), 0, evaluated);
            double slope = (lif.After(v, i, newton).Current - 1) / lif.TauMembraneMs;
            Assert.InRange(Math.Abs(newton - exact), 0, 2 * evaluated / slope);

            double Miss(double s) => (double)Math.Abs(InFull(s) - 1);

            // a x - b x^2 for tau_m = 2 tau_s, x (V0 - I0 ln x) for tau_m = tau_s
            decimal InFull(double s)
            {
                decimal v0 = Digits(v), i0 = Digits(i), t = Digits(s) / 10, x = Exponential(-t);
                return lif.Ratio == 2 ? (v0 + i0) * x - i0 * x * x : x * (v0 + i0 * t);
            }
        }
        Assert.InRange(spikes, 1000, 4500);
    }

    // All digits of a multiple of 2^-92; the framework's conversion keeps 15.
    static decimal Digits(double value)
    {
        double high = Math.Floor(Math.ScaleB(value, 40));
        decimal low = (decimal)(long)Math.ScaleB(value - Math.ScaleB(high, -40), 92);
        return ((decimal)(long)high + low / (1L << 52)) / (1L << 40);
    }

    static decimal Exponential(decimal z)
    {
        decimal sum = 1, term = 1;
        for (int n = 1; n < 60; n++) sum += term *= z / n;
        return sum;
    }

    [Fact]
    public void A_single_spike_just_reaches_the_threshold_over_the_critical_weight()
    {
        var lif = new Lif(20, 5);
        Assert.Equal(6.3496, lif.CriticalWeight, 5e-5);
        Assert.Equal(Math.Pow(4, -4.0 / 3), lif.PspPeak, 1e-16);
        Assert.Equal(20 * Math.Log(4) / 3, lif.PspPeakMs, 1e-14);
        Assert.Equal(1 / Math.E, new Lif(10, 10).PspPeak, 1e-16);
        Assert.True(double.IsFinite(lif.NextSpike(0, lif.CriticalWeight * (1 + 1e-12))));
        Assert.Equal(double.PositiveInfinity, lif.NextSpike(0, lif.CriticalWeight * (1 - 1e-12)));
        Assert.Equal(0, lif.Psp(-1));
    }

    [Fact]
    public void A_voltage_at_the_threshold_fires_at_once_and_no_number_fires_never()
    {
        var lif = new Lif(20, 5);
        Assert.Equal(0, lif.NextSpike(1, 0.2));
        Assert.Equal(double.PositiveInfinity, lif.NextSpike(0, double.NaN));
        Assert.Equal(double.PositiveInfinity, lif.NextSpike(0.2, 100, 0));
    }

    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(20, double.NaN, 1)]
    [InlineData(20, 5, -1)]
    [InlineData(double.PositiveInfinity, 5, 1)]
    public void Time_constants_and_threshold_must_be_positive(double tauM, double tauS, double threshold)
        => Assert.Contains("above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Lif(tauM, tauS, threshold)).Message);

    [Fact]
    public void Closed_forms_say_for_which_ratio_they_are()
    {
        Assert.Contains("NextSpike", Assert.Throws<InvalidOperationException>(() => new Lif(20, 5).NextSpikeBySquareRoot(0, 7)).Message);
        Assert.Contains("NextSpike", Assert.Throws<InvalidOperationException>(() => new Lif(20, 5).NextSpikeByLambert(0, 7)).Message);
    }
}
