namespace Spikebook.Loihi;

/// <summary>A network that has been checked and is ready to run; it can be started any number of times.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
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

    /// <summary>Groups, sources and connections, one a line.</summary>
    public override string ToString() => NetworkSummary.Of("program", Populations, Connections);

    /// <summary>The place of a population in this program.</summary>
    /// <exception cref="ArgumentException">It belongs to no population of this program.</exception>
    internal int IndexOf(Population population)
    {
        ArgumentNullException.ThrowIfNull(population);
        return population.Index < Populations.Count && Populations[population.Index] == population
            ? population.Index : throw Foreign(population);
    }

    /// <summary>The place of a connection in this program.</summary>
    /// <exception cref="ArgumentException">It belongs to no connection of this program.</exception>
    internal int IndexOf(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Index < Connections.Count && Connections[connection.Index] == connection
            ? connection.Index : throw Foreign(connection);
    }

    static ArgumentException Foreign(object part)
        => new($"{part} is not in the program that runs; it was added after Compile or belongs to another network.");
}
