using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>The gradient of a graph beside finite differences, as <see cref="GradientCheck"/> has it for layers.</summary>
public static class GraphGradientCheck
{
    /// <summary>
    /// Compares the gradients of all weights and of all delays with central differences of four points. Delays below 2 eps cannot be moved
    /// to both sides, and count among those left out, as do those whose move makes a spike appear or vanish.
    /// </summary>
    /// <param name="graph">The graph; its weights and delays are moved and put back.</param>
    /// <param name="input">A sample.</param>
    /// <param name="label">Its label.</param>
    /// <param name="eps">By how much weights are moved, and delays in ms.</param>
    /// <param name="every">Every how many synapses.</param>
    /// <returns>Differences of weights and of delays; <see cref="GradientDifference.Layer"/> is 0.</returns>
    /// <exception cref="ArgumentException">The label is silent, or a value is out of range.</exception>
    public static (GradientDifference Weights, GradientDifference Delays) Of(
        EventGraph graph, SpikeTrain input, int label, double eps = 2e-5, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (!(eps > 0 && double.IsFinite(eps))) throw new ArgumentException($"a step of {eps}; a finite number above 0 is needed");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        graph.MustBeFinite();
        GraphPass pass = graph.NewPass();
        if (pass.Forward(input, label).Silent) throw new ArgumentException($"output {label} is silent: its loss has no derivative");
        int[] neurons = [.. pass.SpikeNeurons];
        Array.Sort(neurons);
        double[] weights = new double[graph.Weights.Length], delays = new double[graph.DelaysMs.Length];
        pass.Backward(1, weights, delays);
        return (Compare(graph.Weights, weights, double.NegativeInfinity, input), Compare(graph.DelaysMs, delays, 0, input));

        GradientDifference Compare(double[] values, double[] exact, double lowest, SpikeTrain sample)
        {
            double largest = exact.Max(Math.Abs), worst = 0;
            int compared = 0, asked = 0;
            for (int k = 0; k < values.Length; k += every)
            {
                double at = values[k];
                asked++;
                if (at - 2 * eps < lowest) continue;
                double near = Loss(values, k, at + eps, sample) - Loss(values, k, at - eps, sample);
                double far = Loss(values, k, at + 2 * eps, sample) - Loss(values, k, at - 2 * eps, sample);
                values[k] = at;
                double found = (8 * near - far) / (12 * eps);
                if (double.IsNaN(found)) continue;
                compared++;
                worst = Math.Max(worst, Math.Abs(found - exact[k]) / largest);
            }
            return new(0, largest, worst, compared, asked - compared);
        }

        // Not a number where others fire than before, or more often.
        double Loss(double[] values, int k, double value, SpikeTrain sample)
        {
            values[k] = value;
            double loss = pass.Forward(sample, label).Loss;
            int[] fired = [.. pass.SpikeNeurons];
            Array.Sort(fired);
            return fired.AsSpan().SequenceEqual(neurons) ? loss : double.NaN;
        }
    }
}
