using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Spikebook.Loihi.Tests;

/// <summary>
/// Bits of every way through the engine, recorded once: a digest of each spike, current, voltage, hold, weight, delay, tag and trace of
/// each step, beside figures that say what changed when a digest does. One thread, two threads, and a pause in the middle give the same.
/// </summary>
public sealed class GoldenRunTests
{
    public static TheoryData<string, string> Recorded => GoldenRunRecords.All;

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_run_is_what_it_was_in_every_bit(string name, string recorded)
    {
        Same(recorded, Record(name, threads: 1, pause: 0));
        Same(recorded, Record(name, threads: 2, pause: 0));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_run_that_was_saved_and_restored_goes_on_in_every_bit(string name, string recorded)
        => Same(recorded, Record(name, threads: 3, pause: 31));

    [Fact]
    public void Every_network_is_recorded()
        => Assert.Equal(GoldenNetworks.All.Keys.Order(), Recorded.Select(row => (string)row[0]).Order());

    // The whole lines, which Assert.Equal would shorten: they are what is to be looked at, and recorded anew where a change is meant.
    static void Same(string recorded, string now) => Assert.True(recorded == now, $"recorded: {recorded}\nnow:      {now}");

    static string Record(string name, int threads, int pause)
    {
        var (network, steps, feed) = GoldenNetworks.All[name]();
        var program = network.Compile();
        var run = program.Start(seed: 77, threads, OverflowResponse.Count);
        feed(run);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long spikes = 0;
        long[] chunks = pause == 0 ? [steps] : [pause, steps - pause];
        foreach (long chunk in chunks)
        {
            run.OnStep(now => spikes += Append(hash, now));
            run.Run(chunk);
            if (run.Step == steps) break;
            var saved = new MemoryStream();
            run.Save(saved);
            saved.Position = 0;
            run = program.Restore(saved, threads: 1, OverflowResponse.Count);
        }
        return FormattableString.Invariant(
            $"{spikes} spikes, {run.SynapticEvents} + {run.LearningEvents} events, {Figures(run)}, {Convert.ToHexStringLower(hash.GetHashAndReset())[..24]}");
    }

    static string Figures(LoihiRun run)
    {
        var groups = run.Program.Populations.OfType<NeuronGroup>().ToArray();
        long u = groups.Sum(group => Sum(run.Currents(group))), v = groups.Sum(group => Sum(run.Voltages(group)));
        var overflows = groups.Select(run.OverflowsOf).ToArray();
        long weights = run.Program.Connections.Sum(connection => run.StoredWeights(connection).ToArray().Sum(weight => (long)weight));
        return $"u {u}, v {v}, w {weights}, over {overflows.Sum(o => o.Currents)}/{overflows.Sum(o => o.Inputs)}/{overflows.Sum(o => o.Voltages)}";
    }

    static long Sum(ReadOnlySpan<int> values)
    {
        long sum = 0;
        foreach (int value in values) sum += value;
        return sum;
    }

    static long Append(IncrementalHash hash, LoihiRun run)
    {
        long spikes = 0;
        foreach (var population in run.Program.Populations)
        {
            Add(run.FiredBy(population));
            if (population is not NeuronGroup group) continue;
            spikes += run.FiredBy(group).Length;
            Add(run.Currents(group));
            Add(run.Voltages(group));
            Add(run.RefractorySteps(group));
        }
        foreach (var connection in run.Program.Connections)
        {
            if (connection.Synapse.Plasticity is not { } plasticity) continue;
            Add(run.StoredWeights(connection));
            if (plasticity.Changes(RuleTarget.Delay)) Add(run.Delays(connection));
            if (plasticity.Changes(RuleTarget.Tag)) Add(run.Tags(connection));
            foreach (var (_, trace, variable) in plasticity.Traces())
                if (trace.Exists) Add(run.Traces(connection, variable));
        }
        return spikes;

        void Add<T>(ReadOnlySpan<T> values) where T : unmanaged
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, values.Length);
            hash.AppendData(length);
            hash.AppendData(MemoryMarshal.AsBytes(values));
        }
    }

    [Theory]
    [InlineData("recurrent, excitation and inhibition", false,
        "200000 198904 51126 0 102252 0 0 105736 0 2392817 0, "
        + "0.00010982798140000001 J, 0.010237487999999963 s, 42a5eadbb2f75a4b57a310ef")]
    [InlineData("joined compartments", true,
        "147000 141442 12727 0 0 0 0 5124 0 88851 0, 1.4448921899999998E-05 J, 0.0023767291 s, e1ee39565482cee208b51467")]
    [InlineData("delays and tags learn", true,
        "18000 17610 4732 0 0 0 0 826 0 29806 375404, 4.7679865200000005E-05 J, 0.0005884211999999998 s, 3422520ee114b765fccdb1d3")]
    public void A_bill_is_what_it_was(string name, bool share, string recorded)
    {
        var (network, steps, feed) = GoldenNetworks.All[name]();
        var program = network.Compile();
        var placement = program.Place(new PlacementOptions { ShareCores = share });
        var run = program.Start(seed: 77, threads: 2, OverflowResponse.Count);
        var cost = run.RecordCost(placement);
        feed(run);
        run.Run(steps);
        var report = cost.Report();
        string counts = string.Join(' ', report.Rows.Select(row => row.Count));
        string cores = string.Join(' ', report.Cores.Select(core => FormattableString.Invariant($"{core.EnergyJ:R}/{core.BusyS:R}")));
        string digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(cores)))[..24];
        Same(recorded, FormattableString.Invariant($"{counts}, {report.EnergyJ:R} J, {report.TimeS:R} s, {digest}"));
    }
}
