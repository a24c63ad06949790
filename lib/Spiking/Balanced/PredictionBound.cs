namespace Spikebook.Spiking;

/// <summary>
/// What no network with this delay can beat: the target as it can be foreseen a delay ahead, when the input that comes meanwhile is
/// unknown.
/// </summary>
public static class PredictionBound
{
    // foreseen: y_{t+d} = e^{A d dt} x_t, which leaves out the input of d bins; R^2 = 1 - sum (y - x)^2 / sum (x - <x>)^2
    /// <summary>Decoding R^2 of a perfect read-out of the foreseen target, over all dimensions.</summary>
    /// <param name="system">The target's dynamics.</param>
    /// <param name="stimulus">The input.</param>
    /// <param name="delay">Delay, bins.</param>
    public static double RSquared(LinearSystem system, Stimulus stimulus, int delay)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(stimulus);
        ArgumentOutOfRangeException.ThrowIfNegative(delay);
        int n = system.Dimensions;
        double[] step = system.Propagator(stimulus.Step), ahead = system.Propagator(delay * stimulus.Step);
        var x = new double[stimulus.Bins + 1][];
        x[0] = new double[n];
        for (int bin = 0; bin < stimulus.Bins; bin++)
            x[bin + 1] = [.. Times(step, x[bin]).Select((value, k) => value + stimulus.Step * stimulus.At(bin)[k])];
        double[][] foreseen = [.. Enumerable.Range(0, x.Length).Select(bin => bin < delay ? new double[n] : Times(ahead, x[bin - delay]))];
        double error = 0, variance = 0;
        for (int k = 0; k < n; k++)
        {
            double mean = x.Average(value => value[k]);
            for (int bin = 0; bin < x.Length; bin++)
            {
                error += Real.Pow(foreseen[bin][k] - x[bin][k], 2);
                variance += Real.Pow(x[bin][k] - mean, 2);
            }
        }
        return 1 - error / variance;
    }

    static double[] Times(double[] matrix, double[] vector) =>
        [.. Enumerable.Range(0, vector.Length)
            .Select(row => Enumerable.Range(0, vector.Length).Sum(column => matrix[row * vector.Length + column] * vector[column]))];
}
