using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// A neuron that fires by chance learns from a reward R = ±1 to fire, or to stay silent, at each of 30 frozen patterns of 50 Poisson
/// inputs: Δw_j = η f(R, E_j) after each pattern, with the eligibility trace E_j of spikes that were more (or fewer) than expected.
/// Fitness is the sum of rewards over all trials, averaged over repetitions.
/// </summary>
/// <remarks>
/// Source: Jordan et al., eLife 10, e66273 (2021), and its published program; the rule E (R - 1) is Urbanczik and Senn's (Nat. Neurosci.
/// 12, 250, 2009). Patterns and labels are the published ones; which inputs connect, their first weights and the neuron's chance are
/// streams of this
/// library, since the published ones came from another simulator's generator.
/// </remarks>
public sealed class RewardDrivenTask : TaskFamily
{
    readonly RewardDrivenExperiment[] _experiments;

    /// <summary>The family with the published operators and 5 columns.</summary>
    /// <param name="settings">Its numbers.</param>
    /// <param name="operators">What rules may be made of.</param>
    /// <param name="columns">Nodes of a genome.</param>
    public RewardDrivenTask(RewardDrivenSettings? settings = null, string operators = "+ - * / 1 0.1 10", int columns = 5)
        : base("reward-driven", new GenomeShape(RuleInput.Parse("R E"), OperatorSet.Parse(operators), columns))
    {
        Settings = settings ?? new();
        Settings.Validate();
        _experiments = [.. Enumerable.Range(0, Settings.Repetitions).Select(repetition =>
            new RewardDrivenExperiment(Settings, repetition))];
    }

    /// <summary>The numbers of the family.</summary>
    public RewardDrivenSettings Settings { get; }

    /// <inheritdoc/>
    public override double Fitness(ImmutableArray<Rule> rules, CancellationToken cancellation = default)
        => EachRepetition(rules[0], cancellation).Average();

    /// <summary>Sum of rewards of each repetition; minus infinity where a weight is no number any more.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    public double[] EachRepetition(Rule rule, CancellationToken cancellation = default)
    {
        var sums = new double[_experiments.Length];
        for (int i = 0; i < sums.Length; i++) sums[i] = _experiments[i].Run(rule, cancellation) is { } rewards ? rewards.Sum()
            : double.NegativeInfinity;
        return sums;
    }

    /// <summary>Rewards of one repetition, trial by trial.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="repetition">Which repetition.</param>
    /// <exception cref="EvolvedException">There is no such repetition, or a weight is no number any more.</exception>
    public int[] Rewards(Rule rule, int repetition)
        => repetition < 0 || repetition >= _experiments.Length
            ? throw new EvolvedException($"repetition {repetition}; use 0 … {_experiments.Length - 1}")
            : _experiments[repetition].Run(rule,
                default) ?? throw new EvolvedException($"with rule '{rule.Text}' a weight is no number any more");
}
