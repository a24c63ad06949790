using System.Globalization;
using System.Numerics;
using Spikebook.Plasticity.Evolved.Symbolic;

namespace Spikebook.Plasticity.Evolved;

/// <summary>Writes a polynomial in the grammar of a digital chip's learning engine: dw = 2^-1*x1*y1 - 3*x1*y2.</summary>
static class ChipRuleText
{
    const int LargestMantissa = 127, LargestExponent = 16;

    public static string Write(Rule rule, SymbolTable? symbols, Form? form, IReadOnlyList<string> variables)
    {
        if (variables.Count != rule.Inputs.Length)
            throw new EvolvedException($"{variables.Count} chip variables for a rule of {rule.Inputs.Length} inputs; name one for each");
        if (form is null || form.Factors.Any(factor => factor.Exponent < 0) || UsesAtom(form, symbols!.Inputs.Length))
            throw new EvolvedException(
                $"rule '{rule.Text}' is no sum of products, which is all that the chip computes; evolve without / and pow");
        var sum = Polynomial.One;
        foreach (var (known, exponent) in form.Factors)
            for (int i = 0; i < exponent; i++) sum *= known;
        string text = "dw =";
        foreach (var (monomial, coefficient) in sum.Terms)
        {
            var size = form.Coefficient * new Rational(coefficient, 1);
            string sign = size.Sign < 0 ? " -" : text.EndsWith('=') ? "" : " +";
            text += $"{sign} {Product(rule, size, monomial, variables)}";
        }
        return form.Coefficient.IsZero ? "dw = 0" : text;
    }

    static bool UsesAtom(Form form, int inputs) => form.Factors.Any(factor => factor.Base.Terms.Any(term =>
        Enumerable.Range(inputs, Monomial.Symbols - inputs).Any(symbol => term.Monomial.Power(symbol) > 0)));

    static string Product(Rule rule, Rational size, Monomial monomial, IReadOnlyList<string> variables)
    {
        int exponent = 0;
        var (mantissa, denominator) = (BigInteger.Abs(size.Numerator), size.Denominator);
        while (mantissa.IsEven && !mantissa.IsZero) (mantissa, exponent) = (mantissa / 2, exponent + 1);
        while (denominator.IsEven) (denominator, exponent) = (denominator / 2, exponent - 1);
        if (!denominator.IsOne || mantissa > LargestMantissa || Math.Abs(exponent) > LargestExponent)
            throw new EvolvedException(
                $"rule '{rule.Text}': coefficient {size} is not m 2^k with |m| <= {LargestMantissa}, |k| <= {LargestExponent}; "
                + $"round it first");
        List<string> factors = [];
        if (!mantissa.IsOne) factors.Add(mantissa.ToString(CultureInfo.InvariantCulture));
        if (exponent != 0) factors.Add($"2^{exponent.ToString(CultureInfo.InvariantCulture)}");
        factors.AddRange(Enumerable.Range(0, rule.Inputs.Length)
            .SelectMany(input => Enumerable.Repeat(variables[input], monomial.Power(input))).Order(StringComparer.Ordinal));
        return factors.Count == 0 ? "1" : string.Join('*', factors);
    }
}
