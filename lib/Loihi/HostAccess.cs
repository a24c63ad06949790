namespace Spikebook.Loihi;

/// <summary>What the chip's host and its embedded processors can write between two steps.</summary>
public static class HostAccess
{
    /// <summary>Overwrites the weights of a connection that learns, as the chip's host can between two steps.</summary>
    /// <param name="run">The run.</param>
    /// <param name="connection">Which.</param>
    /// <param name="mantissas">Mantissas of all synapses, by pre, then post.</param>
    /// <exception cref="ArgumentException">
    /// The number of weights is wrong, a weight is out of range, or the connection does not learn.
    /// </exception>
    public static void SetWeights(this LoihiRun run, Connection connection, ReadOnlySpan<short> mantissas)
    {
        var synapses = run.Machine.SynapsesOf(connection);
        if (!synapses.IsPlastic)
            throw new ArgumentException($"{connection.Name} does not learn, its weights are constant; give the synapse a Plasticity.");
        if (mantissas.Length != connection.Count)
            throw new ArgumentException($"{connection.Name}: {mantissas.Length} weights for {connection.Count} synapses; give one "
                + "for each, by pre, then post.");
        var stored = new short[mantissas.Length];
        for (int k = 0; k < stored.Length; k++) stored[k] = (short)connection.Synapse.Store(mantissas[k], run.Program.Conventions.LostBits);
        stored.CopyTo(synapses.Weights.AsSpan());
    }

    /// <summary>
    /// Overwrites a trace, as the chip's embedded processors can between two steps; nengo-loihi writes the errors of its PES rule so.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="connection">Which.</param>
    /// <param name="trace">X1, X2, Y1, Y2, Y3 or R1; one that only this call changes is a <see cref="SpikeTrace.Written"/>.</param>
    /// <param name="values">0 … 127, one for each neuron before (x) or after (y) the connection; one in all for r1.</param>
    /// <exception cref="LoihiException">The connection does not learn, or does not have that trace.</exception>
    /// <exception cref="ArgumentException">The number of values is wrong, or one of them is out of range.</exception>
    public static void SetTraces(this LoihiRun run, Connection connection, RuleVariable trace, ReadOnlySpan<byte> values)
    {
        byte[] kept = run.TraceOf(connection, trace);
        if (values.Length != kept.Length)
            throw new ArgumentException($"{connection.Name}.{trace}: {values.Length} values for {kept.Length} neurons; give one for each.");
        foreach (byte value in values) Bounds.Check(value, 0, SpikeTrace.Max, $"{connection.Name}.{trace}");
        values.CopyTo(kept);
    }
}
