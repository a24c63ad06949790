namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>One trial of the error-driven task, a sample each millisecond.</summary>
public sealed class ErrorDrivenCourse
{
    readonly double[] potential;
    readonly double[][] weights, synapses;

    internal ErrorDrivenCourse(int trial, int samples, int inputs, double[] teacherWeights, double[] teacher)
    {
        Trial = trial;
        potential = new double[samples];
        weights = [.. Enumerable.Range(0, inputs).Select(_ => new double[samples])];
        synapses = [.. Enumerable.Range(0, inputs).Select(_ => new double[samples])];
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
    public IReadOnlyList<double> Student => potential;

    /// <summary>The student's weights in pA, for each input.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Weights => weights;

    /// <summary>Unit potentials s in mV for each pA, for each input.</summary>
    public IReadOnlyList<IReadOnlyList<double>> UnitPotentials => synapses;

    internal void Put(int sample, double u) => potential[sample] = u;

    internal void Put(int sample, int input, double weight, double synapse)
        => (weights[input][sample], synapses[input][sample]) = (weight, synapse);
}
