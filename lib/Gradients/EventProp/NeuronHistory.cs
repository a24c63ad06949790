using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>A neuron at one time.</summary>
/// <param name="TimeMs">When.</param>
/// <param name="Voltage">V.</param>
/// <param name="Current">I.</param>
/// <param name="LambdaV">Adjoint of the voltage.</param>
/// <param name="LambdaI">Adjoint of the current.</param>
/// <param name="Gradient">What the weight of the first input has of its gradient so far, from the end back to this time.</param>
public sealed record NeuronMoment(double TimeMs, double Voltage, double Current, double LambdaV, double LambdaI, double Gradient);

/// <summary>
/// One neuron's voltage, current and adjoints over time, event by event and neuron by neuron: for pictures, and an independent second way
/// to
/// the same numbers.
/// </summary>
public static class NeuronHistory
{
    /// <summary>The history of a neuron on even times.</summary>
    /// <param name="neuron">Its kind.</param>
    /// <param name="weights">The weight of each source.</param>
    /// <param name="input">Input spikes.</param>
    /// <param name="errors">dL/dt of each of its own spikes, in order; zeros where none is given.</param>
    /// <param name="untilMs">How long.</param>
    /// <param name="points">How many times.</param>
    /// <param name="watched">The source whose gradient is watched.</param>
    public static (IReadOnlyList<NeuronMoment> Moments, IReadOnlyList<double> SpikesMs) Of(
        Lif neuron, ReadOnlySpan<double> weights, SpikeTrain input, ReadOnlySpan<double> errors, double untilMs,
        int points = 600, int watched = 0)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        double[] given = errors.ToArray();
        List<(double TimeMs, double Voltage, double Current)> states = [(0, 0, 0)]; // right after each event
        List<(int State, double Current)> spikes = [];
        for (int k = 0; k <= input.Count; k++)
        {
            double arrival = k < input.Count ? input.TimesMs[k] : double.PositiveInfinity;
            while (true)
            {
                var (time, voltage, current) = states[^1];
                double next = neuron.NextSpike(voltage, current, arrival - time);
                if (!double.IsFinite(next)) break;
                double at = current * Real.Exp(-next / neuron.TauSynapseMs);
                spikes.Add((states.Count, at));
                states.Add((time + next, 0, at));
            }
            if (k == input.Count) break;
            var (v, i) = neuron.After(states[^1].Voltage, states[^1].Current, arrival - states[^1].TimeMs);
            states.Add((arrival, v, i + weights[input.Sources[k]]));
        }
        double[] spikesMs = [.. spikes.Select(s => states[s.State].TimeMs)];
        var moments = new NeuronMoment[points];
        for (int p = 0; p < points; p++)
        {
            double t = untilMs * p / (points - 1);
            var (start, voltage, current) = states.FindLast(s => s.TimeMs <= t);
            var (v, i) = neuron.After(voltage, current, t - start);
            var (lambdaV, lambdaI) = Adjoint(t);
            double gradient = 0;
            for (int k = 0; k < input.Count; k++)
                if (input.Sources[k] == watched && input.TimesMs[k] >= t) gradient -= neuron.TauSynapseMs * Adjoint(input.TimesMs[k]).I;
            moments[p] = new(t, v, i, lambdaV, lambdaI, gradient);
        }
        return (moments, spikesMs);

        // From the last spike back to just after t.
        (double V, double I) Adjoint(double t)
        {
            double lambdaV = 0, lambdaI = 0, now = double.PositiveInfinity;
            for (int s = spikesMs.Length - 1; s >= 0 && spikesMs[s] > t; s--)
            {
                Back(spikesMs[s]);
                double error = s < given.Length ? given[s] : 0;
                lambdaV = (spikes[s].Current * lambdaV + error) / (spikes[s].Current - neuron.Threshold);
            }
            Back(t);
            return (lambdaV, lambdaI);

            void Back(double to)
            {
                if (double.IsFinite(now))
                {
                    lambdaI = lambdaI * Real.Exp((to - now) / neuron.TauSynapseMs)
                        + lambdaV * neuron.Ratio * neuron.Voltage(0, 1, now - to);
                    lambdaV *= Real.Exp((to - now) / neuron.TauMembraneMs);
                }
                now = to;
            }
        }
    }
}
