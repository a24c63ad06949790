namespace Spikebook.MeanField;

/// <summary>How fast kicks and diffusion are now, and when a step has to end.</summary>
sealed class NetworkPace(PopulationNetwork network, Population[] populations, Couplings excitation, Arrivals arrivals)
{
    readonly double[] _rates = new double[populations.Length];

    /// <summary>Rates of this moment, as the coupling takes them.</summary>
    double[] RatesNow()
    {
        for (int a = 0; a < populations.Length; a++) _rates[a] = populations[a].Rate;
        return _rates;
    }

    /// <summary>How often in a membrane time the fastest kicks cross the gap between reset and threshold.</summary>
    public double Crossings()
    {
        double most = 0;
        double[] rates = RatesNow();
        for (int a = 0; a < populations.Length; a++)
            most = Math.Max(most, excitation.Kick(a, rates) / (populations[a].Model.Threshold - populations[a].Model.Reset));
        return most;
    }

    /// <summary>A tenth of the time that diffusion or the kicks take through a cell.</summary>
    public double ShortestHalf()
    {
        double shortest = double.PositiveInfinity;
        double[] rates = RatesNow();
        for (int a = 0; a < populations.Length; a++)
        {
            double h = populations[a].Mesh.Width;
            shortest = Math.Min(shortest, 0.1 * h / Math.Max(populations[a].Model.A / h, excitation.Kick(a, rates)));
        }
        return shortest;
    }

    /// <summary>Where a step has to end: something arrives or comes back.</summary>
    public double NextStop(double until)
    {
        double stop = Math.Min(until, arrivals.NextDue);
        foreach (Population p in populations)
            foreach (double at in (ReadOnlySpan<double>)[p.Model.Refractory, p.Past.NextReturn])
                if (double.IsFinite(at) && populations[0].Time < at * (1 - 1e-13)) stop = Math.Min(stop, at);
        foreach (DelayedCoupling coupling in network.Delayed)
            if (populations[0].Time < coupling.Delay * (1 - 1e-13)) stop = Math.Min(stop, coupling.Delay);
        return stop;
    }
}
