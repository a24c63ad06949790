using Spikebook.MeanField;
using Spikebook.Randomness;

namespace Spikebook.Showcase;

/// <summary>The same experiment with single neurons: their spikes on both clocks, and the rate that they make together.</summary>
/// <param name="Spikes">Spikes; the neuron is its row in the picture, in no order of voltage.</param>
/// <param name="Rate">The rate in windows of <see cref="Window"/>.</param>
public sealed record NeuronFilm(IReadOnlyList<ParticleSpike> Spikes, IReadOnlyList<RateSample> Rate)
{
    /// <summary>Neurons of the network.</summary>
    public const int Neurons = 200;

    /// <summary>Time over which the rate is counted.</summary>
    public const double Window = 0.05;

    const double Step = 5e-3, ShortestShare = 1.0 / 4;
    const int MostSpikes = 20_000;

    /// <summary>Runs the network.</summary>
    /// <param name="experiment">What was chosen.</param>
    /// <param name="seed">Seed of noise, start and rows.</param>
    /// <param name="normals">Keeps the noise, which is the same at every place of the sliders; null draws it.</param>
    /// <exception cref="ArgumentException">A value is outside its slider.</exception>
    public static NeuronFilm Compute(Experiment experiment, ulong seed = 1, NormalTable? normals = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        experiment.Validate();
        var network = new ParticleNetwork
        {
            Neurons = Neurons,
            Step = Step,
            ShortestStepShare = ShortestShare,
            Seed = seed,
            Threads = 1,
            RateWindow = Window,
        };
        var volley = experiment.Push > 0 ? new Volley(Experiment.PushedAt, experiment.Push) : null;
        var history = network.Follow(experiment.Model, experiment.Start, Experiment.Until, volley, normals);
        int[] rows = Rows(seed);
        return new NeuronFilm([.. history.Spikes.Take(MostSpikes).Select(spike => spike with { Neuron = rows[spike.Neuron] })],
            history.Run.Rate);
    }

    // Neurons are numbered by their voltages at the start; a raster is read more easily in no order at all.
    static int[] Rows(ulong seed)
    {
        int[] rows = [.. Enumerable.Range(0, Neurons)];
        var stream = Streams.For(seed, "showcase-rows");
        for (int i = rows.Length - 1; i > 0; i--)
        {
            int j = (int)(stream.NextDouble() * (i + 1));
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
        return rows;
    }
}
