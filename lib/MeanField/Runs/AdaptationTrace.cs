namespace Spikebook.MeanField;

/// <summary>The adaptation of a population at one time.</summary>
/// <param name="Time">Physical time.</param>
/// <param name="Value">w, what every neuron lacks of its drive.</param>
public readonly record struct AdaptationSample(double Time, double Value);

/// <summary>
/// The adaptation w over a run, from what fired: dw/dt = -w / tau_w + beta N, firing spread evenly between two samples of the rates, and a
/// jump of beta m at an event of size m.
/// </summary>
public static class AdaptationTrace
{
    /// <summary>The adaptation of a population over a run from its start at w = 0.</summary>
    /// <param name="run">The run.</param>
    /// <param name="population">Which population.</param>
    /// <returns>Samples at the times of the rates, two at an event: before and after it.</returns>
    /// <exception cref="ArgumentException">The population has no adaptation.</exception>
    public static IReadOnlyList<AdaptationSample> Of(NetworkResult run, int population = 0)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Network.Adaptations.Count == 0 || run.Network.Adaptations[population] is not { } adaptation)
            throw new ArgumentException($"population {run.Network.NameOf(population)} has no adaptation; give it one in Adaptations");
        var trace = new List<AdaptationSample>();
        double time = 0, fired = 0, w = 0;
        int next = 0;
        foreach (NetworkSample sample in run.Rates)
        {
            for (; next < run.Events.Count && run.Events[next].Time <= sample.Time; next++)
            {
                NetworkEvent e = run.Events[next];
                if (e.Taus[population] + 1e-12 < fired) continue; // counted with the samples up to here
                Advance(e.Time, e.Taus[population] - fired);
                w += adaptation.Strength * e.Sizes[population];
                fired += e.Sizes[population];
                trace.Add(new AdaptationSample(time, w));
            }
            Advance(sample.Time, sample.Taus[population] - fired);
        }
        return trace;

        void Advance(double to, double firing)
        {
            double share = (to - time) / adaptation.Time, decay = Real.Exp(-share);
            w = w * decay + adaptation.Strength * firing * (share > 1e-9 ? (1 - decay) / share : 1);
            (time, fired) = (to, fired + firing);
            trace.Add(new AdaptationSample(time, w));
        }
    }
}
