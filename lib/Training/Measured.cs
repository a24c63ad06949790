using System.Globalization;

namespace Spikebook.Training;

/// <summary>The values of some measures over the same samples, by name: <c>point.Test["accuracy"]</c>.</summary>
public sealed class Measured : IEquatable<Measured>
{
    readonly double[] _values;

    /// <summary>Values in the order of their names.</summary>
    /// <exception cref="ArgumentException">There are not as many values as names.</exception>
    public Measured(IReadOnlyList<string> names, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        if (names.Count != values.Count) throw new ArgumentException($"{names.Count} names but {values.Count} values");
        (Names, _values) = ([.. names], [.. values]);
    }

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The values, in the order of the names.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The value of a measure.</summary>
    /// <exception cref="KeyNotFoundException">There is no such measure; the message names those there are.</exception>
    public double this[string name]
    {
        get
        {
            for (int i = 0; i < _values.Length; i++)
                if (Names[i] == name) return _values[i];
            throw new KeyNotFoundException($"there is no measure {name}; there are {string.Join(", ", Names)}");
        }
    }

    /// <inheritdoc/>
    public bool Equals(Measured? other)
        => other is not null && Names.SequenceEqual(other.Names) && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Measured);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(17, HashCode.Combine);

    /// <summary>Names and values, such as "accuracy 0.97, loss 0.1".</summary>
    public override string ToString()
        => string.Join(", ", Names.Zip(_values, (name, value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.####}")));
}
