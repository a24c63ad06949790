using Spikebook.Gradients.EventProp;
using Spikebook.Spiking;

namespace Spikebook.Exchange;

/// <summary>Reads a graph that is one chain of layers.</summary>
static class NirChain
{
    const double Agreement = 1e-6; // of numbers that were written in 32-bit floating point

    /// <summary>The nodes from the Input on.</summary>
    /// <exception cref="ExchangeException">The graph is no chain.</exception>
    public static IReadOnlyList<KeyValuePair<string, NirNode>> Of(NirGraph graph)
    {
        var nodes = graph.Nodes.ToDictionary(node => node.Key, node => node.Value, StringComparer.Ordinal);
        if (nodes.Where(node => node.Value.Type == "Input").Select(node => node.Key).ToList() is not [var at])
            throw new ExchangeException("the graph has no Input, or several; layers in a chain have one");
        List<KeyValuePair<string, NirNode>> chain = [new(at, nodes[at])];
        while (graph.Edges.Where(edge => edge.From == at).Select(edge => edge.To).ToList() is { Count: > 0 } next)
        {
            if (next.Count > 1 || chain.Any(node => node.Key == next[0]))
                throw new ExchangeException(
                    $"from the node {at} edges lead to {string.Join(", ", next)}; layers in a chain do not branch or loop");
            at = next[0];
            chain.Add(new(at, nodes[at]));
        }
        return chain.Count == nodes.Count ? chain
            : throw new ExchangeException(
                $"the node {nodes.Keys.First(name => chain.All(n => n.Key != name))} is not in the chain of layers");
    }

    /// <summary>The neuron of a node, and the factor from its Linear weights to what a spike adds to the current.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="node">A CubaLIF or CubaLI node.</param>
    /// <param name="threshold">The threshold of a node that has none.</param>
    /// <exception cref="ExchangeException">Its neurons differ, or leak to or reset to something else than 0.</exception>
    public static (Lif Neuron, double Gain) NeuronOf(string name, NirNode node, double threshold)
    {
        double synapse = Same(name, node, "tau_syn");
        foreach (string zero in (string[])["v_leak", "v_reset"])
            if (node.Parameters.Any(p => p.Key == zero) && Same(name, node, zero) != 0)
                throw new ExchangeException($"{zero} of {name} is not 0");
        double own = node.Type == "CubaLI" ? threshold : Same(name, node, "v_threshold");
        try
        {
            return (new Lif(Milliseconds(Same(name, node, "tau_mem")), Milliseconds(synapse), own),
                Same(name, node, "r") * Same(name, node, "w_in") / synapse);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ExchangeException($"the node {name}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The weights of a Linear node.</summary>
    /// <exception cref="ExchangeException">They are no matrix, or not finite.</exception>
    public static EventWeights Weights(string name, NirNode node, double gain)
    {
        var values = node.Numbers("weight");
        if (node.Parameters.First(p => p.Key == "weight").Value.Shape is not [var posts, var pres])
            throw new ExchangeException($"the weights of {name} are no matrix");
        EventWeights weights = new(pres, posts);
        for (int post = 0; post < posts; post++)
            for (int pre = 0; pre < pres; pre++)
                weights[pre, post] = double.IsFinite(values[post * pres + pre]) ? gain * values[post * pres + pre]
                    : throw new ExchangeException($"a weight of {name} is {values[post * pres + pre]}; finite weights are needed");
        return weights;
    }

    // Time constants in 32-bit seconds come back as the milliseconds that they were written from.
    static double Milliseconds(double seconds) => Math.Round(1000 * seconds, 6);

    static double Same(string name, NirNode node, string parameter)
    {
        double[] values = [.. node.Numbers(parameter)];
        return values.Length > 0 && values.All(value => Math.Abs(value - values[0]) <= Agreement * Math.Abs(values[0])) ? values[0]
            : throw new ExchangeException($"{parameter} of {name} differs from neuron to neuron; one value is needed");
    }
}
