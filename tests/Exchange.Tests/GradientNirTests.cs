using System.Globalization;
using System.Text.Json;
using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Surrogates;
using Spikebook.Spiking;

namespace Spikebook.Exchange.Tests;

/// <summary>Networks trained by their gradients, read with h5py and simulated by NumPy from their files alone.</summary>
public sealed class GradientNirTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-exchange-").FullName;

    string File => Path.Combine(_folder, "net.nir");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static EventNetwork Layers(EventLoss loss)
        => EventNetwork.Gaussian(new Lif(20, 5), [4, 6, 3], [(2, 0.8), (1.5, 0.8)], loss, seed: 3);

    static readonly (double Ms, int Source)[] Input = [(1, 0), (2.5, 1), (4, 2), (5, 3), (6.5, 0), (9, 2)];

    JsonElement Advance(int steps, double stepMs) => Python.Read("advance", File, steps.ToString(CultureInfo.InvariantCulture),
        (stepMs / 1000).ToString("R", CultureInfo.InvariantCulture),
        JsonSerializer.Serialize(Input.Select(s => new[] { (int)Math.Round(s.Ms / stepMs), s.Source })));

    static SpikeTrain Train() => new(Times, Sources);

    static readonly double[] Times = [.. Input.Select(spike => spike.Ms)];

    static readonly int[] Sources = [.. Input.Select(spike => spike.Source)];

    [SkippableFact]
    public void Exact_spike_times_are_the_limit_of_small_steps_of_the_file()
    {
        var network = Layers(new TimeToFirstSpike());
        GradientNir.Of(network).Save(File);
        const double Step = 0.005; // ms
        double[] first = [.. Advance(12_000, Step).GetProperty("spikes").EnumerateArray()
            .Where(spike => spike[2].GetString() == "layer2").GroupBy(spike => spike[1].GetInt32(), spike => spike[0].GetInt32() * Step)
            .OrderBy(group => group.Key).Select(group => group.Min())];
        var pass = network.NewPass();
        pass.Forward(Train(), 0);
        Assert.Equal(3, first.Length);
        // Three layers' spikes are each handed on a step later; times of steps are off by about one more each.
        for (int k = 0; k < 3; k++) Assert.InRange(first[k] - pass.FirstMs[k], -8 * Step, 8 * Step);
    }

    [SkippableFact]
    public void Outputs_that_only_sum_are_as_high_as_the_file_says()
    {
        var network = Layers(new MaximumVoltage());
        GradientNir.Of(network).Save(File);
        double[] top = Advance(12_000, 0.005).GetProperty("top").GetProperty("sums").Deserialize<double[]>()!;
        var pass = network.NewPass();
        pass.Forward(Train(), 0);
        for (int k = 0; k < 3; k++) Assert.InRange(top[k] / pass.Scores[k], 0.99, 1.01);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_in_time_steps_fires_in_the_same_steps(bool recurrent)
    {
        StepModel model = new() { Recurrent = recurrent, Steps = 100, OutputStart = 0 };
        var weights = StepWeights<double>.Random(4, 12, 3, recurrent, seed: 5).As<float>();
        for (int j = 0; j < 12; j++)
            for (int i = 0; i < 4; i++) weights.Input[i, j] = 4 + weights.Input[i, j]; // so that they fire
        GradientNir.Of(model, weights).Save(File);
        var found = Advance(100, 1);
        PlainPass pass = new(model, weights.As<double>());
        double[] highest = pass.Forward(Train());
        var fired = found.GetProperty("spikes").EnumerateArray().Select(spike => (spike[0].GetInt32(), spike[1].GetInt32())).ToHashSet();
        Assert.NotEmpty(fired);
        for (int n = 0; n < 100; n++)
            for (int j = 0; j < 12; j++) Assert.Equal(pass.Spikes[n, j] == 1, fired.Contains((n, j)));
        double[] top = found.GetProperty("top").GetProperty("sums").Deserialize<double[]>()!;
        for (int k = 0; k < 3; k++) Assert.Equal(highest[k], top[k], 1e-5);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read_back_to_a_part_in_two_to_the_24(bool sums)
    {
        EventLoss loss = sums ? new MaximumVoltage() : new TimeToFirstSpike();
        var network = Layers(loss);
        GradientNir.Of(network).Save(File);
        Python.Read("nir", File); // or skipped
        var again = GradientNir.EventNetworkOf(NirFile.Read(File), loss);
        Assert.Equal((20, 5, 1), (again.Neuron.TauMembraneMs, again.Neuron.TauSynapseMs, again.Neuron.Threshold));
        for (int layer = 0; layer < 2; layer++)
            foreach (var (ours, theirs) in network.Weights[layer].ToRows().Zip(again.Weights[layer].ToRows()))
                Assert.Equal((float)ours, theirs);
    }

    [SkippableFact]
    public void What_such_a_network_cannot_be_is_named()
    {
        GradientNir.Of(Layers(new TimeToFirstSpike())).Save(File);
        Python.Read("nir", File); // or skipped
        var graph = NirFile.Read(File);
        Assert.Contains("CubaLI is needed", Wrong(graph, new MaximumVoltage()), StringComparison.Ordinal);
        Assert.Contains("do not branch", Wrong(graph with { Edges = [.. graph.Edges, ("layer1", "w1")] }, new TimeToFirstSpike()),
            StringComparison.Ordinal);
        Assert.Contains("not in the chain", Wrong(graph with { Edges = [.. graph.Edges.Take(2)] }, new TimeToFirstSpike()),
            StringComparison.Ordinal);
        var bad = graph.Nodes.Select(node => node.Key != "layer2" ? node : KeyValuePair.Create(node.Key, node.Value with
        {
            Parameters = [.. node.Value.Parameters.Select(p => p.Key == "v_reset"
                ? KeyValuePair.Create(p.Key, Hdf5Dataset.Of([0.5, 0.5, 0.5], 3)) : p)],
        })).ToList();
        Assert.Equal("v_reset of layer2 is not 0", Wrong(graph with { Nodes = bad }, new TimeToFirstSpike()));

        static string Wrong(NirGraph graph, EventLoss loss)
            => Assert.Throws<ExchangeException>(() => GradientNir.EventNetworkOf(graph, loss)).Message;
    }
}
