namespace Spikebook.Plasticity.Evolved;

/// <summary>Numbers of a (μ + λ) evolution.</summary>
public sealed record EvolutionSettings
{
    /// <summary>μ, parents.</summary>
    public int Parents { get; init; } = 4;

    /// <summary>λ, offspring in a generation.</summary>
    public int Offspring { get; init; } = 4;

    /// <summary>How offspring differ from their parents.</summary>
    public Mutation Mutation { get; init; } = Mutation.OutputRedraws(0.045);

    /// <summary>Generations at the most.</summary>
    public int Generations { get; init; } = 1000;

    /// <summary>Fitness at which the search ends.</summary>
    public double TargetFitness { get; init; } = double.PositiveInfinity;

    /// <summary>Seed of the search.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads that compute fitness; 0 takes all. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (Parents is < 1 or > 1000) throw new EvolvedException($"{Parents} parents; use 1 … 1000");
        if (Offspring is < 1 or > 10_000) throw new EvolvedException($"{Offspring} offspring; use 1 … 10,000");
        if (Generations is < 1 or > 100_000_000) throw new EvolvedException($"{Generations} generations; use 1 … 100,000,000");
        if (Threads is < 0 or > 1024) throw new EvolvedException($"{Threads} threads; use 0 (all) … 1024");
        if (double.IsNaN(TargetFitness)) throw new EvolvedException("the target fitness is no number; use a number, or infinity for none");
    }
}
