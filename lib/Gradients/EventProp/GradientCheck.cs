using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>The gradient of one layer beside finite differences.</summary>
/// <param name="Layer">Which layer, from 0.</param>
/// <param name="Largest">The largest derivative by a weight of this layer.</param>
/// <param name="Difference">The largest difference between both gradients, in parts of <paramref name="Largest"/>.</param>
/// <param name="Weights">Weights that were compared.</param>
/// <param name="Changed">Weights that were left out, since moving them makes a spike appear or vanish.</param>
public sealed record GradientDifference(int Layer, double Largest, double Difference, int Weights, int Changed);

/// <summary>
/// Sets the gradient of a sample's loss beside central differences, which know nothing of adjoints. Where a spike appears or vanishes
/// between
/// the points, the loss jumps and there is no derivative to be found: such weights are counted and left out.
/// </summary>
public static class GradientCheck
{
    /// <summary>Compares the gradient of every weight, or of some.</summary>
    /// <param name="network">The network; its weights are moved and put back.</param>
    /// <param name="input">A sample.</param>
    /// <param name="label">Its label.</param>
    /// <param name="eps">By how much weights are moved.</param>
    /// <param name="points">2: (f(+e) - f(-e)) / 2e, error of order e²; 4: with f(±2e) too, error of order e⁴.</param>
    /// <param name="every">Every how many weights.</param>
    /// <exception cref="ArgumentException">The label is silent, or a value is out of range.</exception>
    public static IReadOnlyList<GradientDifference> Of(
        EventNetwork network, SpikeTrain input, int label, double eps = 2e-5, int points = 4, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!(eps > 0)) throw new ArgumentException($"a step of {eps}; above 0 is needed");
        if (points is not (2 or 4)) throw new ArgumentException($"{points} points; 2 and 4 are possible");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        EventPass pass = network.NewPass();
        if (pass.Forward(input, label).Silent) throw new ArgumentException($"output {label} is silent: its loss has no derivative");
        int[] counts = [.. pass.Traces.Select(trace => trace.Count)];
        EventWeights[] gradients = network.NewGradients();
        pass.Backward(input, 1, gradients);
        List<GradientDifference> differences = [];
        for (int layer = 0; layer < gradients.Length; layer++)
        {
            EventWeights w = network.Weights[layer];
            double largest = gradients[layer].ToRows().Max(Math.Abs), worst = 0;
            int compared = 0, changed = 0;
            for (int k = 0; k < w.Inputs * w.Neurons; k += every)
            {
                var (i, j) = (k / w.Neurons, k % w.Neurons);
                double at = w[i, j];
                double found = (Loss(input, at + eps) - Loss(input, at - eps)) / (2 * eps);
                if (points == 4) found = (4 * found - (Loss(input, at + 2 * eps) - Loss(input, at - 2 * eps)) / (4 * eps)) / 3;
                w[i, j] = at;
                if (double.IsNaN(found))
                {
                    changed++;
                    continue;
                }
                compared++;
                worst = Math.Max(worst, Math.Abs(found - gradients[layer][i, j]) / largest);

                double Loss(SpikeTrain sample, double weight)
                {
                    w[i, j] = weight;
                    Outcome outcome = pass.Forward(sample, label);
                    for (int trace = 0; trace < counts.Length; trace++)
                        if (pass.Traces[trace].Count != counts[trace]) return double.NaN;
                    return outcome.Loss;
                }
            }
            differences.Add(new(layer, largest, worst, compared, changed));
        }
        return differences;
    }
}
