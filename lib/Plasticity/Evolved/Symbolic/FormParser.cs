using System.Globalization;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>
/// sum := ['-'] product (('+'|'-') product)*; product := power (('*'|'/') power)*; power := unit ['^' ['-'] unit]; unit := number | name |
/// '(' sum ')' | abs|min|max '(' … ')'.
/// </summary>
sealed class FormParser(string text, SymbolTable symbols)
{
    int _at;

    public Form Parse()
    {
        var form = Sum();
        return Peek() == '\0' ? form : throw Wrong($"'{text[_at]}' cannot stand here; expected + - * / or ^");
    }

    Form Sum()
    {
        bool negative = Accept('-');
        var sum = Product();
        if (negative) sum = -sum;
        while (true)
        {
            if (Accept('+')) sum += Product();
            else if (Accept('-')) sum -= Product();
            else return sum;
        }
    }

    Form Product()
    {
        var product = Power();
        while (true)
        {
            if (Accept('*')) product *= Power();
            else if (Accept('/')) product /= Power();
            else return product;
        }
    }

    Form Power()
    {
        var known = Unit();
        if (!Accept('^')) return known;
        bool negative = Accept('-');
        var exponent = Unit();
        return symbols.Apply(OperatorKind.Power, known, negative ? -exponent : exponent);
    }

    Form Unit()
    {
        char next = Peek();
        if (Accept('(')) return Closed(Sum());
        int start = _at;
        if (char.IsAsciiDigit(next) || next == '.')
        {
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.')) _at++;
            return decimal.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out decimal number)
                ? Form.Number(Rational.Of(number))
                : throw Wrong($"'{text[start.._at]}' is no number", start);
        }
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
        string name = text[start.._at];
        int input = symbols.Inputs.IndexOf(symbols.Inputs.FirstOrDefault(known => known.Name == name)!);
        if (input >= 0) return Form.Symbol(input);
        if (name is "abs" or "min" or "max" && Accept('(')) return Call(name);
        throw Wrong(name.Length == 0
            ? next == '\0' ? "the rule ends here; expected a number or an input"
                : $"'{next}' cannot stand here; expected a number or an input"
            : $"'{name}' is no input; use {string.Join(' ', symbols.Inputs.Select(known => known.Name))}", start);
    }

    Form Call(string name)
    {
        var first = Sum();
        if (name == "abs") return Closed(symbols.Apply(OperatorKind.Absolute, first, first));
        if (!Accept(',')) throw Wrong($"expected a comma: {name} takes two arguments");
        return Closed(symbols.Apply(name == "min" ? OperatorKind.Minimum : OperatorKind.Maximum, first, Sum()));
    }

    Form Closed(Form form) => Accept(')') ? form : throw Wrong("expected ) here");

    char Peek()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    bool Accept(char wanted)
    {
        if (Peek() != wanted) return false;
        _at++;
        return true;
    }

    EvolvedException Wrong(string problem, int? place = null) => new($"rule '{text}', character {(place ?? _at) + 1}: {problem}");
}
