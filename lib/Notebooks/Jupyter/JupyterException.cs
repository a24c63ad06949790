namespace Spikebook.Notebooks.Jupyter;

/// <summary>A kernel cannot start or be installed; the message is one line that says what and what to do.</summary>
public sealed class JupyterException : Exception
{
    /// <summary>An error with its one line.</summary>
    public JupyterException(string message, Exception? inner = null) : base(message, inner) { }
}
