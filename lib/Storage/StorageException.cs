namespace Spikebook.Storage;

/// <summary>A file that cannot be read or written as asked; the message is one line that names the file and what to do.</summary>
public sealed class StorageException : IOException
{
    /// <summary>Says what cannot be done.</summary>
    /// <param name="message">One line: which file, what is wrong, what to do.</param>
    /// <param name="inner">What the system said, if it said anything.</param>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
