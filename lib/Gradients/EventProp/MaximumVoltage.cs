namespace Spikebook.Gradients.EventProp;

/// <summary>
/// The output with the highest voltage is the answer: <c>L = -ln softmax(max_t V)label</c>. Right is: the label is higher than all others.
/// </summary>
/// <param name="AtArrivals">Which gradient a maximum at a spike's arrival gives.</param>
/// <remarks>Source: T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021), eq. 9.</remarks>
public sealed record MaximumVoltage(ArrivalTerm AtArrivals = ArrivalTerm.Exact) : EventLoss
{
    /// <inheritdoc/>
    public override string Name => $"maximum voltage, {AtArrivals} at arrivals";

    /// <summary>Loss of one sample.</summary>
    /// <param name="maxima">Highest voltage of each output.</param>
    /// <param name="label">The output that should be highest.</param>
    /// <param name="errors">Receives dL/dVmax of each output.</param>
    public static Outcome Of(ReadOnlySpan<double> maxima, int label, Span<double> errors)
    {
        double highest = double.NegativeInfinity, others = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < maxima.Length; k++)
        {
            highest = Math.Max(highest, maxima[k]);
            if (k != label) others = Math.Max(others, maxima[k]);
        }
        for (int k = 0; k < maxima.Length; k++) sum += errors[k] = Real.Exp(maxima[k] - highest);
        for (int k = 0; k < maxima.Length; k++) errors[k] /= sum;
        errors[label] -= 1;
        return new(highest - maxima[label] + Real.Log(sum), maxima[label] > others, false);
    }
}
