using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>What a method says of a row.</summary>
/// <param name="Class">The class.</param>
/// <param name="InputSpikes">Input spikes that it took; 0 for methods without spikes.</param>
public readonly record struct Answer(int Class, int InputSpikes);

/// <summary>A way to learn from labelled rows and to answer for others.</summary>
public interface IMethod
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>Learns from some rows and answers for others.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="test">What to answer for; its labels are not looked at.</param>
    /// <param name="random">The chance of this fit, such as the order of training.</param>
    /// <returns>An answer for each row of <paramref name="test"/>.</returns>
    Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random);
}
