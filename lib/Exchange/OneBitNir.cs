using Spikebook.Backprop;

namespace Spikebook.Exchange;

/// <summary>
/// The one-bit network of Renner et al. as a NIR graph: Input, then for each matrix a Linear node and a Threshold node, then Output.
/// A unit fires when its potential, a sum of even weights, exceeds 512; so x &gt; 512 and x ≥ 513 are the same, and the threshold is
/// written as 513 whatever a reader's step function does at 0. Weights are the chip's own integers, exact in 32-bit floating point.
/// </summary>
public static class OneBitNir
{
    /// <summary>The graph of trained, or other, weights.</summary>
    public static NirGraph Of(BinaryWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var layers = weights.Layers;
        List<KeyValuePair<string, NirNode>> nodes = [new("input", NirNodes.Input(layers.Inputs))];
        for (int m = 0; m < layers.Matrices; m++)
        {
            int matrix = m, posts = layers[m + 1];
            nodes.Add(new($"w{m + 1}", NirNodes.Linear(posts, layers[m], (pre, post) => weights[matrix, pre, post])));
            nodes.Add(new(layers.Name(m + 1), NirNodes.Threshold(posts, LearningRules.FiringThreshold + 1)));
        }
        nodes.Add(new("output", NirNodes.Output(layers.Outputs)));
        return new NirGraph(nodes, [.. nodes.Zip(nodes.Skip(1), (from, to) => (from.Key, to.Key))]).Validated();
    }
}
