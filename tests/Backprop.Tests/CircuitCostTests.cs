using Spikebook.Data;
using Spikebook.Loihi;

namespace Spikebook.Backprop.Tests;

public sealed class CircuitCostTests
{
    [Fact]
    public void A_training_sample_costs_what_its_events_cost()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var weights = BinaryWeights.Random(LayerSizes.Parse("64-50-10"), 1);
        var cost = CircuitCost.OfTraining(weights, train.Take(50));
        Assert.Equal(12 * 50, cost.Report.Steps);
        // 27 layers: 2 x 64 + 6 x 50 + 7 x 10 + 12 gates, all visited in every step
        Assert.Equal(12 * 50 * (2 * 64 + 6 * 50 + 7 * 10 + 12), cost.Report.Rows.Single(row => row.Event == "compartment visited").Count);
        Assert.Equal(cost.EnergyJ * 50, cost.Report.Rows.Sum(row => row.EnergyJ), 1e-12);

        // the probe's spikes are the circuit's own
        var circuit = new SynfireCircuit(weights);
        for (int i = 0; i < 50; i++) circuit.Learn(train.Active(i), train.Label(i));
        Assert.Equal(
            circuit.SpikeCounts().Sum(count => count.Spikes), cost.Report.Rows.Single(row => row.Event == "compartment fires").Count);

        // 3 x 64 x 50 + 3 x 50 x 10 + 2 x 10 x 50 plastic synapses, 12 steps, 120 pJ
        Assert.Equal((3 * 3200 + 5 * 500) * 12 * 120e-12, cost.LearningSweepJ, 1e-15);
    }

    [Fact]
    public void Inference_costs_less_than_training_and_does_not_learn()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var weights = BinaryWeights.Random(LayerSizes.Parse("64-50-10"), 1);
        CircuitCost inference = CircuitCost.OfInference(
            weights, train.Take(50)), training = CircuitCost.OfTraining(weights, train.Take(50));
        Assert.Equal(0, inference.LearningSweepJ);
        Assert.Equal(0, inference.Report.Rows.Single(row => row.Event == "synapse learns").Count);
        Assert.True(training.Report.Rows.Single(row => row.Event == "synapse learns").Count > 0);
        Assert.InRange(inference.EnergyJ, 0, training.EnergyJ / 3);
        Assert.InRange(inference.TimeS, 0, training.TimeS / 2);
    }

    [Fact]
    public void A_network_that_does_not_fit_names_limit_and_layer()
    {
        // each output unit listens to all hidden units, and a core has 4,096 input axons
        var weights = new BinaryWeights(LayerSizes.Parse("10-4200-2"));
        var one = BinarySamples.FromBits("one", 10, 2, [1], (_, bits) => bits[0] = true);
        string message = Assert.Throws<LoihiException>(() => CircuitCost.OfInference(weights, one)).Message;
        Assert.Contains("o: neuron 0", message);
        Assert.Contains("input axons", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Spread_as_published_the_same_events_take_less_time_and_more_messages()
    {
        (BinarySamples train, _) = Digits.LoadBinary();
        var weights = BinaryWeights.Random(LayerSizes.Parse("64-158-10"), 1);
        CircuitCost packed = CircuitCost.OfTraining(
            weights, train.Take(20)), spread = CircuitCost.OfTraining(weights, train.Take(20), PublishedPlacement.Of);
        Assert.InRange(spread.Cores, 79, 93);
        Assert.True(spread.TimeS < packed.TimeS);
        foreach (string equal in (string[])["compartment visited", "compartment fires", "synapse learns"]) Assert.Equal(
            Count(packed, equal), Count(spread, equal));
        foreach (string more in (string[])["axon out", "hop east-west", "hop north-south"]) Assert.True(
            Count(spread, more) > Count(packed, more));

        // 158 units on cores 2 to 79 are 3 a core, 53 cores; 64 on 16 to 94 are 1 a core
        var circuit = new SynfireCircuit(weights);
        Placement placement = circuit.Run.Program.Place(PublishedPlacement.Of(circuit.Network));
        Assert.Equal((2, 2, 3, 54), (placement.CoreOf(circuit.Layer("h1"), 0), placement.CoreOf(
            circuit.Layer("h1_copy2"), 2), placement.CoreOf(circuit.Layer("h1"), 3), placement.CoreOf(circuit.Layer("h1"), 157)));
        Assert.Equal((16, 79, 40, 16), (placement.CoreOf(circuit.Layer("x"), 0), placement.CoreOf(
            circuit.Layer("m_x6"), 63), placement.CoreOf(circuit.Layer("g07"), 0), placement.CoreOf(circuit.Layer("d-"), 0)));

        static long Count(CircuitCost cost, string name) => cost.Report.Rows.Single(row => row.Event == name).Count;
    }
}
