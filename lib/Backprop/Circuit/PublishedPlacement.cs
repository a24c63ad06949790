using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>
/// The circuits placed as their authors placed them, thinly over the whole chip instead of packed: layers with plastic synapses spread
/// over cores 2 to 79, other layers over cores 16 to 94, gate neurons on core 40, as many neurons of a layer on each core as it takes to
/// reach the last one.
/// Source: start and end cores in the parameters of the code published with A. Renner et al., Nature Communications 15 (2024).
/// </summary>
public static class PublishedPlacement
{
    const int GateCore = 40;

    static readonly (int First, int End) Learning = (2, 80), Fixed = (16, 95);

    /// <summary>Places for the layers of a circuit.</summary>
    /// <param name="circuit">Network of a <see cref="SynfireCircuit"/> or an <see cref="InferenceCircuit"/>.</param>
    public static PlacementOptions Of(Network circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        return new PlacementOptions { Places = circuit.Populations.OfType<NeuronGroup>().ToDictionary(group => group, Place) };
    }

    static CoreRange Place(NeuronGroup layer)
    {
        if (layer.Name[0] == 'g') return new(GateCore, 1);
        (int first, int end) = layer.Name[0] is 'h' or 'o' ? Learning : Fixed;
        int cores = end - first;
        return new(first, (layer.Count + cores - 1) / cores);
    }
}
