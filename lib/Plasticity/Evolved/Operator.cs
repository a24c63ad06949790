using System.Globalization;

namespace Spikebook.Plasticity.Evolved;

/// <summary>What a node of a genome computes.</summary>
public enum OperatorKind
{
    /// <summary>A number; no arguments.</summary>
    Constant,
    /// <summary>-a</summary>
    Negate,
    /// <summary>|a|</summary>
    Absolute,
    /// <summary>a + b</summary>
    Add,
    /// <summary>a - b</summary>
    Subtract,
    /// <summary>a b</summary>
    Multiply,
    /// <summary>a / b, IEEE arithmetic: x/0 is infinite, 0/0 is no number.</summary>
    Divide,
    /// <summary>a^b; where a is negative and b is not whole, the real part of the complex power, |a|^b cos(pi b).</summary>
    Power,
    /// <summary>The smaller of a and b.</summary>
    Minimum,
    /// <summary>The larger of a and b.</summary>
    Maximum,
}

/// <summary>A primitive of the search: its sign, its meaning and how many arguments it takes.</summary>
public sealed record Operator
{
    static readonly Operator[] Known =
    [
        new("neg", 1, OperatorKind.Negate), new("abs", 1, OperatorKind.Absolute), new("+", 2, OperatorKind.Add),
        new("-", 2, OperatorKind.Subtract), new("*", 2, OperatorKind.Multiply), new("/", 2, OperatorKind.Divide),
        new("pow", 2, OperatorKind.Power), new("min", 2, OperatorKind.Minimum), new("max", 2, OperatorKind.Maximum),
    ];

    Operator(string symbol, int arity, OperatorKind kind, decimal value = 0) => (Symbol, Arity, Kind, Value) = (symbol, arity, kind, value);

    /// <summary>How it is written, for instance <c>+</c> or <c>0.1</c>.</summary>
    public string Symbol { get; }

    /// <summary>Number of arguments, 0 … 2.</summary>
    public int Arity { get; }

    /// <summary>What it computes.</summary>
    public OperatorKind Kind { get; }

    /// <summary>The number, where it is one.</summary>
    public decimal Value { get; }

    /// <summary>A number as an operator without arguments.</summary>
    /// <param name="value">The number.</param>
    public static Operator Constant(decimal value)
        => new(value.ToString("G29", CultureInfo.InvariantCulture), 0, OperatorKind.Constant, value);

    /// <summary>Reads an operator.</summary>
    /// <param name="symbol">One of + - * / pow min max neg abs, or a decimal number.</param>
    /// <exception cref="EvolvedException">It is neither, so that its arity is not known.</exception>
    public static Operator Parse(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        if (Known.FirstOrDefault(known => known.Symbol == symbol) is { } found) return found;
        return decimal.TryParse(symbol, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            ? Constant(value)
            : throw new EvolvedException(
                $"operator '{symbol}' has no known arity; use + - * / pow min max (two arguments), neg abs (one) or a number (none)");
    }

    // Re a^b = |a|^b cos(pi b) for the principal value. The published program evaluates formulas in complex numbers and keeps the real
    // part; without this its champions can not be reproduced, since weights may fall below 0 between two spikes of an input.
    internal static double Power(double a, double b)
        => a < 0 && b != Math.Floor(b) ? Real.Pow(-a, b) * Real.CosPi(b) : Real.Pow(a, b);

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
