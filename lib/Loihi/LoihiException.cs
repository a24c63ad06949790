namespace Spikebook.Loihi;

/// <summary>
/// What the chip could not hold or run, or a saved run that cannot be read; the message is one line with part, value, bound and remedy.
/// </summary>
/// <param name="message">The line.</param>
/// <param name="inner">What the system said, if it said anything.</param>
public sealed class LoihiException(string message, Exception? inner = null) : Exception(message, inner);
