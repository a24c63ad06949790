using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved;

/// <summary>
/// A family of tasks that rules are evolved for: what a rule may read, what it may be made of, and how good it is. Fitness must be a
/// function of the rules alone (draw random inputs once, in the constructor) and safe to call from several threads at once.
/// </summary>
public abstract class TaskFamily
{
    /// <summary>A family.</summary>
    /// <param name="name">Its name, for files and pictures.</param>
    /// <param name="shape">What genomes look like.</param>
    /// <param name="rules">How many rules an individual has, each with a genome of its own.</param>
    protected TaskFamily(string name, GenomeShape shape, int rules = 1)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new EvolvedException("a task family without a name; give it one");
        if (rules is < 1 or > 8) throw new EvolvedException($"task family '{name}' with {rules} rules an individual; use 1 … 8");
        (Name, Shape, Rules) = (name, shape, rules);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What genomes look like.</summary>
    public GenomeShape Shape { get; }

    /// <summary>How many rules an individual has.</summary>
    public int Rules { get; }

    /// <summary>How good rules are; larger is better, minus infinity (or no number) is useless.</summary>
    /// <param name="rules">As many as <see cref="Rules"/>.</param>
    /// <param name="cancellation">Ends a long simulation.</param>
    public abstract double Fitness(ImmutableArray<Rule> rules, CancellationToken cancellation = default);

    /// <summary>A rule of this family from its formula.</summary>
    /// <param name="text">See <see cref="Rule.Parse"/>.</param>
    public Rule Rule(string text) => Evolved.Rule.Parse(text, Shape.Inputs);

    /// <summary>Fitness of formulas.</summary>
    /// <param name="texts">One for each rule.</param>
    public double Fitness(params IEnumerable<string> texts)
    {
        ImmutableArray<Rule> rules = [.. texts.Select(Rule)];
        return rules.Length == Rules ? Fitness(rules) : throw new EvolvedException($"{rules.Length} formulas for '{Name}'; give {Rules}");
    }

    /// <summary>A family in a dozen lines.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">What a rule may read; see <see cref="RuleInput.Parse"/>.</param>
    /// <param name="operators">What it may be made of; see <see cref="OperatorSet.Parse"/>.</param>
    /// <param name="columns">Nodes of a genome.</param>
    /// <param name="fitness">How good a rule is.</param>
    public static TaskFamily Of(string name, string inputs, string operators, int columns, Func<Rule, double> fitness)
    {
        ArgumentNullException.ThrowIfNull(fitness);
        return new Given(name, new GenomeShape(RuleInput.Parse(inputs), OperatorSet.Parse(operators), columns), fitness);
    }

    sealed class Given(string name, GenomeShape shape, Func<Rule, double> fitness) : TaskFamily(name, shape)
    {
        public override double Fitness(ImmutableArray<Rule> rules, CancellationToken cancellation = default) => fitness(rules[0]);
    }
}
