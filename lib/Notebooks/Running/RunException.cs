namespace Spikebook.Notebooks.Running;

/// <summary>A run cannot begin; the message is one line that says why and what to do.</summary>
public sealed class RunException(string message, Exception? inner = null) : Exception(message, inner);
