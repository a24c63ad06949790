using Spikebook.Spiking;

namespace Spikebook.Gradients.EventProp;

/// <summary>A network, how it learns, and how often: the runs of the paper and one for the digits that ship.</summary>
/// <param name="Network">Initial weights.</param>
/// <param name="Options">How it learns.</param>
/// <param name="BatchSize">Samples a step.</param>
/// <param name="Epochs">How often each sample is shown.</param>
/// <remarks>
/// Source: T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021), table 2, and their program; tau_m = 20 ms, tau_s = 5 ms, threshold 1.
/// </remarks>
public sealed record EventSetup(EventNetwork Network, EventOptions Options, int BatchSize, int Epochs)
{
    /// <summary>The neuron of all setups.</summary>
    public static Lif Neuron { get; } = new(20, 5);

    /// <summary>5-200-3, time to first spike, weights N(1.5, 0.78) and N(0.93, 0.1), batches of 32, 100 epochs.</summary>
    public static EventSetup YinYang(ulong seed) => new(
        EventNetwork.Gaussian(Neuron, [5, 200, 3], [(1.5, 0.78), (0.93, 0.1)], new TimeToFirstSpike(), seed), new(seed), 32, 100);

    /// <summary>784-350-10, maximum voltage, weights N(0.078, 0.045) and N(0.2, 0.37), a fifth of the input left out, batches of 5, 100
    /// epochs.</summary>
    public static EventSetup Mnist(ulong seed) => new(
        EventNetwork.Gaussian(Neuron, [784, 350, 10], [(0.078, 0.045), (0.2, 0.37)], new MaximumVoltage(), seed),
        new(seed) { Dropped = 0.2 }, 5, 100);

    /// <summary>For 8 x 8 pixels: 64-100-10, maximum voltage, weights N(0.25, 0.25) and N(0, 0.5), batches of 5, 40 epochs.</summary>
    public static EventSetup Digits(ulong seed) => new(
        EventNetwork.Gaussian(Neuron, [64, 100, 10], [(0.25, 0.25), (0, 0.5)], new MaximumVoltage(), seed),
        new(seed) { Rate = 0.01, RateDecay = 0.96 }, 5, 40);

    /// <summary>A learner of a copy of the network.</summary>
    public EventLearner NewLearner() => new(Network.Copy(), Options);
}
