namespace Spikebook.MeanField;

/// <summary>A volley that comes once a period.</summary>
/// <param name="Offset">Time after the beat of the period at which it arrives.</param>
/// <param name="Size">Voltage by which it lifts every neuron; inhibition is below 0.</param>
public readonly record struct PeriodicVolley(double Offset, double Size);

/// <summary>
/// A population that volleys of a period T kick, and that one of them makes fire as one, or not. If all fired n periods ago they started
/// together from V_R, and are a Gaussian now, of variance s² = a (1 - e^(-2nT)) and mean
/// mu + (V_R - mu) e^(-nT) + sum of k_j e^(-(n T - t_j)), the k_j being the kicks since then and t_j their times after it. It fires as one
/// again if this mean, the present volley's kick included, reaches the <see cref="CriticalMean"/>.
/// </summary>
/// <remarks>
/// Who fires between two volleys, or at one that is too weak, is left out. Beside whole runs of a second population with a = .05, mu = .8,
/// b = 2 the boundaries in inhibition (<see cref="Bears"/>) were within 2 %, those of silence (<see cref="SilentFrom"/>) within 6 %.
/// </remarks>
/// <param name="Model">Drive, noise, reset and threshold, without refractory time.</param>
/// <param name="Coupling">Excitation b of the population by itself, which acts at once.</param>
/// <param name="Period">Time T from beat to beat.</param>
public sealed record PacedPopulation(Nnlif Model, double Coupling, double Period)
{
    /// <summary>The deviation s of the voltages, n periods after all have fired.</summary>
    /// <param name="periods">Number of periods n, 1 or more; infinite for a population that never fires.</param>
    /// <exception cref="ArgumentException">A value that makes no sense.</exception>
    public double Deviation(double periods = 1)
    {
        Check(periods);
        return Math.Sqrt(Model.A * (1 - Real.Exp(-2 * periods * Period)));
    }

    /// <summary>
    /// The mean from which on a Gaussian fires as one by itself: m = Q((V_F - mean - b m) / s), Q the upper tail of the normal
    /// distribution, loses its smallest root where both sides touch, b phi(x) = s. This is at V_F - s x - b Q(x) with
    /// x = sqrt(2 ln(b / (s sqrt(2 pi)))).
    /// </summary>
    /// <param name="periods">Number of periods n since all have fired.</param>
    /// <exception cref="ArgumentException">A value that makes no sense, or voltages so wide, s &gt;= b / sqrt(2 pi), that more and more
    /// fire the higher the mean is, and never all of a sudden.</exception>
    public double CriticalMean(double periods = 1)
    {
        double s = Deviation(periods), widest = Coupling / Math.Sqrt(2 * Math.PI);
        if (!(s < widest))
            throw new ArgumentException(FormattableString.Invariant($"a deviation of {s} is not below b / sqrt(2 pi) = {widest}: ")
                + "no volley makes this population fire as one; use less noise or a larger Coupling");
        var x = Math.Sqrt(2 * Real.Log(widest / s));
        return Model.Threshold - s * x - 0.5 * Coupling * Real.Erfc(x / Math.Sqrt(2));
    }

    /// <summary>
    /// How many times a volley of inhibition may be as strong as given, so that the population still fires at every n-th beat: of what is
    /// above the critical mean, inhibition may take all, e^(-(time since it arrived)) of it being left.
    /// </summary>
    /// <param name="responds">Time after the beat at which the population fires: that of one of the excitatory volleys.</param>
    /// <param name="excitation">Excitatory volleys of each period.</param>
    /// <param name="inhibition">Volley of inhibition of each period, of a size below 0.</param>
    /// <param name="periods">
    /// Number of periods n from one firing to the next. Infinite: how much inhibition a population that does not fire bears until it stays
    /// silent.
    /// </param>
    /// <returns>The factor; below 0 where the population does not fire without inhibition either.</returns>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it.</exception>
    public double Bears(double responds, IReadOnlyList<PeriodicVolley> excitation, PeriodicVolley inhibition, double periods = 1)
    {
        ArgumentNullException.ThrowIfNull(excitation);
        if (!(inhibition.Size < 0))
            throw new ArgumentException(FormattableString.Invariant($"inhibition of the size {inhibition.Size} must be below 0"));
        foreach (var volley in excitation.Append(inhibition))
            if (!(volley.Offset >= 0) || !double.IsFinite(volley.Offset + volley.Size))
                throw new ArgumentException(FormattableString.Invariant(
                    $"a volley of {volley.Size} at {volley.Offset} after the beat: use finite numbers and a time of 0 or more"));
        if (!excitation.Any(v => Age(v.Offset, responds) == 0))
            throw new ArgumentException(FormattableString.Invariant(
                $"responds = {responds} is the time of none of the excitatory volleys; the population fires when one arrives"));
        // Over the last n periods, an older volley counting e^-T for each period that it is older.
        var sum = (1 - Real.Exp(-periods * Period)) / (1 - Real.Exp(-Period));
        var mean = Model.Mu + (Model.Reset - Model.Mu) * Real.Exp(-periods * Period)
            + sum * excitation.Sum(v => v.Size * Real.Exp(-Age(v.Offset, responds)));
        return (mean - CriticalMean(periods)) / (-inhibition.Size * sum * Real.Exp(-Age(inhibition.Offset, responds)));
    }

    /// <summary>
    /// From how many times the given inhibition on a silent population stays silent: no volley makes it fire, however long it waits.
    /// </summary>
    /// <param name="excitation">Excitatory volleys of each period.</param>
    /// <param name="inhibition">Volley of inhibition of each period, of a size below 0.</param>
    /// <exception cref="ArgumentException">A value that makes no sense; the message names it.</exception>
    public double SilentFrom(IReadOnlyList<PeriodicVolley> excitation, PeriodicVolley inhibition)
    {
        ArgumentNullException.ThrowIfNull(excitation);
        if (excitation.Count == 0) throw new ArgumentException("there are no excitatory volleys; give at least one");
        return excitation.Max(v => Bears(v.Offset, excitation, inhibition, double.PositiveInfinity));
    }

    /// <summary>How long ago a volley arrived last, at the time of the response: from 0 on, below T.</summary>
    double Age(double offset, double responds)
    {
        var periods = (responds - offset) / Period;
        var age = periods - Math.Floor(periods + 1e-12);
        return age < 1e-12 ? 0 : age * Period;
    }

    void Check(double periods)
    {
        ArgumentNullException.ThrowIfNull(Model);
        Model.Validate();
        if (Model.Refractory > 0 || Model.B != 0 || Model.A1 != 0 || Model.Drive is not null)
            throw new ArgumentException(
                "a paced population has constant drive and noise, no refractory time; its coupling goes into Coupling");
        if (!(Coupling > 0) || !double.IsFinite(Coupling))
            throw new ArgumentException(FormattableString.Invariant($"Coupling = {Coupling} must be above 0 and finite"));
        if (!(Period > 0) || !double.IsFinite(Period))
            throw new ArgumentException(FormattableString.Invariant($"Period = {Period} must be above 0 and finite"));
        if (!(periods >= 1))
            throw new ArgumentException(FormattableString.Invariant($"periods = {periods} must be 1 or more"));
    }
}
