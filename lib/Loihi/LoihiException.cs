namespace Spikebook.Loihi;

/// <summary>A network that the chip could not hold or run; the message names the part, the value, the bound and the remedy in one line.</summary>
public sealed class LoihiException(string message) : Exception(message);
