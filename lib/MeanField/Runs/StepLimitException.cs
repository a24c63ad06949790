namespace Spikebook.MeanField;

/// <summary>A requested tolerance or time cannot be reached within the step limit.</summary>
public sealed class StepLimitException(string message) : InvalidOperationException(message);
