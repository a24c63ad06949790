using Spikebook.Data;
using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>What a sample costs on the chip, by the emulator's model.</summary>
/// <param name="Circuit">"training" or "inference".</param>
/// <param name="Layers">Units per layer.</param>
/// <param name="Samples">Samples measured.</param>
/// <param name="Cores">Cores in use.</param>
/// <param name="EnergyJ">Energy a sample, joules: compartments, messages, synapses and changed weights.</param>
/// <param name="LearningSweepJ">
/// Energy a sample, joules, if the learning engine visits every plastic synapse in every step, as a learning epoch of 1 asks for, at
/// <see cref="SynapseVisitJ"/> each. The model prices only synapses that change, so this is the upper end.
/// </param>
/// <param name="TimeS">Time a sample, seconds, without input from the host.</param>
/// <param name="Report">Events and cores in detail.</param>
public sealed record CircuitCost(
    string Circuit, LayerSizes Layers, int Samples, int Cores, double EnergyJ, double LearningSweepJ, double TimeS, CostReport Report)
{
    /// <summary>120 pJ for the update of one synapse by pairwise STDP (M. Davies et al., IEEE Micro 38, 2018, Table 1).</summary>
    public const double SynapseVisitJ = 120e-12;

    /// <summary>Energy times time of a sample, Js.</summary>
    public double EnergyDelayJs => EnergyJ * TimeS;

    /// <summary>Energy times time of a sample with the learning sweep, Js.</summary>
    public double EnergyDelayWithSweepJs => (EnergyJ + LearningSweepJ) * TimeS;

    /// <summary>Trains the circuit on samples and prices what happens.</summary>
    /// <param name="weights">Where it starts.</param>
    /// <param name="samples">What it learns.</param>
    /// <param name="placement">
    /// Where its layers lie, such as <see cref="PublishedPlacement.Of"/>; by default on as few cores as the limits allow.
    /// </param>
    /// <param name="cancellation">Ends it after the sample under way.</param>
    /// <exception cref="LoihiException">The circuit does not fit the chip; the message names limit and layer.</exception>
    public static CircuitCost OfTraining(
        BinaryWeights weights, BinarySamples samples, Func<Network, PlacementOptions>? placement = null,
        CancellationToken cancellation = default)
    {
        var circuit = new SynfireCircuit(weights);
        OneBitLearner.MustFit(circuit.Layers, samples);
        return Measure("training", circuit.Layers, circuit.Run, placement?.Invoke(circuit.Network), circuit.Phases, samples,
            i => circuit.Learn(samples.Active(i), samples.Label(i)), cancellation);
    }

    /// <summary>Shows samples to the inference circuit and prices what happens.</summary>
    /// <inheritdoc cref="OfTraining"/>
    public static CircuitCost OfInference(
        BinaryWeights weights, BinarySamples samples, Func<Network, PlacementOptions>? placement = null,
        CancellationToken cancellation = default)
    {
        var circuit = new InferenceCircuit(weights);
        OneBitLearner.MustFit(circuit.Layers, samples);
        return Measure("inference", circuit.Layers, circuit.Run, placement?.Invoke(circuit.Network), circuit.Phases, samples,
            i => circuit.Infer(samples.Active(i)), cancellation);
    }

    static CircuitCost Measure(
        string name, LayerSizes layers, LoihiRun run, PlacementOptions? options, int steps, BinarySamples samples, Action<int> show,
        CancellationToken cancellation)
    {
        Placement placement = run.Program.Place(options);
        CostProbe probe = run.RecordCost(placement);
        for (int i = 0; i < samples.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            show(i);
        }
        CostReport report = probe.Report();
        long plastic = run.Program.Connections.Where(
            connection => connection.Synapse.Plasticity is not null).Sum(connection => (long)connection.Count);
        return new(name, layers, samples.Count, placement.CoresInUse, report.EnergyJ / samples.Count, plastic * steps * SynapseVisitJ,
            report.TimeS / samples.Count, report);
    }
}
