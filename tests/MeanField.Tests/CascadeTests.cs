using FsCheck;
using FsCheck.Fluent;
using Spikebook.Randomness;

namespace Spikebook.MeanField.Tests;

public sealed class CascadeTests
{
    static Density Random(int seed, int cells = 60)
    {
        RandomStream stream = Streams.For((ulong)seed, "cascade-test");
        double[] values = [.. Enumerable.Range(0, cells).Select(_ => stream.NextDouble())];
        double width = 4.0 / cells, mass = values.Sum() * width;
        return new Density(0, 0, -2, width, [.. values.Select(v => v / mass)]);
    }

    [Fact]
    public void Queue_and_fixed_point_agree_to_rounding() =>
        Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), Gen.Choose(0, 30).ToArbitrary(), (seed, percent) =>
        {
            Density density = Random(seed);
            double b = 1 + seed % 7, volley = percent / 100.0;
            return Math.Abs(Cascade.ByFixedPoint(density, b, volley) - Cascade.ByQueue(density, b, volley)) < 1e-13;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Particles_at_the_quantiles_approach_the_same_size()
    {
        Density density = Random(5);
        double expected = Cascade.ByFixedPoint(density, 3, 0.05);
        double ErrorAt(int n)
        {
            var voltages = new double[n];
            double below = 0;
            for (int i = 0, cell = 0; i < n; i++)
            {
                double quantile = (i + 0.5) / n;
                while (below + density.Values[cell] * density.Width < quantile
                    && cell < density.Cells - 1) below += density.Values[cell++] * density.Width;
                voltages[i] = density.Minimum + (cell + (quantile - below) / (density.Values[cell] * density.Width)) * density.Width;
            }
            return Math.Abs(Cascade.OfParticles(voltages, 2, 3, 0.05) - expected);
        }
        Assert.InRange(ErrorAt(1_000_000), 0, 2e-5);
    }

    [Fact]
    public void A_block_against_threshold_fires_whole()
    {
        // p = 2/3 on the last 1.5: F(m) = 2 b m / 3, so with b = 3 all fire, with b = 1 a volley m0 carries 2 m0 more.
        var block = new Density(0, 0, -1, 0.5, [0, 0, 0, 2 / 3.0, 2 / 3.0, 2 / 3.0]);
        Assert.Equal(1, Cascade.ByFixedPoint(block, 3), 12);
        Assert.Equal(0.2, Cascade.ByFixedPoint(block, 1, 0.1), 12);
        Assert.Equal(0.2, Cascade.ByQueue(block, 1, 0.1), 12);
    }

    [Fact]
    public void Critical_volley_divides_small_from_large_cascades()
    {
        // Thin next to threshold, dense behind: a small volley stops, a larger one runs through.
        var density = new Density(0, 0, 0, 0.25, [0, 0.5, 1.5, 1.4, 0.3, 0.2, 0.1, 0.0]);
        const double b = 1.5;
        var fragility = Fragility.Of(density, b);
        Assert.True(fragility.IsFragile);
        double below = Cascade.ByFixedPoint(density, b, fragility.CriticalVolley - 1e-9), above = Cascade.ByFixedPoint(density, b,
            fragility.CriticalVolley + 1e-9);
        Assert.True(above - below > 0.1, $"{below} {above}");
        Assert.Equal(fragility.CriticalCascade, above, 6);
    }

    [Fact]
    public void Cascade_tail_is_borel_for_a_constant_density()
    {
        const double lambda = 0.7;
        IReadOnlyList<double> tail = Fragility.CascadeTail(_ => lambda, 2, 1, 1_000, 30);
        double rest = 1, factorial = 1;
        for (int k = 1; k < 30; k++)
        {
            Assert.InRange(tail[k - 1] / rest, 1 - 1e-9, 1 + 1e-9);
            factorial *= k;
            rest -= Math.Exp(-lambda * k) * Math.Pow(lambda * k, k - 1) / factorial;
        }
    }

    [Fact]
    public void Blurring_by_first_order_upwind_makes_events_smaller_in_proportion_to_the_cell()
    {
        Density before = new Hybrid().Run(new Nnlif { A = 0.25, B = 0.99, Mu = 2.5 }, InitialDensity.Gaussian(0, 0.25), 1).Events[0].Before;
        double exact = Cascade.ByFixedPoint(before, 0.99);
        double[] errors = [.. new[] { 0.008, 0.004, 0.002, 0.001 }.Select(h => exact - UpwindScheme.BlurredSize(before, 0.99, h))];
        Assert.All(errors, error => Assert.True(error > 0));
        Assert.InRange(Math.Log2(errors[2] / errors[3]), 0.8, 1.2);
        Assert.Contains("before", Assert.Throws<ArgumentOutOfRangeException>(() => UpwindScheme.BlurredSize(before, 0.2, 0.01)).Message);
    }

    [Fact]
    public void Moving_gaussian_is_exact_whatever_the_step()
    {
        var start = new MovingGaussian(0.5, 1, 0);
        MovingGaussian once = start.After(0.3, 0.4, 0.25, 0);
        MovingGaussian twice = start.After(0.1, 0.4, 0.25, 0).After(0.2, 0.4, 0.25, 0);
        Assert.Equal(once.Mean, twice.Mean, 14);
        Assert.Equal(once.Variance, twice.Variance, 14);
        Assert.Equal(0.25 * (1 - Math.Exp(-0.6)), once.Variance, 14);
    }

    [Fact]
    public void A_period_is_a_fixed_point_of_the_period_map()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        MeanFieldRun run = new Hybrid { Cells = 500 }.Run(model, start, 2.9);
        PeriodMap point = PeriodMap.Of(model, InitialDensity.From(run.Events[1].Before), [run.Events[1].Size])[0];
        Assert.InRange(point.Period!.Value / run.Periods[1], 0.995, 1.005);
        Assert.InRange(point.NextSize!.Value, 0.999, 1);
    }

    [Theory]
    [InlineData(0.5, Regime.Steady, Regime.Steady)]
    [InlineData(3.0, Regime.TotalEvents, Regime.TotalEvents)]
    public void Phase_diagram_tells_steady_from_events(double b, Regime scattered, Regime synchronous)
    {
        PhasePoint point = PhaseDiagram.Of([new Nnlif { B = b }], until: 10, cells: 200)[0];
        Assert.Equal((scattered, synchronous), (point.FromScattered, point.FromSynchronous));
    }
}
