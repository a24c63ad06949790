using System.Globalization;

namespace Spikebook.Loihi;

/// <summary>rule := [target '='] ['-'|'+'] product (('+'|'-') product)*;  product := factor ('*' factor)*;  factor := number ['^' exponent] | variable | '(' variable ('+'|'-') number ')' | 'sgn(' variable ')'.</summary>
sealed class RuleParser(string text)
{
    int _at;

    public LearningRule Parse()
    {
        ArgumentNullException.ThrowIfNull(text);
        var target = Target();
        var products = new List<RuleProduct>();
        bool negative = Accept('-') || Accept('+') && false;
        do
        {
            int start = Here();
            var product = Product(negative);
            if (products.Count == LearningRule.MaxProducts)
                throw new RuleSyntaxException(text, start, $"more than {LearningRule.MaxProducts} products, the most that one rule may have; split or simplify it");
            products.Add(product);
        }
        while (Sign(out negative));
        if (_at < text.Length) throw Wrong("expected +, - or * here");
        return new LearningRule(text, target, products);
    }

    RuleTarget Target()
    {
        int equals = text.IndexOf('=');
        if (equals < 0) return RuleTarget.Weight;
        string name = text[..equals].Trim();
        Here();
        var target = name switch
        {
            "dw" => RuleTarget.Weight,
            "dd" => RuleTarget.Delay,
            "dt" => RuleTarget.Tag,
            _ => throw Wrong($"'{name}' cannot be learned; use dw, dd or dt"),
        };
        _at = equals + 1;
        return target;
    }

    bool Sign(out bool negative)
    {
        negative = Accept('-');
        return negative || Accept('+');
    }

    RuleProduct Product(bool negative)
    {
        long mantissa = negative ? -1 : 1;
        int exponent = 0, start = Here();
        var factors = new List<RuleFactor>();
        do
        {
            if (Peek() is >= '0' and <= '9') Number(ref mantissa, ref exponent);
            else
            {
                int at = Here();
                if (factors.Count == LearningRule.MaxFactors)
                    throw new RuleSyntaxException(text, at, $"more than {LearningRule.MaxFactors} factors in a product; split or simplify the rule");
                factors.Add(Factor());
            }
        }
        while (Accept('*'));
        while (mantissa != 0 && (mantissa & 1) == 0) { mantissa /= 2; exponent++; }
        if (Math.Abs(mantissa) > 127 || exponent is < -16 or > 16)
            throw new RuleSyntaxException(text, start, $"constant {mantissa}·2^{exponent} is outside ±127 · 2^-16 … 2^16; use a smaller one");
        return new RuleProduct((int)mantissa, exponent, factors);
    }

    void Number(ref long mantissa, ref int exponent)
    {
        int start = Here();
        long value = Digits();
        if (Accept('^'))
        {
            if (value != 2) throw new RuleSyntaxException(text, start, $"{value}^… : only powers of 2 can stand in a rule");
            bool negative = Accept('-');
            if (!negative) Accept('+');
            exponent += (int)(negative ? -Digits() : Digits());
        }
        else mantissa *= value;
    }

    RuleFactor Factor()
    {
        if (!Accept('(')) return Variable();
        var variable = Variable();
        int constant = 0;
        if (Sign(out bool negative))
        {
            constant = (int)Digits();
            if (negative) constant = -constant;
        }
        if (!Accept(')')) throw Wrong("expected ) to close the sum of a variable and a constant");
        return variable with { Constant = constant };
    }

    RuleFactor Variable()
    {
        int start = Here();
        while (_at < text.Length && char.IsAsciiLetterOrDigit(text[_at])) _at++;
        string name = text[start.._at];
        if (name == "sgn")
        {
            if (!Accept('(')) throw Wrong("expected ( after sgn");
            int inner = Here();
            var of = Variable().Variable;
            if (!Accept(')')) throw Wrong("expected ) to close sgn");
            return new RuleFactor(of switch
            {
                RuleVariable.Weight => RuleVariable.WeightSign,
                RuleVariable.Tag => RuleVariable.TagSign,
                _ => throw new RuleSyntaxException(text, inner, "sgn takes w or t; other variables are never negative"),
            });
        }
        if (name.Length > 1 && name[0] == 'u' && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int k))
        {
            if (k > 9) throw new RuleSyntaxException(text, start, $"{name}: the period exponent is 0 … 9");
            return new RuleFactor(RuleVariable.Period, 0, k);
        }
        return new RuleFactor(name switch
        {
            "x0" => RuleVariable.X0,
            "x1" => RuleVariable.X1,
            "x2" => RuleVariable.X2,
            "y0" => RuleVariable.Y0,
            "y1" => RuleVariable.Y1,
            "y2" => RuleVariable.Y2,
            "y3" => RuleVariable.Y3,
            "r0" => RuleVariable.R0,
            "r1" => RuleVariable.R1,
            "w" => RuleVariable.Weight,
            "d" => RuleVariable.Delay,
            "t" => RuleVariable.Tag,
            "" => throw new RuleSyntaxException(text, start, start < text.Length
                ? $"'{text[start]}' cannot stand here; expected a number or a variable"
                : "the rule ends here; expected a number or a variable"),
            _ => throw new RuleSyntaxException(text, start, $"'{name}' is no variable; use x0 x1 x2 y0 y1 y2 y3 r0 r1 w d t u0 … u9 or sgn(w)"),
        });
    }

    long Digits()
    {
        int start = Here();
        long value = 0;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            value = value * 10 + (text[_at++] - '0');
            if (value > 1 << 20) throw new RuleSyntaxException(text, start, "the number is too large; constants stay below 2^20");
        }
        if (_at == start) throw Wrong("expected a whole number here; write fractions as powers of two, such as 2^-3");
        return value;
    }

    int Here()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        return _at;
    }

    char Peek() => Here() < text.Length ? text[_at] : '\0';

    bool Accept(char wanted)
    {
        if (Peek() != wanted) return false;
        _at++;
        return true;
    }

    RuleSyntaxException Wrong(string problem) => new(text, Here(), problem);
}
