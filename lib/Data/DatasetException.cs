namespace Spikebook.Data;

/// <summary>
/// A dataset cannot be read, found or fetched; the message is one line that names the file, what is wrong and what to do.
/// </summary>
public sealed class DatasetException : Exception
{
    /// <summary>An error with its one-line message.</summary>
    public DatasetException(string message) : base(message)
    {
    }

    /// <summary>An error with its one-line message and its cause.</summary>
    public DatasetException(string message, Exception inner) : base(message, inner)
    {
    }
}
