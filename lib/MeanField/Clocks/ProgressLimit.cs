using System.Globalization;

namespace Spikebook.MeanField;

/// <summary>
/// A limit on progress, not on steps: a run whose clock hardly moves ends after a window of steps, long before the limit of all steps.
/// </summary>
/// <param name="until">Time to reach.</param>
/// <param name="stepLimit">Steps that a run may take.</param>
sealed class ProgressLimit(double until, long stepLimit)
{
    const int Window = 20_000;
    const double Patience = 20; // times the step limit that the rest may take at the pace of the last window

    double _time;
    long _attempts;

    /// <summary>After each attempt at a step.</summary>
    /// <exception cref="StepLimitException">The limit is reached, or out of reach at this pace.</exception>
    public void After(double now, long steps)
    {
        _attempts++;
        if (steps > stepLimit || _attempts > 4 * stepLimit)
            throw new StepLimitException(FormattableString.Invariant(
                $"{steps} steps reached t = {now} of {until}, StepLimit = {stepLimit}; allow more steps, fewer cells or a larger StepError"));
        if (_attempts % Window != 0) return;
        double pace = (now - _time) / Window, needed = (until - now) / pace;
        _time = now;
        if (needed > Patience * stepLimit)
            throw new StepLimitException(string.Create(CultureInfo.InvariantCulture,
                $"the last {Window} steps went from t = {now - pace * Window} to {now}: at this pace t = {until} is {needed:g3} "
                + $"steps away, more than {Patience} times StepLimit = {stepLimit}; kicks or returns follow each other faster than "
                + $"the mesh can carry, use fewer cells, a smaller b or a longer refractory time"));
    }
}
