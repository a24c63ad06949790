using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Tasks;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Tests.EventProp;

public sealed class EventOperationsTests
{
    // Three inputs, two of them at once; hidden neuron 0 fires once, hidden neuron 1 never; the output fires at its spike.
    static EventNetwork Chain() => new(
        new Lif(20, 5), [EventWeights.From(2, 2, [4, 0.1, 4, 0.1]), EventWeights.From(2, 1, [8, 8])], new TimeToFirstSpike());

    static SpikeDataset One(params (double TimeMs, int Source)[] spikes) => new("one", SpikeBatch.From(2, [[.. spikes]]), [0], 1);

    [Fact]
    public void Operations_are_counted_as_by_hand()
    {
        var done = EventOperations.Of(Chain(), One((1, 0), (1, 1), (90, 1)));
        Assert.Equal((1, 1.0), (done.Samples, done.Accuracy));
        // 3 arrivals x 2 neurons; one interval, 1 … 90 ms, over which both are advanced
        Assert.Equal(new LayerOperations(2, 2, 3, 1, 1), done.Layers[0]);
        Assert.Equal((6, 2, 1, 1), (done.Layers[0].SynapticEvents, done.Layers[0].NeuronUpdates, done.Layers[0].Exponentials,
            done.Layers[0].Logarithms));
        Assert.Equal(new LayerOperations(2, 1, 1, 1, 0), done.Layers[1]);
        Assert.Equal(2, done.SpikesPerSample);
        Assert.Equal(7.0 / 6, done.SpikesPerSynapse, 1e-15);
        Assert.Equal(new OperationCount(7, 6, 7 + 4, 7 + 4), done.Count);
    }

    [Fact]
    public void After_the_answer_nothing_is_counted_if_asked()
    {
        var done = EventOperations.Of(Chain(), One((1, 0), (1, 1), (90, 1)), untilAnswer: true);
        Assert.Equal(new LayerOperations(2, 2, 2, 1, 0), done.Layers[0]);
        Assert.Equal(new LayerOperations(2, 1, 1, 1, 0), done.Layers[1]);
    }

    // The published task: five spikes into 200 neurons, and 60 hidden spikes at first.
    [Fact]
    public void On_yin_yang_there_are_five_arrivals_and_what_the_race_counts()
    {
        SpikeDataset points = YinYang.Spikes(YinYang.Generate(50, 3));
        EventNetwork network = EventSetup.YinYang(1).Network;
        var whole = EventOperations.Of(network, points);
        var answered = EventOperations.Of(network, points, untilAnswer: true);
        Assert.Equal(250, whole.Layers[0].Arrivals);
        Assert.Equal(Race.Of(network, points).HiddenSpikes, whole.Layers[0].Spikes / 50.0);
        Assert.Equal(whole.Layers[0].Spikes, whole.Layers[1].Arrivals);
        Assert.Equal((whole.Layers[0].SynapticEvents + whole.Layers[1].SynapticEvents) / (1600.0 * 50), whole.SpikesPerSynapse, 1e-15);
        Assert.InRange(answered.SpikesPerSynapse, 0.01, whole.SpikesPerSynapse - 0.01);
        Assert.Equal(whole.Accuracy, answered.Accuracy);
    }

    [Fact]
    public void Outputs_that_only_sum_fire_no_spikes_and_have_no_early_answer()
    {
        var network = new EventNetwork(new Lif(20, 5), Chain().Weights, new MaximumVoltage());
        var done = EventOperations.Of(network, One((1, 0), (1, 1)));
        Assert.Equal(new LayerOperations(2, 1, 1, 0, 0), done.Layers[1]);
        Assert.Contains("untilAnswer", Assert.Throws<ArgumentException>(
            () => EventOperations.Of(network, One((1, 0)), untilAnswer: true)).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(
            () => EventOperations.Of(network, new("none", SpikeBatch.From(2, []), [], 1))).Message);
    }
}
