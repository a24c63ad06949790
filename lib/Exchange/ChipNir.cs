using Spikebook.Loihi;

namespace Spikebook.Exchange;

/// <summary>
/// A network of the chip as a NIR graph, time in steps. The chip's u ← u (1 - d_u/4096) + 64 Σ w, v ← v (1 - d_v/4096) + u + bias is one
/// Euler step of length 1 of NIR's equations with
/// tau_mem = r = 4096 / d_v, tau_syn = w_in = 4096 / d_u, v_leak = bias tau_mem, v_threshold = 64 Threshold, Linear weight = 64 w.
/// d_u = 4096 forgets the current at once: LIF, and IF where d_v = 0 too. The chip rounds divisions toward zero and NIR does not, so that
/// a neuron with a memory agrees but for rounding, one without (IF) exactly. The step that every spike takes is the reader's own; a
/// synapse's further delay d is a Delay node.
/// </summary>
public static class ChipNir
{
    /// <summary>The graph of a running network, its weights as they are now.</summary>
    /// <exception cref="ExchangeException">Something in it has no counterpart in NIR; the message names it.</exception>
    public static NirGraph Of(LoihiRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var network = run.Program;
        List<KeyValuePair<string, NirNode>> nodes = [];
        List<(string, string)> edges = [];
        foreach (var population in network.Populations)
            nodes.Add(new(Name(population.Name), population is NeuronGroup group ? Neurons(group) : NirNodes.Input(population.Count)));
        foreach (var connection in network.Connections)
        {
            string from = Name(connection.From.Name), name = Name($"{connection.Name} weights");
            if (connection.Synapse.Plasticity is not null) throw Unknown($"the connection {connection.Name} learns");
            int[,] mantissas = run.Weights(connection);
            if (mantissas.Cast<int>().Sum(m => (long)m) != Total(run.StoredWeights(connection)))
                throw Unknown($"the connection {connection.Name} has several synapses between two neurons");
            nodes.Add(new(name, NirNodes.Linear(connection.To.Count, connection.From.Count,
                (pre, post) => 64f * connection.Synapse.Effective(mantissas[pre, post]))));
            if (connection.Synapse.Delay > 0)
            {
                string late = Name($"{connection.Name} delay");
                nodes.Add(new(late, NirNodes.Delay(connection.From.Count, connection.Synapse.Delay)));
                edges.Add((from, late));
                from = late;
            }
            edges.Add((from, name));
            edges.Add((name, Name(connection.To.Name)));
        }
        // Groups that send nowhere within the network are its outputs.
        foreach (var group in network.Populations.OfType<NeuronGroup>().Where(g => network.Connections.All(c => c.From != g)))
        {
            nodes.Add(new(Name($"{group.Name} output"), NirNodes.Output(group.Count)));
            edges.Add((Name(group.Name), Name($"{group.Name} output")));
        }
        return new NirGraph(nodes, edges).Validated();
    }

    static long Total(ReadOnlySpan<short> weights)
    {
        long total = 0;
        foreach (short weight in weights) total += weight;
        return total;
    }

    static string Name(string name) => name.Replace(' ', '_').Replace('/', '_').Replace('.', '_');

    static ExchangeException Unknown(string what)
        => new($"{what}, which NIR has no node for; take it out of the network, or export without it");

    static NirNode Neurons(NeuronGroup group)
    {
        var cell = group.Compartment;
        if (group.Dendrite is not null) throw Unknown($"the group {group.Name} has dendrites");
        if (cell.Noise is not null) throw Unknown($"the group {group.Name} has noise");
        if (cell.Refractory > 1) throw Unknown($"the group {group.Name} is refractory for {cell.Refractory} steps");
        if (cell.SoftReset) throw Unknown($"the group {group.Name} keeps its overshoot");
        if (cell.AtThreshold != ThresholdBehavior.SpikeAndReset) throw Unknown($"the group {group.Name} never fires");
        int[] bias = [.. Enumerable.Range(0, group.Count)
            .Select(i => group.BiasMantissas is { } each ? each[i] << cell.BiasExponent : cell.Bias)];
        double threshold = 64.0 * cell.Threshold;
        if (cell.VoltageDecay == 0)
        {
            if (cell.CurrentDecay < Decay.Full) throw Unknown($"the group {group.Name} has currents with a memory and no leak");
            if (bias.Any(b => b != 0)) throw Unknown($"the group {group.Name} has a bias and no leak");
            return NirNodes.If(group.Count, threshold);
        }
        double membrane = 4096.0 / cell.VoltageDecay;
        double[] leak = [.. bias.Select(b => b * membrane)];
        if (cell.CurrentDecay == Decay.Full) return NirNodes.Lif(group.Count, membrane, leak, threshold);
        if (cell.CurrentDecay == 0) throw Unknown($"the group {group.Name} has currents that never decay");
        return NirNodes.CubaLif(group.Count, membrane, 4096.0 / cell.CurrentDecay, leak, threshold);
    }
}
