using Spikebook.Randomness;

namespace Spikebook.MeanField.Tests;

public sealed class ParticleNetworkTests
{
    [Fact]
    public void VectorWordsAreThoseOfPhilox()
    {
        if (!System.Runtime.Intrinsics.X86.Avx2.IsSupported) return;
        Assert.Equal(NormalBlocks.WordsOneByOne(0x0123456789ABCDEF, 77, 1UL << 40), NormalBlocks.WordsByVector(0x0123456789ABCDEF, 77, 1UL << 40));
    }

    [Fact]
    public void WideBlocksAreThoseOfTheNarrowPath()
    {
        float[] together = new float[6 * NormalBlocks.Size], apart = new float[6 * NormalBlocks.Size], odd = new float[5 * NormalBlocks.Size];
        NormalBlocks.Fill(0x0123456789ABCDEF, 77, 1UL << 29, together);
        for (int block = 0; block < 6; block++)
            NormalBlocks.FillBlock(0x0123456789ABCDEF, 77, (1UL << 29) + (ulong)block, apart.AsSpan(block * NormalBlocks.Size, NormalBlocks.Size));
        NormalBlocks.Fill(0x0123456789ABCDEF, 77, (1UL << 29) + 1, odd);
        Assert.Equal(apart, together);
        Assert.Equal(apart[NormalBlocks.Size..], odd);
    }

    [Fact]
    public void NormalsAreBoxMullerOfTheirWords()
    {
        var values = new float[NormalBlocks.Size];
        double worst = 0;
        for (ulong block = 0; block < 2_000; block++)
        {
            NormalBlocks.Fill(7, 5, block, values);
            for (int lane = 0; lane < 8; lane++)
            {
                (uint r0, uint a0, uint r1, uint a1) = Philox.Block(7, 8 * block + (ulong)lane, 5);
                worst = Math.Max(worst, Math.Max(Off(values[lane], values[8 + lane], r0, a0), Off(values[16 + lane], values[24 + lane], r1, a1)));
            }
        }
        Assert.InRange(worst, 0, 3e-6);

        static double Off(double first, double second, uint radiusWord, uint angleWord)
        {
            // Radii near 0 come from u near 1, of which single precision keeps 24 bits: compare squares there.
            double square = -2 * Math.Log(((radiusWord >> 1) + 0.5) / 2147483648.0), angle = 2 * Math.PI * angleWord / 4294967296.0;
            double scale = Math.Max(1, Math.Sqrt(square));
            return Math.Max(Math.Abs(first * first + second * second - square) / (scale * scale),
                square < 0.01 ? 0 : Math.Max(Math.Abs(first / Math.Sqrt(square) - Math.Cos(angle)), Math.Abs(second / Math.Sqrt(square) - Math.Sin(angle))) * 0.1);
        }
    }

    [Fact]
    public void NormalsHaveTheMomentsOfANormal()
    {
        var values = new float[1 << 20];
        NormalBlocks.Fill(9, 3, 0, values);
        double n = values.Length, mean = values.Average(v => (double)v), variance = values.Average(v => (double)v * v), fourth = values.Average(v => Math.Pow(v, 4));
        Assert.InRange(mean, -4 / Math.Sqrt(n), 4 / Math.Sqrt(n));
        Assert.InRange(variance, 1 - 4 * Math.Sqrt(2 / n), 1 + 4 * Math.Sqrt(2 / n));
        Assert.InRange(fourth, 3 - 4 * Math.Sqrt(96 / n), 3 + 4 * Math.Sqrt(96 / n));
    }

    [Fact]
    public void AnyNumberOfThreadsGivesTheSameBits()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("near");
        var network = new ParticleNetwork { Neurons = 40_000, Step = 2e-3, Seed = 4 };
        MeanFieldRun one = (network with { Threads = 1 }).Run(model, start, 1), three = (network with { Threads = 3 }).Run(model, start, 1);
        Assert.Equal(one.Rate, three.Rate);
        Assert.Equal(one.Events.Select(e => (e.Time, e.Size)), three.Events.Select(e => (e.Time, e.Size)));
        Assert.Equal(one.Final.Values, three.Final.Values);
    }

    [Fact]
    public void UncoupledRateIsTheSteadyRate()
    {
        var model = new Nnlif { B = 0 };
        SteadyState state = SteadyState.All(model)[0];
        MeanFieldRun run = new ParticleNetwork { Neurons = 50_000, Step = 2e-3, Seed = 2 }.Run(model, InitialDensity.Steady(state), 3);
        double spikes = run.Rate[^1].Tau * 50_000, expected = state.Rate * 3 * 50_000;
        // Renewal noise is below Poisson noise; four of the latter, and half a percent for the finite step.
        Assert.InRange(spikes, expected * 0.995 - 4 * Math.Sqrt(expected), expected * 1.005 + 4 * Math.Sqrt(expected));
    }

    [Fact]
    public void EventsAgreeWithTheHybridScheme()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        MeanFieldRun[] runs = [.. Enumerable.Range(1, 3).Select(seed => new ParticleNetwork { Neurons = 50_000, Step = 2e-3, Seed = (ulong)seed }.Run(model, start, 2.3))];
        // Finite-size scatter of the time of 50,000 neurons is about .01.
        Assert.InRange(runs.Average(r => r.Events[0].Time), 1.68, 1.72);
        Assert.InRange(runs.Average(r => r.Events[0].Size), 0.9960, 0.9990);
        Assert.InRange(runs.Average(r => r.Periods[0]), 0.51, 0.53);
    }
}
