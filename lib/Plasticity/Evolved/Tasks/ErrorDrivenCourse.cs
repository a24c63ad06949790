namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>One trial of the error-driven task, a sample each millisecond.</summary>
public sealed class ErrorDrivenCourse
{
    readonly double[] _potential;
    readonly double[][] _weights, _synapses;

    internal ErrorDrivenCourse(int trial, int samples, int inputs, double[] teacherWeights, double[] teacher)
    {
        Trial = trial;
        _potential = new double[samples];
        _weights = [.. Enumerable.Range(0, inputs).Select(_ => new double[samples])];
        _synapses = [.. Enumerable.Range(0, inputs).Select(_ => new double[samples])];
        TeacherWeights = [.. teacherWeights];
        Teacher = [.. teacher];
    }

    /// <summary>Which trial.</summary>
    public int Trial { get; }

    /// <summary>The teacher's weights in pA.</summary>
    public IReadOnlyList<double> TeacherWeights { get; }

    /// <summary>The teacher's potential v in mV.</summary>
    public IReadOnlyList<double> Teacher { get; }

    /// <summary>The student's potential u in mV.</summary>
    public IReadOnlyList<double> Student => _potential;

    /// <summary>The student's weights in pA, for each input.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Weights => _weights;

    /// <summary>Unit potentials s in mV for each pA, for each input.</summary>
    public IReadOnlyList<IReadOnlyList<double>> UnitPotentials => _synapses;

    internal void Put(int sample, double u) => _potential[sample] = u;

    internal void Put(int sample, int input, double weight, double synapse)
        => (_weights[input][sample], _synapses[input][sample]) = (weight, synapse);
}
