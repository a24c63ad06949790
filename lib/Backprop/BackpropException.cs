namespace Spikebook.Backprop;

/// <summary>
/// Weights, a checkpoint or a circuit that cannot be used; the message is one line that says what is wrong and what to do.
/// </summary>
public sealed class BackpropException : Exception
{
    /// <summary>An error with its one-line message.</summary>
    public BackpropException(string message) : base(message)
    {
    }

    /// <summary>An error with its one-line message and its cause.</summary>
    public BackpropException(string message, Exception inner) : base(message, inner)
    {
    }
}
