using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved;

/// <summary>A step of the staircase: from this generation on the best individual was this one.</summary>
/// <param name="Generation">When it was found; 0 is the random start.</param>
/// <param name="Fitness">Its fitness.</param>
/// <param name="Text">Its formulas.</param>
/// <param name="Latex">Its formulas in LaTeX.</param>
public sealed record Improvement(int Generation, double Fitness, string Text, string Latex);

/// <summary>How far a search has come.</summary>
/// <param name="Generation">Generations done.</param>
/// <param name="Generations">Generations at the most.</param>
/// <param name="Fitness">Best fitness so far.</param>
/// <param name="Text">Best formulas so far.</param>
/// <param name="Counts">What was computed so far.</param>
/// <param name="Elapsed">Time since this process took the search up.</param>
/// <param name="Remaining">Time for the generations that are left, at the present rate.</param>
public sealed record EvolutionProgress(int Generation, int Generations, double Fitness, string Text, EvolutionCounts Counts,
    TimeSpan Elapsed, TimeSpan Remaining);

/// <summary>What a search computed.</summary>
/// <param name="Individuals">Individuals made.</param>
/// <param name="Silent">Offspring whose active nodes are their parent's: they keep its fitness unseen.</param>
/// <param name="Known">Offspring whose formula had been seen before.</param>
/// <param name="Simulated">Formulas that were simulated.</param>
public sealed record EvolutionCounts(long Individuals, long Silent, long Known, long Simulated);

/// <summary>What a search found.</summary>
/// <param name="Task">Name of the task family.</param>
/// <param name="Settings">Its numbers, the seed among them.</param>
/// <param name="Generation">Generations done.</param>
/// <param name="Champion">The best individual.</param>
/// <param name="Staircase">How the best fitness rose.</param>
/// <param name="Counts">What was computed.</param>
/// <param name="Version">Version of the library.</param>
public sealed record EvolutionResult(string Task, EvolutionSettings Settings, int Generation, Individual Champion,
    ImmutableArray<Improvement> Staircase, EvolutionCounts Counts, string Version)
{
    /// <summary>Whether the target fitness was reached.</summary>
    public bool IsReached => Champion.Fitness >= Settings.TargetFitness;
}
