using Spikebook.Spiking;

namespace Spikebook.Gradients.Surrogates;

/// <summary>
/// Back-propagation through time beside central differences. With the surrogate's primitive in the place of the step, in the forward pass
/// too, the backward pass must be the exact gradient of what is computed; finite differences know nothing of either.
/// </summary>
public static class SoftGradientCheck
{
    /// <summary>By how much weights are moved; the error of four points is of order e⁴.</summary>
    const double Eps = 5e-6;

    /// <summary>
    /// The largest difference of both gradients by any weight, in parts of the largest derivative by an input weight; the loss is the
    /// cross-entropy of the scores and the costs of activity.
    /// </summary>
    /// <param name="model">Equations and surrogate.</param>
    /// <param name="weights">The weights; they are moved and put back.</param>
    /// <param name="input">A sample.</param>
    /// <param name="label">Its label.</param>
    /// <param name="costs">Costs of activity.</param>
    public static double LargestDifference(
        StepModel model, StepWeights<double> weights, SpikeTrain input, int label, ActivityCosts costs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(costs);
        var pass = new PlainPass(model, weights, SpikeKind.Soft);
        var gradient = new StepWeights<double>(weights.Inputs, weights.Hidden, weights.Outputs, model.Recurrent);
        double[] scores = pass.Forward(input), zeta = new double[weights.Hidden];
        double sum = scores.Sum(Real.Exp);
        pass.Backward([.. scores.Select((score, k) => Real.Exp(score) / sum - (k == label ? 1 : 0))], costs, gradient);
        double largest = gradient.Input.Values.Max(Math.Abs), worst = 0;
        foreach (var ((_, matrix), (_, derivative)) in weights.Matrices.Zip(gradient.Matrices))
            for (int i = 0; i < matrix.Sources; i++)
                for (int j = 0; j < matrix.Targets; j++)
                {
                    double at = matrix[i, j];
                    double near = Loss(matrix, i, j, at + Eps, input) - Loss(matrix, i, j, at - Eps, input);
                    double far = Loss(matrix, i, j, at + 2 * Eps, input) - Loss(matrix, i, j, at - 2 * Eps, input);
                    matrix[i, j] = at;
                    worst = Math.Max(worst, Math.Abs((8 * near - far) / (12 * Eps) - derivative[i, j]) / largest);
                }
        return worst;

        double Loss(StepMatrix<double> matrix, int i, int j, double weight, SpikeTrain sample)
        {
            matrix[i, j] = weight;
            double[] moved = pass.Forward(sample);
            Array.Clear(zeta);
            for (int n = 0; n < model.Steps; n++)
                for (int h = 0; h < zeta.Length; h++) zeta[h] += pass.Spikes[n, h];
            return -moved[label] + Real.Log(moved.Sum(Real.Exp)) + costs.Of(zeta);
        }
    }
}
