using Spikebook.Randomness;

namespace Spikebook.MeanField.Tests;

public sealed class ParticleNetworkTests
{
    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("near");
        var network = new ParticleNetwork { Neurons = 40_000, Step = 2e-3, Seed = 4 };
        MeanFieldRun one = (network with { Threads = 1 }).Run(model, start, 1), three = (network with { Threads = 3 }).Run(model, start, 1);
        Assert.Equal(one.Rate, three.Rate);
        Assert.Equal(one.Events.Select(e => (e.Time, e.Size)), three.Events.Select(e => (e.Time, e.Size)));
        Assert.Equal(one.Final.Values, three.Final.Values);
    }

    [Fact]
    public void Neurons_one_by_one_and_noise_from_a_table_give_the_same_bits()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("near");
        var network = new ParticleNetwork { Neurons = 1_100, Step = 2e-3, Seed = 4, Threads = 1, OneByOne = false };
        var noise = new NormalTable();
        ParticleHistory expected = network.Follow(model, start, 1);
        Assert.NotEmpty(expected.Run.Events);
        Same((network with { OneByOne = true }).Follow(model, start, 1));
        Same(network.Follow(model, start, 1, normals: noise)); // drawn
        Same(network.Follow(model, start, 1, normals: noise)); // remembered
        Assert.InRange(noise.Count, 1, NormalTable.MostNumbers);
        Assert.Throws<ArgumentException>(() => (network with { Threads = 2 }).Follow(model, start, 1, normals: noise));

        void Same(ParticleHistory found)
        {
            Assert.Equal(expected.Spikes, found.Spikes);
            Assert.Equal(expected.Run.Rate, found.Run.Rate);
            Assert.Equal(expected.Run.Final.Values, found.Run.Final.Values);
        }
    }

    [Fact]
    public void Uncoupled_rate_is_the_steady_rate()
    {
        var model = new Nnlif { B = 0 };
        SteadyState state = SteadyState.All(model)[0];
        MeanFieldRun run = new ParticleNetwork { Neurons = 50_000, Step = 2e-3, Seed = 2 }.Run(model, InitialDensity.Steady(state), 3);
        double spikes = run.Rate[^1].Tau * 50_000, expected = state.Rate * 3 * 50_000;
        // Renewal noise is below Poisson noise; four of the latter, and half a percent for the finite step.
        Assert.InRange(spikes, expected * 0.995 - 4 * Math.Sqrt(expected), expected * 1.005 + 4 * Math.Sqrt(expected));
    }

    [Fact]
    public void Events_agree_with_the_hybrid_scheme()
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case("mid");
        MeanFieldRun[] runs = [.. Enumerable.Range(1, 3).Select(seed => new ParticleNetwork { Neurons = 50_000, Step = 2e-3,
            Seed = (ulong)seed }.Run(model, start, 2.3))];
        // Finite-size scatter of the time of 50,000 neurons is about .01.
        Assert.InRange(runs.Average(r => r.Events[0].Time), 1.68, 1.72);
        Assert.InRange(runs.Average(r => r.Events[0].Size), 0.9960, 0.9990);
        Assert.InRange(runs.Average(r => r.Periods[0]), 0.51, 0.53);
    }
}
