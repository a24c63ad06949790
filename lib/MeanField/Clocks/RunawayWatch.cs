namespace Spikebook.MeanField;

/// <summary>
/// Tells a runaway early: means of the rate over successive delays that grow at a rate at which kicks outweigh everything else.
/// </summary>
sealed class RunawayWatch(Nnlif model)
{
    const int Windows = 3;       // successive delays over which the rate must grow
    const double KickShare = 100; // how far kicks must outweigh the other terms

    readonly bool _possible = model.Delay > 0 && model.Refractory == 0 && model.B > model.Threshold - model.Reset;
    double _start, _startTau, _rate;
    int _growing;

    /// <summary>After a step: the runaway, or null where there is none.</summary>
    public Runaway? After(double time, double tau)
    {
        if (!_possible || time < _start + model.Delay) return null;
        double mean = (tau - _startTau) / (time - _start), growth = mean / _rate;
        double others = Math.Abs(model.DriveAt(time)) + Math.Abs(model.Threshold) + Math.Abs(model.Reset)
            + Math.Sqrt(model.A + model.A1 * mean);
        _growing = growth > 1 && model.B * mean > KickShare * others ? _growing + 1 : 0;
        (_start, _startTau, _rate) = (time, tau, mean);
        return _growing >= Windows ? new Runaway(time, mean, growth) : null;
    }
}
