namespace Spikebook.Training;

/// <summary>A run or a checkpoint that cannot go on as asked; the message is one line that says what is wrong and what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>An error with its one-line message.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">What led to it.</param>
    public TrainingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
