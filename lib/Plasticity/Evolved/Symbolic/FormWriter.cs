using System.Globalization;
using System.Numerics;
using System.Text;

namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>
/// Writes a form as one line: plain text that <see cref="FormParser"/> reads again, or LaTeX. Differences are turned so that a leading
/// minus goes: -(v - u) s becomes (u - v) s.
/// </summary>
sealed class FormWriter(SymbolTable symbols, bool latex)
{
    string Times => latex ? @"\," : "*";

    public string Write(Form form)
    {
        var coefficient = form.Coefficient;
        if (form.IsConstant) return Number(coefficient);
        List<(Polynomial Base, int Exponent)> factors = [.. form.Factors];
        int turned = coefficient.Sign < 0 ? factors.FindIndex(Turns) : -1;
        if (turned >= 0) coefficient = -coefficient;
        List<string> above = [], below = [];
        for (int i = 0; i < factors.Count; i++)
        {
            var (known, exponent) = factors[i];
            (exponent > 0 ? above : below).Add(Raised(known, Math.Abs(exponent), i == turned));
        }
        bool negative = coefficient.Sign < 0;
        if (negative) coefficient = -coefficient;
        Number(coefficient, above, below);
        string top = above.Count == 0 ? "1" : string.Join(Times, above), text;
        if (below.Count == 0) text = top;
        else if (latex) text = $@"\frac{{{Bare(above, top)}}}{{{Bare(below, string.Join(Times, below))}}}";
        else text = $"{top}/{(below.Count == 1 ? below[0] : $"({string.Join(Times, below)})")}";
        if (below.Count == 0 && above.Count == 1) text = Bare(above, text);
        return negative ? "-" + (text.StartsWith('-') || NeedsParentheses(text, above, below) ? Parenthesised(text) : text) : text;
    }

    // Alone, a sum needs no parentheses.
    static string Bare(List<string> parts, string joined)
        => parts is [var only] && Enclosed(only) ? Inside(only) : joined;

    static bool NeedsParentheses(string text, List<string> above, List<string> below) => below.Count == 0 && above.Count == 1
        && !Enclosed(text) && text.Contains(' ');

    static bool Enclosed(string text)
    {
        string open = text.StartsWith(@"\left(", StringComparison.Ordinal) ? @"\left(" : text.StartsWith('(') ? "(" : "";
        if (open.Length == 0 || !text.EndsWith(')')) return false;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            if (text[i] == ')' && --depth == 0) return i == text.Length - 1;
        }
        return false;
    }

    static string Inside(string text) => text.StartsWith('\\') ? text[6..^7] : text[1..^1];

    void Number(Rational coefficient, List<string> above, List<string> below)
    {
        if (coefficient.IsOne) return;
        string whole = coefficient.ToString();
        if (!whole.Contains('/'))
        {
            above.Insert(0, whole);
            return;
        }
        if (!coefficient.Numerator.IsOne) above.Insert(0, Whole(coefficient.Numerator));
        below.Insert(0, Whole(coefficient.Denominator));
    }

    string Number(Rational number)
    {
        string text = number.ToString();
        if (!latex || !text.Contains('/')) return text;
        return $@"{(number.Sign < 0 ? "-" : "")}\frac{{{Whole(BigInteger.Abs(number.Numerator))}}}{{{Whole(number.Denominator)}}}";
    }

    // v - u: two terms, the second negative. Turned it reads u - v.
    static bool Turns((Polynomial Base, int Exponent) factor)
        => factor.Exponent % 2 != 0 && factor.Base.Terms is [_, { Coefficient.Sign: < 0 }];

    string Raised(Polynomial known, int exponent, bool turned)
    {
        string text = known.Terms.Count == 1 ? Product(known.Terms[0].Monomial) : Parenthesised(Sum(known, turned));
        if (exponent == 1) return text;
        if (known.Terms.Count == 1 && !IsInput(known)) text = Parenthesised(text);
        return latex ? $"{text}^{{{exponent}}}" : $"{text}^{exponent}";
    }

    bool IsInput(Polynomial known) => Enumerable.Range(0, symbols.Inputs.Length).Any(i => known.Terms[0].Monomial == Monomial.Symbol(i));

    string Sum(Polynomial known, bool turned)
    {
        StringBuilder text = new();
        foreach (var (monomial, coefficient) in turned ? known.Terms.Reverse() : known.Terms)
        {
            int sign = turned ? -coefficient.Sign : coefficient.Sign;
            text.Append(text.Length == 0 ? sign < 0 ? "-" : "" : sign < 0 ? " - " : " + ");
            var size = BigInteger.Abs(coefficient);
            if (monomial.Powers == 0) text.Append(Whole(size));
            else text.Append(size.IsOne ? "" : Whole(size) + Times).Append(Product(monomial));
        }
        return text.ToString();
    }

    string Product(Monomial monomial)
    {
        List<string> parts = [];
        for (int symbol = 0; symbol < Monomial.Symbols; symbol++)
            if (monomial.Power(symbol) is > 0 and var power)
            {
                bool input = symbol < symbols.Inputs.Length;
                string name = !input ? Atom(symbols.AtomOf(symbol)) : latex ? symbols.Inputs[symbol].Latex : symbols.Inputs[symbol].Name;
                parts.Add(power == 1 ? name : latex ? $"{{{name}}}^{{{power}}}" : $"{(input ? name : Parenthesised(name))}^{power}");
            }
        return string.Join(Times, parts);
    }

    string Atom(Atom atom)
    {
        string left = Write(atom.Left), right = Write(atom.Right);
        return atom.Kind switch
        {
            OperatorKind.Power => latex ? $@"\left({left}\right)^{{{right}}}" : $"(({left})^({right}))",
            OperatorKind.Absolute => latex ? $@"\left|{left}\right|" : $"abs({left})",
            OperatorKind.Minimum => latex ? $@"\min\left({left}, {right}\right)" : $"min({left}, {right})",
            _ => latex ? $@"\max\left({left}, {right}\right)" : $"max({left}, {right})",
        };
    }

    string Parenthesised(string text) => latex ? $@"\left({text}\right)" : $"({text})";

    static string Whole(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
