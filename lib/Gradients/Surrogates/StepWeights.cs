using System.Numerics;
using Spikebook.Randomness;

namespace Spikebook.Gradients.Surrogates;

/// <summary>
/// A matrix of weights [from, to], a row for each source; rows are padded with zeros to a multiple of sixteen, the lanes of a vector.
/// </summary>
/// <typeparam name="T"><see cref="float"/> in the fast form, <see cref="double"/> in the plain one.</typeparam>
public sealed class StepMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const int Lanes = 16;

    /// <summary>Zeros.</summary>
    /// <exception cref="ArgumentException">There is no source or no target.</exception>
    public StepMatrix(int sources, int targets)
    {
        if (sources < 1 || targets < 1)
            throw new ArgumentException($"a matrix from {sources} to {targets} neurons; at least 1 of each is needed");
        (Sources, Targets, Stride) = (sources, targets, (targets + Lanes - 1) / Lanes * Lanes);
        Values = new T[sources * Stride];
    }

    /// <summary>Number of sources.</summary>
    public int Sources { get; }

    /// <summary>Number of targets.</summary>
    public int Targets { get; }

    internal int Stride { get; }

    internal T[] Values { get; }

    /// <summary>The weight from a source to a target.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such source or target.</exception>
    public T this[int source, int target]
    {
        get => Values[Place(source, target)];
        set => Values[Place(source, target)] = value;
    }

    /// <summary>The weights in another precision.</summary>
    public StepMatrix<TOther> As<TOther>()
        where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
    {
        var other = new StepMatrix<TOther>(Sources, Targets);
        for (int k = 0; k < Values.Length; k++) other.Values[k] = TOther.CreateTruncating(Values[k]);
        return other;
    }

    internal void TransposeTo(StepMatrix<T> other)
    {
        for (int source = 0; source < Sources; source++)
            for (int target = 0; target < Targets; target++)
                other.Values[target * other.Stride + source] = Values[source * Stride + target];
    }

    internal void MustBeFinite(string name)
    {
        for (int k = 0; k < Values.Length; k++)
            if (!T.IsFinite(Values[k]))
                throw new ArgumentException(
                    $"the {name} weight from {k / Stride} to {k % Stride} is {Values[k]}; finite weights are needed");
    }

    int Place(int source, int target)
    {
        if ((uint)source >= (uint)Sources || (uint)target >= (uint)Targets)
            throw new ArgumentOutOfRangeException(
                nameof(source), $"weight [{source}, {target}] of a matrix from {Sources} to {Targets} neurons");
        return source * Stride + target;
    }
}

/// <summary>The weights of a network of a <see cref="StepModel"/>, or a gradient of the same shape.</summary>
/// <typeparam name="T"><see cref="float"/> in the fast form, <see cref="double"/> in the plain one.</typeparam>
public sealed class StepWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Zeros.</summary>
    public StepWeights(int inputs, int hidden, int outputs, bool recurrent = false)
        : this(new(inputs, hidden), recurrent ? new(hidden, hidden) : null, new(hidden, outputs))
    {
    }

    StepWeights(StepMatrix<T> input, StepMatrix<T>? recurrent, StepMatrix<T> output)
        => (Input, Recurrent, Output) = (input, recurrent, output);

    /// <summary>Number of inputs.</summary>
    public int Inputs => Input.Sources;

    /// <summary>Number of hidden neurons.</summary>
    public int Hidden => Input.Targets;

    /// <summary>Number of outputs.</summary>
    public int Outputs => Output.Targets;

    /// <summary>W: from inputs to hidden neurons.</summary>
    public StepMatrix<T> Input { get; }

    /// <summary>V: from hidden neurons to hidden neurons; null without such connections.</summary>
    public StepMatrix<T>? Recurrent { get; }

    /// <summary>W2: from hidden neurons to outputs.</summary>
    public StepMatrix<T> Output { get; }

    internal IEnumerable<(string Name, StepMatrix<T> Matrix)> Matrices
        => Recurrent is null ? [("input", Input), ("output", Output)] : [("input", Input), ("recurrent", Recurrent), ("output", Output)];

    /// <summary>Uniform on ±1 / sqrt(number of sources); streams "weights", index 0 for W, 1 for W2, 2 for V.</summary>
    public static StepWeights<T> Random(int inputs, int hidden, int outputs, bool recurrent, ulong seed)
    {
        var weights = new StepWeights<T>(inputs, hidden, outputs, recurrent);
        Fill(weights.Input, 0);
        Fill(weights.Output, 1);
        if (weights.Recurrent is { } v) Fill(v, 2);
        return weights;

        void Fill(StepMatrix<T> matrix, int index)
        {
            RandomStream stream = Streams.For(seed, "weights", index);
            double bound = 1 / Math.Sqrt(matrix.Sources);
            for (int source = 0; source < matrix.Sources; source++)
                for (int target = 0; target < matrix.Targets; target++)
                    matrix[source, target] = T.CreateTruncating(bound * (2 * stream.NextDouble() - 1));
        }
    }

    /// <summary>The weights in another precision; a copy in any case.</summary>
    public StepWeights<TOther> As<TOther>()
        where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
        => new(Input.As<TOther>(), Recurrent?.As<TOther>(), Output.As<TOther>());

    /// <summary>Throws if a weight is not a finite number.</summary>
    /// <exception cref="ArgumentException">One is not; it is named.</exception>
    public void MustBeFinite()
    {
        foreach (var (name, matrix) in Matrices) matrix.MustBeFinite(name);
    }
}
