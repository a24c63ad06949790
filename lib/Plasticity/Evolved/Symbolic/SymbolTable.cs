using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>Something that is no rational function, such as a^b or min(a, b), and stands as a symbol of its own.</summary>
sealed record Atom(OperatorKind Kind, Form Left, Form Right);

/// <summary>The symbols of a form: its inputs, then the atoms that were met.</summary>
sealed class SymbolTable(ImmutableArray<RuleInput> inputs)
{
    readonly List<Atom> _atoms = [];

    public ImmutableArray<RuleInput> Inputs => inputs;

    public Atom AtomOf(int symbol) => _atoms[symbol - inputs.Length];

    /// <summary>The form of an operator's result.</summary>
    public Form Apply(OperatorKind kind, Form a, Form b) => kind switch
    {
        OperatorKind.Add => a + b,
        OperatorKind.Subtract => a - b,
        OperatorKind.Multiply => a * b,
        OperatorKind.Divide => a / b,
        OperatorKind.Negate => -a,
        OperatorKind.Absolute => a.IsConstant ? Form.Number(a.Coefficient.Sign < 0 ? -a.Coefficient : a.Coefficient) : AtomFor(kind, a, a),
        OperatorKind.Power => Power(a, b),
        _ => Extreme(kind, a, b),
    };

    Form Power(Form a, Form b)
    {
        if (b.IsConstant && b.Coefficient.IsWhole && b.Coefficient.Numerator >= -12 && b.Coefficient.Numerator <= 12)
            return a.Power((int)b.Coefficient.Numerator);
        if (a.IsConstant && a.Coefficient.IsOne) return a;
        return AtomFor(OperatorKind.Power, a, b);
    }

    Form Extreme(OperatorKind kind, Form a, Form b)
    {
        if (a.Equals(b)) return a;
        if (a.IsConstant && b.IsConstant) return a.Coefficient.IsLessThan(b.Coefficient) == (kind == OperatorKind.Minimum) ? a : b;
        return AtomFor(kind, a, b);
    }

    Form AtomFor(OperatorKind kind, Form a, Form b)
    {
        var atom = new Atom(kind, a, b);
        int index = _atoms.IndexOf(atom);
        if (index < 0)
        {
            index = _atoms.Count;
            if (inputs.Length + index >= Monomial.Symbols) throw new FormTooLargeException();
            _atoms.Add(atom);
        }
        return Form.Symbol(inputs.Length + index);
    }
}
