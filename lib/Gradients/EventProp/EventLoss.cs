namespace Spikebook.Gradients.EventProp;

/// <summary>What a network is trained to do with its outputs.</summary>
public abstract record EventLoss
{
    private protected EventLoss()
    {
    }

    /// <summary>Its name and constants, as results carry them.</summary>
    public abstract string Name { get; }
}

/// <summary>What one sample gave.</summary>
/// <param name="Loss">The loss; not a number where the label is silent.</param>
/// <param name="Right">Whether the answer was the label.</param>
/// <param name="Silent">Whether the label's output was silent, so that there is neither loss nor gradient.</param>
public readonly record struct Outcome(double Loss, bool Right, bool Silent);
