using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Tasks;
using Spikebook.Randomness;
using Spikebook.Spiking;
using Spikebook.Training;

namespace Spikebook.Gradients.Tests.EventProp;

/// <summary>Recurrent connections and delays: against layers, against central differences, and by hand.</summary>
public sealed class EventGraphTests
{
    static readonly TimeToFirstSpike Loss = new(5, 10, 0.1);

    static SpikeBatch Input()
    {
        var stream = Streams.For(7, "input");
        return SpikeBatch.From(5, [Enumerable.Range(0, 15).Select(k => (30 * stream.NextDouble(), k % 5)).ToList()]);
    }

    // 5 inputs to 9 neurons, all of which are connected with each other and with themselves; the last 3 are outputs.
    static EventGraph Recurrent(Lif neuron, double shortest, double longest)
        => EventGraph.Recurrent(neuron, 5, 9, 3, (2.2, 1), (0, 0.3), (shortest, longest), Loss, seed: 3, untilMs: 45);

    [Theory]
    [InlineData(20, 5, 0, 0)]
    [InlineData(20, 5, 0.5, 6)]
    [InlineData(10, 10, 0.5, 6)]
    [InlineData(5, 8, 0.5, 6)]
    public void Recurrent_gradients_of_weights_and_delays_agree_with_central_differences(
        double tauM, double tauS, double shortest, double longest)
    {
        EventGraph graph = Recurrent(new Lif(tauM, tauS), shortest, longest);
        GraphPass pass = graph.NewPass();
        pass.Forward(Input()[0], 1);
        Assert.True(pass.SpikesMs.Count > 20);
        double[] before = [.. graph.Weights];
        var (weights, delays) = GraphGradientCheck.Of(graph, Input()[0], 1, every: 3);
        Assert.Equal(before, graph.Weights);
        Assert.InRange(weights.Weights, 33, 42);
        Assert.InRange(weights.Difference, 0, 2e-7);
        Assert.True(weights.Largest > 0);
        if (longest == 0)
        {
            Assert.Equal(0, delays.Weights);
            return;
        }
        Assert.InRange(delays.Weights, 33, 42);
        Assert.InRange(delays.Difference, 0, 2e-7);
        Assert.True(delays.Largest > 0);
    }

    [Fact]
    public void Layers_are_a_graph_without_loops()
    {
        var network = EventNetwork.Gaussian(new Lif(20, 5), [5, 20, 10, 3], [(2.2, 1), (1, 0.5), (1.2, 0.3)], Loss, 3);
        EventPass layers = network.NewPass();
        GraphPass graph = EventGraph.Of(network).NewPass();
        Outcome one = layers.Forward(Input()[0], 2), other = graph.Forward(Input()[0], 2);
        Assert.Equal(one.Loss, other.Loss, 1e-11);
        Assert.Equal(layers.Traces.Sum(trace => trace.Count), graph.SpikesMs.Count);
        for (int k = 0; k < 3; k++) Assert.Equal(layers.FirstMs[k], graph.FirstMs[k], 1e-11);
        EventWeights[] gradients = network.NewGradients();
        layers.Backward(Input()[0], 0.5, gradients);
        double[] rows = [.. gradients.SelectMany(g => g.ToRows())], found = new double[rows.Length];
        graph.Backward(0.5, found, new double[rows.Length]);
        double largest = rows.Max(Math.Abs);
        for (int k = 0; k < rows.Length; k++) Assert.InRange(Math.Abs(rows[k] - found[k]) / largest, 0, 1e-9);
    }

    [Fact]
    public void The_same_delay_everywhere_shifts_an_answer_by_one_delay_a_layer()
    {
        var network = EventNetwork.Gaussian(new Lif(20, 5), [5, 20, 3], [(2.2, 1), (0.9, 0.3)], Loss, 1);
        GraphPass now = EventGraph.Of(network).NewPass(), later = EventGraph.Of(network, delayMs: 3.5).NewPass();
        now.Forward(Input()[0], 0);
        later.Forward(Input()[0], 0);
        for (int k = 0; k < 3; k++) Assert.Equal(now.FirstMs[k] + 7, later.FirstMs[k], 1e-9);
    }

    // One input, one neuron, weight 9, delay 2: the spike is at 1 + 2 + what NextSpike says, so dt/dd = 1 and dL/dd = dL/dt.
    [Fact]
    public void The_derivative_by_a_delay_is_that_by_the_time_of_arrival()
    {
        var graph = new EventGraph(new Lif(20, 5), 1, 1, 1, [new(0, 0, 9, 2)], Loss);
        GraphPass pass = graph.NewPass();
        Outcome outcome = pass.Forward(SpikeBatch.From(1, [[(1, 0)]])[0], 0);
        Assert.Equal(3 + graph.Neuron.NextSpike(0, 9), pass.FirstMs[0], 1e-12);
        double[] weights = [0], delays = [0];
        pass.Backward(1, weights, delays);
        Assert.Equal(Loss.Alpha / Loss.Tau1Ms * Math.Exp(pass.FirstMs[0] / Loss.Tau1Ms), delays[0], 1e-12);
        Assert.True(weights[0] < 0);
        Assert.False(outcome.Silent);
    }

    // A neuron that a spike of its own makes fire again: without an end it would never stop.
    [Fact]
    public void A_loop_that_goes_on_ends_where_it_is_told_to()
    {
        DelayedSynapse[] synapses = [new(0, 0, 9), new(1, 0, 9, 10)];
        GraphPass pass = new EventGraph(new Lif(20, 5), 1, 1, 1, synapses, Loss) { UntilMs = 100 }.NewPass();
        pass.Forward(SpikeBatch.From(1, [[(0, 0)]])[0], 0);
        Assert.InRange(pass.SpikesMs[^1], 85, 100);
        GraphPass open = new EventGraph(new Lif(20, 5), 1, 1, 1, synapses, Loss) { MostSpikes = 1000 }.NewPass();
        var error = Assert.Throws<InvalidOperationException>(() => open.Forward(SpikeBatch.From(1, [[(0, 0)]])[0], 0));
        Assert.Contains("UntilMs", error.Message);
    }

    [Fact]
    public void Delays_learn_and_do_not_fall_below_0_and_a_resumed_run_ends_as_an_uninterrupted_one()
    {
        SpikeDataset points = YinYang.Spikes(YinYang.Generate(96, 7));
        var start = EventGraph.Of(EventNetwork.Gaussian(
            new Lif(20, 5), [5, 20, 3], [(2.2, 1), (0.9, 0.3)], new TimeToFirstSpike(), 1), delayMs: 0.01);
        string path = Path.Combine(Path.GetTempPath(), $"graph-{Guid.NewGuid():N}.npz");
        try
        {
            var plan = new TrainingPlan(4, 1) { BatchSize = 32 };
            GraphLearner whole = New(), half = New(), rest = New();
            Trainer.Run(whole, plan, points);
            Trainer.Run(half, plan with { Epochs = 2, Checkpoint = path }, points);
            Trainer.Resume(rest, plan with { Checkpoint = path }, points);
            Assert.Equal(whole.Graph.Weights, rest.Graph.Weights);
            Assert.Equal(whole.Graph.DelaysMs, rest.Graph.DelaysMs);
            Assert.Equal(0, whole.Graph.DelaysMs.Min());
            Assert.InRange(whole.Graph.DelaysMs.Max(), 0.2, 4);
            Assert.Equal(start.Weights, whole.Graph.Weights);
        }
        finally
        {
            File.Delete(path);
            File.Delete(Path.Combine(Path.GetTempPath(), $".{Path.GetFileName(path)}.lock"));
        }

        GraphLearner New() => new(start.Copy(), new(WeightRate: 0, DelayRateMs: 0.1));
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        var lif = new Lif(20, 5);
        Says("synapse 0 from 2 to 0", () => new EventGraph(lif, 1, 1, 1, [new(2, 0, 1)], Loss));
        Says("finite delays", () => new EventGraph(lif, 1, 1, 1, [new(0, 0, 1, -1)], Loss));
        Says("finite weights", () => new EventGraph(lif, 1, 1, 1, [new(0, 0, double.NaN)], Loss));
        Says("2 outputs of 1", () => new EventGraph(lif, 1, 1, 2, [], Loss));
        Says("do not fire", () => EventGraph.Of(EventSetup.Digits(1).Network));
        var weak = new EventGraph(lif, 1, 1, 1, [new(0, 0, 1)], Loss);
        Says("label 1", () => weak.NewPass().Forward(SpikeBatch.From(1, [[(0, 0)]])[0], 1));
        Says("silent", () => GraphGradientCheck.Of(weak, SpikeBatch.From(1, [[(0, 0)]])[0], 0));
        Says("empty batch", () => new GraphLearner(weak, new()).Learn(new("one", SpikeBatch.From(1, [[(0, 0)]]), [0], 1), [], []));
        Says("learning rate", () => new GraphLearner(weak, new(DelayRateMs: double.NaN)));
        Says("4 sources", () => new GraphLearner(weak, new()).MustFit(new("mine", SpikeBatch.From(4, [[]]), [0], 1)));

        static void Says(string part, Action action)
            => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}
