using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Surrogates;
using Spikebook.Gradients.Tasks;
using Spikebook.MeanField;
using Spikebook.Spiking;

namespace Spikebook.Elementary.Tests;

/// <summary>A short run of each kind of computation with real numbers, as a hash of all that came out.</summary>
static class SmallRuns
{
    static readonly Nnlif Model = new() { A = 0.25, B = 1.5, Mu = 2.5 };
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);

    /// <summary>Name and hash of each, in a line.</summary>
    public static string All()
    {
        var network = new LocalNetwork { Weights = ReadoutWeights.Signed(100, 0.1, 0.01, 1), MinRate = 1 };
        var ring = new MorrisLecarRing { Neurons = 24, Inhibition = 0.1, Reach = 3 };
        return string.Join(' ',
            Hash("hybrid", Solved(new Hybrid { Cells = 200 })), Hash("physical", Solved(new PhysicalTime { Cells = 100 })),
            Hash("particles", Solved(new ParticleNetwork { Neurons = 500, Step = 2e-3, Seed = 3 })),
            Hash("steady", SteadyState.All(new Nnlif { B = 1.5 }).SelectMany(state => new[] { state.Rate, state.DensityAt(0.99) })),
            Hash("eventprop", EventProp()), Hash("surrogate", Surrogate()),
            Hash("balanced", Readouts(network.Run(Stimulus.LowPassNoise(0.05, 1e-4, 1, 5, 1)))),
            Hash("ring", ring.Run(ring.Random(1), 40).SelectMany(voltages => voltages)));
    }

    static IEnumerable<double> Solved(IMeanFieldSolver solver)
    {
        MeanFieldRun run = solver.Run(Model, Broad, 1);
        return [run.Steps, run.Final.Tau, .. run.Rate.Select(point => point.Rate), .. run.Events.Select(e => e.Size), .. run.Final.Values];
    }

    // The scores of an epoch follow from the weights after every batch.
    static double[] EventProp()
    {
        var points = YinYang.Spikes(YinYang.Generate(320, 42));
        EventLearner learner = EventSetup.YinYang(1).NewLearner();
        var scores = new double[320 * points.Classes];
        for (int first = 0; first < 320; first += 32)
            learner.Learn(points, [.. Enumerable.Range(first, 32)], scores.AsSpan(first * points.Classes, 32 * points.Classes));
        return scores;
    }

    static double[] Surrogate()
    {
        var samples = new Randman { SamplesPerClass = 6 }.Generate(1);
        SurrogateLearner learner = new RobustnessStudy(samples, samples).NewLearner(new(SurrogateShape.Sigmoid, 10, 0.05));
        var scores = new double[samples.Count * samples.Classes];
        for (int epoch = 0; epoch < 3; epoch++) learner.Learn(samples, [.. Enumerable.Range(0, samples.Count)], scores);
        return scores;
    }

    static IEnumerable<double> Readouts(BalancedRun run) => Enumerable.Range(0, run.Bins).Select(bin => run.Readout(bin));

    static string Hash(string name, IEnumerable<double> values)
    {
        ulong hash = 14695981039346656037;
        foreach (double value in values)
        {
            hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(value)) * 1099511628211;
            hash ^= hash >> 29;
        }
        return $"{name}:{hash:x16}";
    }
}
