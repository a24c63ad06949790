namespace Spikebook.Loihi;

/// <summary>A network that has been checked and is ready to run; it can be started any number of times.</summary>
public sealed class LoihiProgram
{
    internal LoihiProgram(Network network)
    {
        if (network.Populations.Count == 0) throw new LoihiException("the network is empty; add neurons or sources first.");
        Populations = [.. network.Populations];
        Connections = [.. network.Connections];
        Conventions = network.Conventions;
    }

    /// <summary>Groups and sources.</summary>
    public IReadOnlyList<Population> Populations { get; }

    /// <summary>Connections.</summary>
    public IReadOnlyList<Connection> Connections { get; }

    /// <summary>How points are settled on which emulators differ.</summary>
    public Conventions Conventions { get; }

    /// <summary>Starts a run from rest, before step 1.</summary>
    /// <param name="seed">Seed of stochastic rounding and noise.</param>
    /// <param name="threads">Number of threads; results do not depend on it.</param>
    public LoihiRun Start(ulong seed = 0, int threads = 1) => new(this, seed, threads);
}
