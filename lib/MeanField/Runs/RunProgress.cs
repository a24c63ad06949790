namespace Spikebook.MeanField;

/// <summary>Progress of a run.</summary>
/// <param name="Time">Physical time reached.</param>
/// <param name="Until">Physical time wanted.</param>
/// <param name="Events">Events so far.</param>
public readonly record struct RunProgress(double Time, double Until, int Events);
