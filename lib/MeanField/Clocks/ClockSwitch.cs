namespace Spikebook.MeanField;

/// <summary>
/// When to change clocks: dilated time from a rate N &gt;= On until N &lt;= Off. The rate alone decides, which does not depend on the mesh.
/// </summary>
/// <param name="On">Rate from which dilated time is used; infinite where it never is.</param>
/// <param name="Off">Rate below which physical time is used again.</param>
readonly record struct ClockSwitch(double On, double Off)
{
    /// <summary>Physical time alone.</summary>
    public static ClockSwitch Never => new(double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Whether dilated time is ever used.</summary>
    public bool CanDilate => double.IsFinite(On);

    /// <summary>
    /// Dilated time needs kicks that move the density up at the moment when others fire: b &gt; 0 and no delay.
    /// </summary>
    public static bool Applies(Nnlif model) => model.B > 0 && !(model.Delay > 0);

    /// <summary>A switch on the rate; the second rate is half of the first where it is not given.</summary>
    /// <exception cref="ArgumentException">The rates are in the wrong order.</exception>
    public static ClockSwitch At(double on, double? off)
    {
        var at = new ClockSwitch(on, off ?? 0.5 * on);
        return at.Off < at.On ? at : throw new ArgumentException(FormattableString.Invariant(
            $"RateOff = {at.Off} is not below RateOn = {at.On}; use RateOff < RateOn"));
    }
}
