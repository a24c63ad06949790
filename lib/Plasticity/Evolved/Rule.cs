using System.Collections.Immutable;
using Spikebook.Plasticity.Evolved.Symbolic;

namespace Spikebook.Plasticity.Evolved;

/// <summary>
/// A learning rule: a formula over named inputs, simplified, and the tape that evaluates it. Its value is a function of the formula alone,
/// whichever genome it came from: equal keys give equal bits.
/// </summary>
public sealed class Rule
{
    readonly SymbolTable? _symbols;
    readonly Form? _form;

    Rule(ImmutableArray<RuleInput> inputs, SymbolTable symbols, Form form)
    {
        (Inputs, _symbols, _form) = (inputs, symbols, form);
        Tape = FormTape.Of(symbols, form);
        Text = Key = new FormWriter(symbols, latex: false).Write(form);
        Latex = new FormWriter(symbols, latex: true).Write(form);
    }

    Rule(ImmutableArray<RuleInput> inputs, Tape tape, string text, string latex, string key)
        => (Inputs, Tape, Text, Latex, Key) = (inputs, tape, text, latex, key);

    /// <summary>What it reads.</summary>
    public ImmutableArray<RuleInput> Inputs { get; }

    /// <summary>How it is computed; of the simplified formula.</summary>
    public Tape Tape { get; }

    /// <summary>The formula as text, for instance <c>(v - u)*s</c>.</summary>
    public string Text { get; }

    /// <summary>The formula in LaTeX.</summary>
    public string Latex { get; }

    /// <summary>What equal rules share; fitness is cached by it.</summary>
    public string Key { get; }

    /// <summary>Whether it divides by zero whatever its inputs are; its fitness is then minus infinity without any simulation.</summary>
    public bool IsUndefined { get; private init; }

    /// <summary>The formula as text.</summary>
    /// <param name="text">Such as <c>(v - u)*s</c>, with + - * / ^, parentheses, numbers, abs(a), min(a, b), max(a, b).</param>
    /// <param name="inputs">What it may read.</param>
    /// <exception cref="EvolvedException">The text is no formula, or divides by zero.</exception>
    public static Rule Parse(string text, ImmutableArray<RuleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(text);
        var known = new SymbolTable(RuleInput.Validated(inputs));
        try
        {
            return new(inputs, known, new FormParser(text, known).Parse());
        }
        catch (DivisionByZeroException)
        {
            throw new EvolvedException($"rule '{text}' divides by zero whatever its inputs are; change the denominator");
        }
        catch (FormTooLargeException)
        {
            throw new EvolvedException($"rule '{text}' is too large to be simplified; write a shorter one");
        }
    }

    /// <summary>The rule that a genome encodes, simplified.</summary>
    /// <param name="genome">The genome.</param>
    public static Rule Of(Genome genome)
    {
        ArgumentNullException.ThrowIfNull(genome);
        var tape = Tape.Of(genome);
        var inputs = genome.Shape.Inputs;
        var known = new SymbolTable(inputs);
        try
        {
            var registers = new Form[tape.Registers];
            for (int i = 0; i < inputs.Length; i++) registers[i] = Form.Symbol(i);
            foreach (var constant in tape.Constants) registers[constant.Register] = Form.Number(Rational.Of((decimal)constant.Value));
            foreach (var step in tape.Instructions)
                registers[step.Target] = known.Apply(step.Kind, registers[step.Left], registers[step.Right]);
            return new(inputs, known, registers[tape.Output]);
        }
        catch (DivisionByZeroException)
        {
            return new(inputs, tape, "undefined", @"\text{undefined}", "undefined") { IsUndefined = true };
        }
        catch (FormTooLargeException)
        {
            string steps = string.Join("; ", tape.Constants.ToArray().Select(c =>
                FormattableString.Invariant($"r{c.Register} = {c.Value:R}"))
                .Concat(tape.Instructions.ToArray().Select(i => $"r{i.Target} = {i.Kind} r{i.Left} r{i.Right}")));
            return new(inputs, tape, $"a formula of {tape.Instructions.Length} steps", $@"\text{{{tape.Instructions.Length} steps}}",
                $"{steps}; r{tape.Output}");
        }
    }

    /// <summary>The rule's value for one synapse.</summary>
    /// <param name="inputs">One value for each input.</param>
    public double Evaluate(params ReadOnlySpan<double> inputs) => Tape.Evaluate(inputs);

    /// <summary>
    /// The rule as a line of the chip's grammar, dw = Σ S Π (V + C), where it is a sum of products with coefficients m 2^k, |m| ≤ 127.
    /// </summary>
    /// <param name="variables">The chip's variable for each input, in order, for instance x1, y1, y2.</param>
    /// <exception cref="EvolvedException">It is no sum of products, or a coefficient is none of the chip's.</exception>
    public string ToChipRule(params IReadOnlyList<string> variables) => ChipRuleText.Write(this, _symbols, _form, variables);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
