namespace Spikebook.Loihi;

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
        if (column < 0)
            throw new ArgumentOutOfRangeException(nameof(neuron), $"{Name}: neuron {neuron} was not recorded; the probe has "
                + $"{Neurons.Count} neurons.");
        var course = new int[_steps.Count];
        for (int row = 0; row < course.Length; row++) course[row] = _values[row * Neurons.Count + column];
        return course;
    }

    /// <summary>All values as records.</summary>
    public IEnumerable<Sample> Samples()
    {
        for (int row = 0; row < _steps.Count; row++)
            for (int column = 0; column < Neurons.Count; column++)
                yield return new Sample(_steps[row], Neurons[column], _values[row * Neurons.Count + column]);
    }

    private protected override string Amount => FormattableString.Invariant($"{Neurons.Count:N0} neurons in {_steps.Count:N0} steps");

    private protected override void Record(long step)
    {
        _steps.Add(step);
        if (_state is int[] wide)
            foreach (int neuron in Neurons) _values.Add(wide[neuron]);
        else
            foreach (int neuron in Neurons) _values.Add(((byte[])_state)[neuron]);
    }
}
