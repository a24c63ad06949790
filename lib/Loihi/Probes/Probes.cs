namespace Spikebook.Loihi;

/// <summary>The steps in which a probe records: First, First + Stride, … up to Last.</summary>
/// <param name="First">First step, from 1.</param>
/// <param name="Last">Last step.</param>
/// <param name="Stride">Distance between two records, in steps.</param>
public sealed record Window(long First = 1, long Last = long.MaxValue, long Stride = 1)
{
    /// <summary>All steps.</summary>
    public static Window All { get; } = new();

    /// <summary>Every n-th step: n, 2n, …</summary>
    /// <param name="stride">n.</param>
    public static Window Every(long stride) => new(stride, long.MaxValue, stride);

    internal bool Holds(long step) => step >= First && step <= Last && (Stride == 1 || (step - First) % Stride == 0);

    internal void Validate()
    {
        Bounds.Check(Stride, 1, long.MaxValue, "window: stride");
        if (Last < First) throw new ArgumentOutOfRangeException(null, $"window: last step {Last} lies before first step {First}; swap them.");
    }
}

/// <summary>A spike: who fired, and when.</summary>
/// <param name="Step">The step.</param>
/// <param name="Neuron">The neuron or port.</param>
public readonly record struct Spike(long Step, int Neuron);

/// <summary>A value of one neuron in one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Neuron">The neuron.</param>
/// <param name="Value">The value after the step.</param>
public readonly record struct Sample(long Step, int Neuron, int Value);

/// <summary>Observes a run.</summary>
public abstract class Probe
{
    readonly Window _window;

    private protected Probe(string name, Window window)
    {
        Name = name;
        window.Validate();
        _window = window;
    }

    /// <summary>What is recorded.</summary>
    public string Name { get; }

    internal void Observe(long step)
    {
        if (_window.Holds(step)) Record(step);
    }

    private protected abstract void Record(long step);
}

/// <summary>Spikes of a population.</summary>
public sealed class SpikeProbe : Probe
{
    readonly Fired _fired;
    readonly List<Spike> _spikes = [];

    internal SpikeProbe(Population population, Fired fired, Window window) : base(population.Name, window) => _fired = fired;

    /// <summary>The spikes, by step, then neuron.</summary>
    public IReadOnlyList<Spike> Spikes => _spikes;

    /// <summary>Number of spikes.</summary>
    public int Count => _spikes.Count;

    private protected override void Record(long step)
    {
        foreach (int neuron in _fired.Indices) _spikes.Add(new Spike(step, neuron));
    }
}

/// <summary>Currents, voltages or traces of a population.</summary>
public sealed class StateProbe : Probe
{
    readonly Array _state;
    readonly List<long> _steps = [];
    readonly List<int> _values = [];

    internal StateProbe(string name, Array state, int count, Window window, IReadOnlyList<int>? neurons) : base(name, window)
    {
        _state = state;
        Neurons = neurons ?? [.. Enumerable.Range(0, count)];
        foreach (int neuron in Neurons) Bounds.Check(neuron, 0, count - 1, $"{name}: probed neuron");
    }

    /// <summary>Which neurons are recorded.</summary>
    public IReadOnlyList<int> Neurons { get; }

    /// <summary>The steps that were recorded.</summary>
    public IReadOnlyList<long> Steps => _steps;

    /// <summary>The recorded values of one neuron, one for each of <see cref="Steps"/>.</summary>
    /// <param name="neuron">The neuron.</param>
    public int[] Of(int neuron)
    {
        int column = -1;
        for (int k = 0; k < Neurons.Count && column < 0; k++)
            if (Neurons[k] == neuron) column = k;
        if (column < 0) throw new ArgumentOutOfRangeException(nameof(neuron), $"{Name}: neuron {neuron} was not recorded; the probe has {Neurons.Count} neurons.");
        var values = new int[_steps.Count];
        for (int row = 0; row < values.Length; row++) values[row] = _values[row * Neurons.Count + column];
        return values;
    }

    /// <summary>All values as records.</summary>
    public IEnumerable<Sample> Samples()
    {
        for (int row = 0; row < _steps.Count; row++)
            for (int column = 0; column < Neurons.Count; column++)
                yield return new Sample(_steps[row], Neurons[column], _values[row * Neurons.Count + column]);
    }

    private protected override void Record(long step)
    {
        _steps.Add(step);
        if (_state is int[] wide)
            foreach (int neuron in Neurons) _values.Add(wide[neuron]);
        else
            foreach (int neuron in Neurons) _values.Add(((byte[])_state)[neuron]);
    }
}

/// <summary>The weights of a connection in one step, by pre, then post.</summary>
/// <param name="Step">The step after which they were read.</param>
/// <param name="Weights">Mantissas of all synapses.</param>
public sealed record WeightSnapshot(long Step, IReadOnlyList<short> Weights);

/// <summary>Weights of a connection.</summary>
public sealed class WeightProbe : Probe
{
    readonly SynapseState _synapses;
    readonly List<WeightSnapshot> _snapshots = [];

    internal WeightProbe(Connection connection, SynapseState synapses, Window window) : base(connection.Name, window) => _synapses = synapses;

    /// <summary>What was recorded.</summary>
    public IReadOnlyList<WeightSnapshot> Snapshots => _snapshots;

    /// <summary>The course of one synapse.</summary>
    /// <param name="synapse">Its number, by pre, then post.</param>
    public int[] Of(int synapse) => [.. _snapshots.Select(snapshot => (int)snapshot.Weights[synapse])];

    private protected override void Record(long step) => _snapshots.Add(new WeightSnapshot(step, [.. _synapses.Weights]));
}
