namespace Spikebook.Sweeps;

/// <summary>A sweep that cannot go on; the message is one line that says what is wrong and what to do.</summary>
public sealed class SweepException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public SweepException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
