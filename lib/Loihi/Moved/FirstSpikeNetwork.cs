namespace Spikebook.Loihi;

/// <summary>How layers are moved to the chip.</summary>
/// <param name="StepMs">What a step of the chip stands for, in ms.</param>
/// <param name="WeightBits">Stored bits of a weight, 1 … 8, its sign among them.</param>
public sealed record MoveOptions(double StepMs, int WeightBits = 8)
{
    /// <summary>Exponent of all weights; a larger one keeps more bits of currents and voltages, until sums wrap.</summary>
    public int Exponent { get; init; }

    /// <summary>When a sample ends at the latest, in ms: then nobody has answered.</summary>
    public double UntilMs { get; init; } = 120;
}

/// <summary>What the chip says of a sample.</summary>
/// <param name="First">The outputs that fired first; several if they did in the same step, none if all were silent.</param>
/// <param name="Steps">Steps until then.</param>
/// <param name="Spikes">Spikes that neurons fired until then.</param>
public sealed record FirstSpikeAnswer(IReadOnlyList<int> First, long Steps, long Spikes);

/// <summary>What the chip says of all samples, and what that takes.</summary>
/// <param name="Answers">Sample by sample.</param>
/// <param name="SynapticEvents">Synapses over which spikes went, a sample.</param>
/// <param name="EnergyJ">Dynamic energy of a sample, J.</param>
/// <param name="TimeS">Time of a sample on the chip, s.</param>
public sealed record FirstSpikeAnswers(IReadOnlyList<FirstSpikeAnswer> Answers, double SynapticEvents, double EnergyJ, double TimeS)
{
    /// <summary>The fraction of samples in which several outputs fired first, in the same step.</summary>
    public double Ties => Answers.Count(answer => answer.First.Count > 1) / (double)Answers.Count;

    /// <summary>The fraction of samples of which the label alone fired first.</summary>
    public double Accuracy(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != Answers.Count) throw new ArgumentException($"{labels.Count} labels for {Answers.Count} samples");
        return Answers.Where((answer, k) => answer.First is [var first] && first == labels[k]).Count() / (double)Answers.Count;
    }
}

/// <summary>
/// Layers of LIF neurons that were trained in floating point and answer by who fires first, on the chip: decays and weights in its
/// integers, time in its steps. Each layer's largest weight takes the largest mantissa, and its threshold goes with it.
/// </summary>
public sealed class FirstSpikeNetwork
{
    readonly LoihiProgram _program;
    readonly SpikeSource _source;
    readonly NeuronGroup[] _layers;
    readonly Placement _placement;

    /// <summary>Moves layers to the chip.</summary>
    /// <param name="weights">Weights of each layer, [from, to], in units of the threshold's voltage; the first is from the input.</param>
    /// <param name="tauMembraneMs">Time constant of the voltage, in ms.</param>
    /// <param name="tauSynapseMs">Time constant of the current, in ms.</param>
    /// <param name="threshold">Voltage at which a neuron fires.</param>
    /// <param name="options">Step and bits.</param>
    /// <exception cref="ArgumentException">
    /// A value is out of range, sizes do not fit, a weight is not finite, or a threshold would leave the chip's range.
    /// </exception>
    public FirstSpikeNetwork(
        IReadOnlyList<double[,]> weights, double tauMembraneMs, double tauSynapseMs, double threshold, MoveOptions options)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(options);
        if (weights.Count == 0) throw new ArgumentException("a network without layers; at least one is needed");
        if (!(threshold > 0 && double.IsFinite(threshold)))
            throw new ArgumentException($"a threshold of {threshold}; a finite number above 0 is needed");
        (Options, Registers) = (options, LifRegisters.Of(tauMembraneMs, tauSynapseMs, options.StepMs));
        if (!(options.UntilMs > options.StepMs && double.IsFinite(options.UntilMs)))
            throw new ArgumentException($"samples of {options.UntilMs} ms in steps of {options.StepMs} ms; use a longer time");
        var network = new Network();
        Population from = _source = network.Source("input", weights[0].GetLength(0));
        _layers = new NeuronGroup[weights.Count];
        var synapse = new Synapse { Exponent = options.Exponent, WeightBits = options.WeightBits };
        List<double> errors = [];
        for (int layer = 0; layer < weights.Count; layer++)
        {
            if (weights[layer].GetLength(0) != from.Count)
                throw new ArgumentException($"layer {layer} has {weights[layer].GetLength(0)} inputs, but {from.Count} neurons before it");
            var (mantissas, scale, error) = Quantise(weights[layer], synapse, layer);
            // Threshold counts 64ths as the current counts 64 a weight unit
            double register = threshold * scale * Real.Pow(2, options.Exponent) * Registers.Gain;
            if (!(register <= 131071))
                throw new ArgumentException($"layer {layer}: a threshold of {register:0}, but the chip's register ends at 131071; use a "
                    + "smaller exponent or a longer step");
            var compartment = new Compartment
            {
                Threshold = (int)Math.Round(register),
                CurrentDecay = Registers.CurrentDecay,
                VoltageDecay = Registers.VoltageDecay,
            };
            _layers[layer] = network.Neurons($"layer {layer + 1}", weights[layer].GetLength(1), compartment);
            network.Connect(from, _layers[layer], Wiring.Matrix(mantissas), synapse);
            from = _layers[layer];
            errors.Add(error);
        }
        WeightErrors = errors;
        _program = network.Compile();
        _placement = _program.Place();
    }

    /// <summary>Step and bits.</summary>
    public MoveOptions Options { get; }

    /// <summary>Decays, the time constants that they stand for, and the gain.</summary>
    public LifRegisters Registers { get; }

    /// <summary>Root of the mean squared error of the weights of each layer, in parts of the root of their mean square.</summary>
    public IReadOnlyList<double> WeightErrors { get; }

    /// <summary>Thresholds of the layers, as the chip's registers hold them.</summary>
    public IReadOnlyList<int> Thresholds => [.. _layers.Select(layer => layer.Compartment.Threshold)];

    /// <summary>Cores that the network takes.</summary>
    public int Cores => _placement.Cores.Count;

    /// <summary>Shows samples, each from rest and until the first output fires. Input times are rounded to steps.</summary>
    /// <param name="samples">Spikes of each sample: when, in ms, and on which input.</param>
    /// <param name="cancel">Ends it between two samples.</param>
    /// <exception cref="ArgumentException">There is no sample, or a time or an input is out of range.</exception>
    /// <exception cref="LoihiException">A sum wrapped; use a smaller exponent.</exception>
    public FirstSpikeAnswers Answer(IEnumerable<IReadOnlyList<(double TimeMs, int Input)>> samples, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        List<FirstSpikeAnswer> answers = [];
        double events = 0, energy = 0, time = 0;
        foreach (var sample in samples)
        {
            cancel.ThrowIfCancellationRequested();
            LoihiRun run = _program.Start(overflow: OverflowResponse.Throw);
            CostProbe cost = run.RecordCost(_placement);
            Send(run, sample);
            answers.Add(Race(run));
            CostReport report = cost.Report();
            events += run.SynapticEvents;
            energy += report.EnergyJ;
            time += report.TimeS;
        }
        if (answers.Count == 0) throw new ArgumentException("no samples; at least one is needed");
        return new(answers, events / answers.Count, energy / answers.Count, time / answers.Count);
    }

    // A spike at t acts first in the step that ends at t + h: tag t / h.
    void Send(LoihiRun run, IReadOnlyList<(double TimeMs, int Input)> sample)
    {
        foreach (var step in sample.GroupBy(spike => Math.Round(spike.TimeMs / Options.StepMs)).OrderBy(step => step.Key))
        {
            if (!(step.Key >= 0 && step.Key * Options.StepMs <= Options.UntilMs))
                throw new ArgumentException($"a spike at {step.First().TimeMs} ms; a sample runs from 0 to {Options.UntilMs} ms");
            run.Send(_source, (long)step.Key, [.. step.Select(spike => spike.Input)]);
        }
    }

    FirstSpikeAnswer Race(LoihiRun run)
    {
        long spikes = 0, last = (long)(Options.UntilMs / Options.StepMs);
        while (run.Step < last)
        {
            run.Run(1);
            foreach (NeuronGroup layer in _layers) spikes += run.FiredBy(layer).Length;
            int[] first = [.. run.FiredBy(_layers[^1])];
            if (first.Length > 0) return new(first, run.Step, spikes);
        }
        return new([], last, spikes);
    }

    static (int[,] Mantissas, double Scale, double Error) Quantise(double[,] weights, Synapse synapse, int layer)
    {
        double largest = 0;
        foreach (double w in weights)
        {
            if (!double.IsFinite(w)) throw new ArgumentException($"layer {layer}: a weight of {w}; finite weights are needed");
            largest = Math.Max(largest, Math.Abs(w));
        }
        if (largest == 0) throw new ArgumentException($"layer {layer}: all weights are 0");
        double scale = synapse.Highest / largest, wrong = 0, all = 0;
        var mantissas = new int[weights.GetLength(0), weights.GetLength(1)];
        for (int i = 0; i < weights.GetLength(0); i++)
            for (int j = 0; j < weights.GetLength(1); j++)
            {
                mantissas[i, j] = (int)Math.Round(weights[i, j] * scale / synapse.Unit) * synapse.Unit;
                double error = mantissas[i, j] / scale - weights[i, j];
                wrong += error * error;
                all += weights[i, j] * weights[i, j];
            }
        return (mantissas, scale, Math.Sqrt(wrong / all));
    }
}
