using System.Numerics;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>
/// Turns a form into a tape: factors by repeated multiplication, what is divided by in one division. Equal parts are computed once.
/// </summary>
sealed class FormTape
{
    readonly SymbolTable _symbols;
    readonly List<Instruction> _instructions = [];
    readonly List<TapeConstant> _constants = [];
    readonly Dictionary<(OperatorKind, ushort, ushort), ushort> _known = [];
    readonly Dictionary<double, ushort> _numbers = [];
    int _registers;

    FormTape(SymbolTable symbols) => (_symbols, _registers) = (symbols, symbols.Inputs.Length);

    public static Tape Of(SymbolTable symbols, Form form)
    {
        var tape = new FormTape(symbols);
        int output = tape.Value(form);
        return new(symbols.Inputs.Length, tape._registers, output, [.. tape._instructions], [.. tape._constants]);
    }

    ushort Value(Form form)
    {
        if (form.IsConstant) return Number(form.Coefficient.Value);
        var above = Product(form, sign: 1);
        var below = Product(form, sign: -1);
        double coefficient = form.Coefficient.Value;
        if (above is null) return Step(OperatorKind.Divide, Number(coefficient), below!.Value);
        if (coefficient == -1) above = Step(OperatorKind.Negate, above.Value, above.Value);
        else if (coefficient != 1) above = Step(OperatorKind.Multiply, Number(coefficient), above.Value);
        return below is { } divisor ? Step(OperatorKind.Divide, above.Value, divisor) : above.Value;
    }

    ushort? Product(Form form, int sign)
    {
        ushort? product = null;
        foreach (var (polynomial, exponent) in form.Factors)
            if (Math.Sign(exponent) == sign) product = Times(product, Power(Sum(polynomial), Math.Abs(exponent)));
        return product;
    }

    ushort Sum(Polynomial polynomial)
    {
        ushort? sum = null;
        foreach (var (monomial, coefficient) in polynomial.Terms)
        {
            ushort? product = null;
            for (int symbol = 0; symbol < Monomial.Symbols; symbol++)
                if (monomial.Power(symbol) > 0) product = Times(product, Power(Symbol(symbol), monomial.Power(symbol)));
            double size = (double)BigInteger.Abs(coefficient);
            ushort term = product is not { } factors ? Number(size) : size == 1 ? factors
                : Step(OperatorKind.Multiply, Number(size), factors);
            if (sum is { } before) sum = Step(coefficient.Sign < 0 ? OperatorKind.Subtract : OperatorKind.Add, before, term);
            else sum = coefficient.Sign < 0 ? Step(OperatorKind.Negate, term, term) : term;
        }
        return sum!.Value;
    }

    ushort Symbol(int symbol)
    {
        if (symbol < _symbols.Inputs.Length) return (ushort)symbol;
        var atom = _symbols.AtomOf(symbol);
        ushort left = Value(atom.Left);
        return Step(atom.Kind, left, atom.Kind == OperatorKind.Absolute ? left : Value(atom.Right));
    }

    ushort Power(ushort value, int exponent)
    {
        ushort? power = null;
        for (ushort square = value; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) power = Times(power, square);
            if (exponent > 1) square = Step(OperatorKind.Multiply, square, square);
        }
        return power!.Value;
    }

    ushort Times(ushort? left, ushort right) => left is { } before ? Step(OperatorKind.Multiply, before, right) : right;

    ushort Number(double value)
    {
        if (_numbers.TryGetValue(value, out ushort register)) return register;
        _numbers[value] = register = (ushort)_registers++;
        _constants.Add(new(register, value));
        return register;
    }

    ushort Step(OperatorKind kind, ushort left, ushort right)
    {
        if (_known.TryGetValue((kind, left, right), out ushort register)) return register;
        _known[(kind, left, right)] = register = (ushort)_registers++;
        _instructions.Add(new(kind, register, left, right));
        return register;
    }
}
