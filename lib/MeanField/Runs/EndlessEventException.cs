namespace Spikebook.MeanField;

/// <summary>
/// A multiple firing event that cannot end: with <see cref="ResetConvention.KickedAfterReset"/> and b m* &gt;= V_F - V_R
/// the neurons that fired are kicked over the threshold again.
/// </summary>
public sealed class EndlessEventException(string message) : InvalidOperationException(message);
