namespace Spikebook.MeanField;

/// <summary>M = dt/d tau in the middle of the last three steps in dilated time: what M will be is extrapolated from it.</summary>
sealed class DilationTrend
{
    /// <summary>M of the newest step; NaN where there is none, like the two before.</summary>
    public double Newest { get; private set; }

    public double Before { get; private set; } = double.NaN;

    public double Oldest { get; private set; } = double.NaN;

    /// <summary>Length in tau of the step that the newest belongs to; 0 where it is M at this moment.</summary>
    public double LengthBefore { get; private set; }

    /// <summary>Starts anew from a rate; without a finite one at the blow-up itself, M = 0.</summary>
    public void Start(double rate)
    {
        (Newest, Before, Oldest) = (rate > 0 ? 1 / rate : 0, double.NaN, double.NaN);
        LengthBefore = 0;
    }

    /// <summary>A step with dt = 0.</summary>
    public void Jump() => (Oldest, Before, Newest) = (double.NaN, double.NaN, 0);

    /// <summary>The event is over: M is 0 at this moment.</summary>
    public void LeaveEvent() => (Newest, LengthBefore) = (0, 0);

    /// <summary>A step of length <paramref name="tau"/> with this M.</summary>
    public void Add(double dilation, double tau)
    {
        (Oldest, Before, Newest) = (Before, Newest, dilation);
        LengthBefore = tau;
    }

    /// <summary>M in the next step, linear where two steps tell.</summary>
    public double Next => double.IsNaN(Before) ? Newest : 2 * Newest - Before;
}
