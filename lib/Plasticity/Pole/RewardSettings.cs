namespace Spikebook.Plasticity;

/// <summary>How a layer learns to balance from reward alone.</summary>
public sealed record RewardSettings
{
    /// <summary>Fields of each of the four features.</summary>
    public GaussianFields Fields { get; init; } = new(9, .02);

    /// <summary>What counts as the end of each feature's range: m, m/s, rad, rad/s.</summary>
    public IReadOnlyList<double> Ranges { get; init; } = [2.4, 2.5, .21, 2.5];

    /// <summary>V at which a neuron fires once in a ms on average.</summary>
    public double Threshold { get; init; } = 4;

    /// <summary>How much V makes the rate e times as high.</summary>
    public double Softness { get; init; } = .5;

    /// <summary>How far back eligibility reaches: what is left of it after a step.</summary>
    public double Trace { get; init; } = .8;

    /// <summary>Worth of a later reward after a step.</summary>
    public double Discount { get; init; } = .98;

    /// <summary>Step size of the weights to the two neurons.</summary>
    public double ActorRate { get; init; } = .1;

    /// <summary>Step size of the weights to the critic.</summary>
    public double CriticRate { get; init; } = .005;

    /// <summary>Weights lie in 0 … this.</summary>
    public double MostWeight { get; init; } = 2;
}
