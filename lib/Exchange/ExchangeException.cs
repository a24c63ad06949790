namespace Spikebook.Exchange;

/// <summary>Something cannot be said in another tool's format; the message is one line that names it.</summary>
public sealed class ExchangeException(string message) : InvalidOperationException(message);
