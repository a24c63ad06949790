namespace Spikebook.Sweeps;

/// <summary>What became of a point.</summary>
/// <typeparam name="TPoint">The parameters.</typeparam>
/// <typeparam name="TResult">What is computed from them.</typeparam>
/// <param name="Index">The point's place in the study.</param>
/// <param name="Key">Its key.</param>
/// <param name="Point">Its parameters.</param>
/// <param name="Result">What was computed; the type's default where it failed.</param>
/// <param name="Error">One line that says why it failed; null where it did not.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record Outcome<TPoint, TResult>(int Index, string Key, TPoint Point, TResult? Result, string? Error, double Seconds)
{
    /// <summary>Whether there is a result.</summary>
    public bool Succeeded => Error is null;
}
