using System.Collections;
using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved;

/// <summary>The primitives of a search, in the order in which genes number them.</summary>
public sealed class OperatorSet : IReadOnlyList<Operator>, IEquatable<OperatorSet>
{
    readonly ImmutableArray<Operator> _operators;

    /// <summary>A set of operators.</summary>
    /// <param name="operators">1 … 255 operators, each once.</param>
    /// <exception cref="EvolvedException">There are none, too many, or one is there twice.</exception>
    public OperatorSet(IEnumerable<Operator> operators)
    {
        _operators = [.. operators];
        if (_operators.Length is 0 or > 255)
            throw new EvolvedException($"an operator set of {_operators.Length} operators; name 1 … 255, such as \"+ - * / 1\"");
        if (_operators.GroupBy(each => each.Symbol).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new EvolvedException($"operator '{twice.Key}' is in the set twice; name each once");
    }

    /// <inheritdoc/>
    public int Count => _operators.Length;

    /// <inheritdoc/>
    public Operator this[int index] => _operators[index];

    /// <summary>Reads a set such as <c>+ - * / 1 0.1 10</c>.</summary>
    /// <param name="text">Operators, separated by spaces; see <see cref="Operator.Parse"/>.</param>
    /// <exception cref="EvolvedException">An operator is unknown, or the set is none.</exception>
    public static OperatorSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Operator.Parse));
    }

    /// <inheritdoc/>
    public IEnumerator<Operator> GetEnumerator() => _operators.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(OperatorSet? other) => other is not null && _operators.SequenceEqual(other._operators);

    /// <inheritdoc/>
    public override bool Equals(object? other) => Equals(other as OperatorSet);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _operators);
}
