using Spikebook.Gradients.EventProp;
using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Tasks;

/// <summary>
/// The example of the paper's figure 2: 100 Poisson inputs, one every 5 ms each, for half a second; one hidden neuron with weights
/// N(0.005, 0.05); one output behind a weight of 5. The loss is the sum of the output's spike times. Drawn with the published seed.
/// </summary>
/// <remarks>Source: T. C. Wunderlich, C. Pehle, Sci Rep 11, 12829 (2021), fig. 2, and their program.</remarks>
public static class TwoNeurons
{
    const int Sources = 100;

    /// <summary>The network and its input.</summary>
    public static (EventNetwork Network, SpikeBatch Input) Published()
    {
        var generator = new NumpyRandomState(6);
        var hidden = new EventWeights(Sources, 1);
        for (int source = 0; source < Sources; source++) hidden[source, 0] = generator.Normal(0.005, 0.05);
        generator.Normal(0, 1); // the output's weight has a deviation of 0, but takes a number
        var output = EventWeights.From(1, 1, [5]);
        List<(double TimeMs, int Source)> spikes = [];
        for (int source = 0; source < Sources; source++)
            for (double time = generator.Exponential(5); ; time += generator.Exponential(5))
            {
                if (time >= 500) break;
                spikes.Add((time, source));
            }
        return (new(EventSetup.Neuron, [hidden, output], new TimeToFirstSpike()), SpikeBatch.From(Sources, [spikes]));
    }

    /// <summary>dL/dw of both layers, L being the sum of the output's spike times.</summary>
    public static (double Loss, EventWeights[] Gradients) Gradient(EventNetwork network, SpikeTrain input)
    {
        ArgumentNullException.ThrowIfNull(network);
        EventPass pass = network.NewPass();
        pass.Forward(input, 0);
        double loss = 0;
        foreach (double time in pass.Traces[^1].TimesMs) loss += time;
        EventWeights[] gradients = network.NewGradients();
        double[] errors = new double[pass.Traces[^1].Count];
        Array.Fill(errors, 1);
        pass.BackwardFrom(input, errors, gradients);
        return (loss, gradients);
    }
}
