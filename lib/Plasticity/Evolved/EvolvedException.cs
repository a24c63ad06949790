namespace Spikebook.Plasticity.Evolved;

/// <summary>What a search for rules was asked and cannot do; the message is one line: which value, which bound, what to do.</summary>
/// <param name="message">The line.</param>
public sealed class EvolvedException(string message) : ArgumentException(message);
