using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spikebook.Plasticity.Evolved;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests.Evolved;

public sealed class RuleTests
{
    static readonly ImmutableArray<RuleInput> Inputs = RuleInput.Parse(@"v u s=\bar{s}");
    static readonly OperatorSet Everything = OperatorSet.Parse("+ - * / pow min max neg abs 1 0.1 10");

    [Theory]
    [InlineData("(v-u)*s", "s*(v - u)", @"\bar{s}\,\left(v - u\right)")]
    [InlineData("(u-v)*s", "s*(u - v)", @"\bar{s}\,\left(u - v\right)")]
    [InlineData("(v-u)*s + (v-u)*s", "2*s*(v - u)", @"2\,\bar{s}\,\left(v - u\right)")]
    [InlineData("v*s - u*s", "s*(v - u)", @"\bar{s}\,\left(v - u\right)")]
    [InlineData("(v*v - u*u)/(v - u)", "(v^2 - u^2)/(v - u)", @"\frac{{v}^{2} - {u}^{2}}{v - u}")]
    [InlineData("(v - u)^3/((v - u)*(v - u))", "v - u", @"v - u")]
    [InlineData("0.1*10*s", "s", @"\bar{s}")]
    [InlineData("s/3 - 1/2", "(2*s - 3)/6", @"\frac{2\,\bar{s} - 3}{6}")]
    [InlineData("v - v", "0", "0")]
    [InlineData("-(v + u)", "-(v + u)", @"-\left(v + u\right)")]
    [InlineData("-1/s", "-1/s", @"-\frac{1}{\bar{s}}")]
    [InlineData("(v*s)^v - 1", "((v*s)^(v)) - 1", @"\left(v\,\bar{s}\right)^{v} - 1")]
    [InlineData("min(v, u)*max(v, v)*abs(0-2)", "2*v*min(v, u)", @"2\,v\,\min\left(v, u\right)")]
    public void Formulas_are_simplified(string text, string simple, string latex)
    {
        var rule = Rule.Parse(text, Inputs);
        Assert.Equal(simple, rule.Text);
        Assert.Equal(latex, rule.Latex);
        Assert.Equal(rule.Key, Rule.Parse(rule.Text, Inputs).Key);
    }

    [Fact]
    public void What_was_simplified_has_the_value_of_the_genomes_own_tape()
    {
        int compared = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = Streams.For(seed, "rule-test");
            GenomeShape shape = new(Inputs, Everything, 8);
            var genome = Genome.Random(shape, random);
            double[] at = [random.NextDouble() + 0.5, random.NextDouble() + 1.7, random.NextDouble() + 0.2];
            double plain = Tape.Of(genome).Evaluate(at);
            var rule = Rule.Of(genome);
            if (rule.IsUndefined) return !double.IsFinite(plain);
            double value = rule.Evaluate(at);
            // Where the genome's own steps leave the numbers the simplified formula may be finite.
            if (!double.IsFinite(plain) || Math.Abs(plain) > 1e9) return true;
            compared++;
            return Math.Abs(value - plain) <= 1e-6 * (1 + Math.Abs(plain));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        Assert.True(compared > 2000);
    }

    [Fact]
    public void A_simplified_formula_reads_back_as_itself()
        => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var rule = Rule.Of(Genome.Random(new GenomeShape(Inputs, Everything, 10), Streams.For(seed, "read-back")));
            return rule.IsUndefined || rule.Text.StartsWith("a formula of", StringComparison.Ordinal)
                || Rule.Parse(rule.Text, Inputs).Text == rule.Text;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Eight_lanes_give_the_bits_of_plain_arithmetic()
    {
        var random = Streams.For(5, "lanes");
        for (int round = 0; round < 300; round++)
        {
            var tape = Tape.Of(Genome.Random(new GenomeShape(Inputs, Everything, 9), random));
            RuleMachine machine = new(tape, vectors: 3);
            for (int input = 0; input < 3; input++)
                for (int k = 0; k < 3; k++)
                    machine.Input(input)[k] = System.Runtime.Intrinsics.Vector512.Create([.. Enumerable.Range(0, 8).Select(_ =>
                        random.NextGaussian())]);
            machine.Run();
            for (int k = 0; k < 3; k++)
                for (int lane = 0; lane < 8; lane++)
                    Assert.Equal(tape.Evaluate(machine.Input(0)[k][lane], machine.Input(1)[k][lane], machine.Input(2)[k][lane]),
                        machine.Output[k][lane]);
        }
    }

    [Theory]
    [InlineData("(v - u)*s", "dw = x1*y1 - x1*y2")]
    [InlineData("2*(v - u)*s", "dw = 2^1*x1*y1 - 2^1*x1*y2")]
    [InlineData("(3*v - u/4)*s*s", "dw = 3*x1*x1*y1 - 2^-2*x1*x1*y2")]
    [InlineData("0", "dw = 0")]
    public void Sums_of_products_are_chip_rules(string text, string chip) =>
        Assert.Equal(chip, Rule.Parse(text, Inputs).ToChipRule("y1", "y2", "x1"));

    [Theory]
    [InlineData("(v - u)/s", "rule '(v - u)/s' is no sum of products")]
    [InlineData("0.1*s", "rule '0.1*s': coefficient 0.1 is not m 2^k")]
    public void Other_rules_are_no_chip_rules(string text, string says)
        => Assert.StartsWith(says, Assert.Throws<EvolvedException>(() => Rule.Parse(text, Inputs).ToChipRule("y1", "y2", "x1")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("v/(u - u)", "rule 'v/(u - u)' divides by zero whatever its inputs are; change the denominator")]
    [InlineData("v + q", "rule 'v + q', character 5: 'q' is no input; use v u s")]
    [InlineData("v + ", "rule 'v + ', character 5: the rule ends here; expected a number or an input")]
    [InlineData("(v", "rule '(v', character 3: expected ) here")]
    [InlineData("v u", "rule 'v u', character 3: 'u' cannot stand here; expected + - * / or ^")]
    public void A_wrong_formula_is_refused_in_one_line(string text, string says)
        => Assert.Equal(says, Assert.Throws<EvolvedException>(() => Rule.Parse(text, Inputs)).Message);
}
