using Spikebook.Loihi;

namespace Spikebook.Exchange;

/// <summary>
/// A NIR graph as a network of the chip, the inverse of <see cref="ChipNir"/>: d_v = 4096 / tau_mem, d_u = 4096 / tau_syn, rounded;
/// weights, biases and thresholds divided by one scale s, w = W / (64 s). Where all weights are multiples of 128 within the chip's range,
/// as those that <see cref="ChipNir"/> writes, s = 1 and nothing is lost; otherwise s makes the largest weight 254 and weights are rounded
/// to even numbers.
/// </summary>
public static class ChipNetworkOfNir
{
    /// <summary>The network; groups, sources and connections have the names of the nodes.</summary>
    /// <exception cref="ExchangeException">A node has no counterpart on the chip; the message names it.</exception>
    public static Network Of(NirGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var nodes = graph.Nodes.ToDictionary(node => node.Key, node => node.Value, StringComparer.Ordinal);
        double scale = Scale([.. nodes.Values.Where(node => node.Type == "Linear")]);
        Network network = new();
        var populations = new Dictionary<string, Population>(StringComparer.Ordinal);
        foreach (var (name, node) in graph.Nodes)
        {
            if (node.Type == "Input") populations[name] = network.Source(name, (int)node.Numbers("shape")[0]);
            else if (node.Type is "IF" or "LIF" or "CubaLIF") populations[name] = Cells(network, name, node, scale);
            else if (node.Type is not ("Linear" or "Delay" or "Output"))
                throw new ExchangeException(
                    $"the node {name} is of type {node.Type}; the chip has Input, IF, LIF, CubaLIF, Linear, Delay and Output");
        }
        foreach (var (name, node) in graph.Nodes.Where(node => node.Value.Type == "Linear"))
        {
            foreach (string to in graph.Edges.Where(edge => edge.From == name).Select(edge => edge.To))
                foreach (var (from, delay) in Sources(graph, nodes, name))
                    network.Connect(populations[from], (NeuronGroup)populations[to],
                        Wiring.Matrix(Mantissas(name, node, populations[from].Count, populations[to].Count, scale)),
                        new Synapse { Delay = delay }, $"{from} by {name} to {to}");
        }
        return network;
    }

    // What leads into a Linear node: populations, by way of Delay nodes or not.
    static IEnumerable<(string From, int Delay)> Sources(NirGraph graph, Dictionary<string, NirNode> nodes, string name)
        => graph.Edges.Where(edge => edge.To == name).SelectMany(edge => nodes[edge.From].Type == "Delay"
            ? Sources(graph, nodes, edge.From).Select(source => (source.From, source.Delay + Steps(edge.From, nodes[edge.From])))
            : [(edge.From, 0)]);

    static int Steps(string name, NirNode node)
    {
        double[] delays = [.. node.Numbers("delay")];
        if (delays.Any(delay => delay != delays[0]) || delays[0] != Math.Round(delays[0]) || delays[0] is < 0 or > Synapse.MaxDelay)
            throw new ExchangeException($"the delays of {name} are not one whole number of steps up to {Synapse.MaxDelay}");
        return (int)delays[0];
    }

    static double Scale(IReadOnlyList<NirNode> linear)
    {
        double largest = 0;
        bool exact = true;
        foreach (var node in linear)
            foreach (double weight in node.Numbers("weight"))
            {
                largest = Math.Max(largest, Math.Abs(weight));
                exact &= weight % 128 == 0 && weight is >= -64 * 256 and <= 64 * 254;
            }
        return exact || largest == 0 ? 1 : largest / (64 * 254);
    }

    static int[,] Mantissas(string name, NirNode node, int pres, int posts, double scale)
    {
        var weights = node.Numbers("weight");
        if (weights.Length != pres * posts)
            throw new ExchangeException($"the node {name} has {weights.Length} weights, and {pres} x {posts} neurons stand around it");
        var mantissas = new int[pres, posts];
        for (int post = 0; post < posts; post++)
            for (int pre = 0; pre < pres; pre++)
                mantissas[pre, post] = Math.Clamp(2 * (int)Math.Round(weights[post * pres + pre] / (128 * scale)), -256, 254);
        return mantissas;
    }

    static NeuronGroup Cells(Network network, string name, NirNode node, double scale)
    {
        double threshold = Same(name, node, "v_threshold") / (64 * scale);
        bool leaks = node.Type != "IF";
        double membrane = !leaks ? double.PositiveInfinity : Same(name, node, node.Type == "LIF" ? "tau" : "tau_mem");
        double synapse = node.Type == "CubaLIF" ? Same(name, node, "tau_syn") : 1;
        // r / tau_mem scales what arrives, and w_in / tau_syn what a spike brings; both are 1 where the chip's own units are meant.
        double gain = Same(name, node, "r") / (leaks ? membrane : 1) * (node.Type == "CubaLIF" ? Same(name, node, "w_in") / synapse : 1);
        if (membrane < 1 || synapse < 1) throw new ExchangeException($"a time constant of {name} is shorter than a step");
        int mantissa = (int)Math.Round(threshold / gain);
        if (mantissa is < 0 or > 131_071)
            throw new ExchangeException($"the threshold of {name} would be {mantissa}; the chip has 0 … 131071, so scale the weights down");
        int count = node.Numbers("v_threshold").Length;
        int[] bias = [.. Enumerable.Range(0, count)
            .Select(i => leaks ? (int)Math.Round(node.Numbers("v_leak")[i] / (membrane * gain * scale)) : 0)];
        int exponent = Enumerable.Range(0, 8).FirstOrDefault(k => bias.All(b => b >> k is >= -4096 and <= 4095), 7);
        return network.Neurons(name, count, new Compartment
        {
            Threshold = mantissa,
            VoltageDecay = leaks ? (int)Math.Round(4096 / membrane) : 0,
            CurrentDecay = (int)Math.Round(4096 / synapse),
            BiasExponent = exponent,
        }, [.. bias.Select(b => b >> exponent)]);
    }

    static double Same(string name, NirNode node, string parameter)
    {
        var values = node.Numbers(parameter);
        for (int i = 1; i < values.Length; i++)
            if (values[i] != values[0]) throw new ExchangeException($"{parameter} of {name} differs from neuron to neuron; split the node");
        return values[0];
    }
}
