namespace Spikebook.MeanField.Tests;

/// <summary>What the dilated clock must agree on with physical time, for every term of the model.</summary>
public sealed class DilatedClockTests
{
    static readonly InitialDensity Start = InitialDensity.Gaussian(0, 0.25);

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.15, 0.0)]
    [InlineData(0.0, 0.05)]
    [InlineData(0.1, 0.03)]
    public void Dilated_and_physical_time_converge_to_the_same_state(double refractory, double a1)
    {
        var model = new Nnlif { A = 0.25, B = 0.85, Mu = 2.5, Refractory = refractory, A1 = a1 };
        MeanFieldRun physical = new PhysicalTime { Cells = 1_000 }.Run(model, Start, 1.4);
        double Difference(int cells)
        {
            MeanFieldRun run = new Hybrid { Cells = cells, RateOn = 0.5 }.Run(model, Start, 1.4);
            Assert.True(run.DilatedSteps > cells / 5, $"{run.DilatedSteps} dilated steps");
            Assert.InRange(run.MassDefect, 0, 1e-12);
            Assert.True(run.LowestDensity >= -1e-12, $"lowest density {run.LowestDensity}");
            Assert.InRange(run.Final.Refractory, physical.Final.Refractory * 0.99, physical.Final.Refractory * 1.01);
            return Math.Abs(run.Final.Tau / physical.Final.Tau - 1);
        }
        Assert.InRange(Difference(250), 0, 1e-2);
        Assert.InRange(Difference(1_000), 0, 1e-3);
    }

    [Fact]
    public void A_refractory_time_agrees_with_particles()
    {
        // The first event takes less than half of the population; those who fired come back together a refractory time later.
        var model = new Nnlif { A = 0.5, B = 2, Mu = 1, Refractory = 0.2 };
        MeanFieldRun run = new Hybrid { Cells = 500 }.Run(model, Start, 3);
        MeanFieldRun particles = new ParticleNetwork { Neurons = 200_000, Step = 1e-3, Seed = 2 }.Run(model, Start, 3);
        List<FiringEvent> seen = [.. particles.Events.Where(e => e.Size > 0.1)];
        Assert.Equal(2, run.Events.Count);
        Assert.Equal(2, seen.Count);
        for (int i = 0; i < 2; i++)
        {
            Assert.InRange(run.Events[i].Time / seen[i].Time, 0.99, 1.01);
            Assert.InRange(run.Events[i].Size / seen[i].Size, 0.97, 1.03);
        }
        Assert.InRange(run.Events[0].After.Refractory, run.Events[0].Size, 1);
        Assert.InRange(run.MassDefect, 0, 1e-12);
    }

    [Fact]
    public void Noise_that_grows_with_the_rate_blows_up_where_physical_time_does()
    {
        var model = new Nnlif { A = 0.25, B = 1.5, Mu = 2.5, A1 = 0.05 };
        MeanFieldRun hybrid = new Hybrid { Cells = 500 }.Run(model, Start, 1.3);
        BlowUp blowUp = new PhysicalTime { Cells = 1_000 }.Run(model, Start, 1.3).BlowUp!;
        Assert.InRange(hybrid.Events[0].Time / blowUp.After, 0.999, 1.001);
        Assert.Equal(3, hybrid.Events.Count);
        Assert.InRange(hybrid.Events[0].Size, 0.965, 0.975);
        Assert.InRange(hybrid.MassDefect, 0, 1e-12);
        Assert.True(hybrid.LowestDensity >= -1e-12, $"lowest density {hybrid.LowestDensity}");
    }

    [Fact]
    public void A_drive_in_time_is_followed_in_both_clocks()
    {
        var model = new Nnlif { A = 0.25, B = 0.8, Drive = t => 2.5 + 0.5 * Math.Sin(20 * t) };
        MeanFieldRun physical = new PhysicalTime { Cells = 1_000 }.Run(model, Start, 1.4);
        MeanFieldRun dilated = new Hybrid { Cells = 1_000, RateOn = 0.5 }.Run(model, Start, 1.4);
        Assert.InRange(dilated.Final.Tau / physical.Final.Tau, 0.999, 1.001);
    }
}
