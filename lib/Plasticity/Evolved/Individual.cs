using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved;

/// <summary>A candidate: a genome for each rule, the formulas they encode, and how good they are.</summary>
/// <param name="Genomes">The genomes.</param>
/// <param name="Rules">Their formulas.</param>
/// <param name="Fitness">Larger is better; minus infinity where it is useless.</param>
public sealed record Individual(ImmutableArray<Genome> Genomes, ImmutableArray<Rule> Rules, double Fitness)
{
    /// <summary>The formulas as text.</summary>
    public string Text => string.Join("; ", Rules.Select(rule => rule.Text));

    internal ImmutableArray<Tape> Tapes { get; init; } = [.. Genomes.Select(Tape.Of)];

    internal static string KeyOf(ImmutableArray<Rule> rules) => string.Join(" | ", rules.Select(rule => rule.Key));
}
