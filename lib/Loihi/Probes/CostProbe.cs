namespace Spikebook.Loihi;

/// <summary>
/// Counts the events of a run on the cores of a placement and prices them. A compartment is visited in every step; it counts as updated
/// in a step after which its current, its voltage or its bias is not 0, or in which it fired. Messages of sources come from outside:
/// they cost an input axon and synapses, but no output axon and no way.
/// </summary>
public sealed class CostProbe : Probe
{
    readonly record struct Destination(int Core, int Synapses, bool Dense);

    readonly Placement placement;
    readonly CostModel costs;
    readonly Machine machine;
    readonly long[] learnedBefore;      // by core
    readonly int[][] starts;                // [population][neuron] .. [neuron + 1]
    readonly Destination[][] ways; // [population]
    readonly (int East, int North)[][] hopsOf; // [population][neuron]: of all its messages together
    readonly double[][] longestNs;      // [population][neuron]
    readonly double[] stepNs;              // by core, of the current step
    readonly long[] visits, updates, firings, sent, arrived, denseOps, sparseOps, draws; // by core
    readonly double[] busyNs;              // by core
    long eastHops, northHops, steps;
    double timeNs;

    internal CostProbe(Placement placement, CostModel costs, Machine machine, Window window) : base("cost", window)
    {
        (this.placement, this.costs, this.machine) = (placement, costs, machine);
        var program = placement.Program;
        int cores = placement.Cores.Count, populations = program.Populations.Count;
        (visits, updates, firings, sent) = (new long[cores], new long[cores], new long[cores], new long[cores]);
        (arrived, denseOps, sparseOps, draws) = (new long[cores], new long[cores], new long[cores], new long[cores]);
        (stepNs, busyNs) = (new double[cores], new double[cores]);
        starts = new int[populations][];
        ways = new Destination[populations][];
        hopsOf = new (int, int)[populations][];
        longestNs = new double[populations][];
        foreach (var population in program.Populations) Trace(population);
        learnedBefore = Learned();
    }

    void Trace(Population population)
    {
        var start = new int[population.Count + 1];
        var destinations = new List<Destination>();
        var hops = new (int East, int North)[population.Count];
        var longest = new double[population.Count];
        var outgoing = placement.Program.Connections.Where(connection => connection.From == population).ToArray();
        for (int neuron = 0; neuron < population.Count; neuron++)
        {
            foreach (var connection in outgoing)
            {
                bool dense = placement.Formats[connection] == SynapseFormat.Dense;
                int core = -1, synapses = 0;
                foreach (int post in connection.Links.PostsIn(neuron, 0, connection.To.Count))
                {
                    int next = placement.CoreOf(connection.To, post);
                    if (next != core) Close();
                    core = next;
                    synapses++;
                }
                Close();

                void Close()
                {
                    if (synapses > 0) destinations.Add(new Destination(core, synapses, dense));
                    synapses = 0;
                }
            }
            start[neuron + 1] = destinations.Count;
            if (population is not NeuronGroup group) continue;
            var from = placement.Cores[placement.CoreOf(group, neuron)];
            for (int k = start[neuron]; k < start[neuron + 1]; k++)
            {
                var to = placement.Cores[destinations[k].Core];
                int east = Math.Abs(Column(to) - Column(from)), north = Math.Abs(to.TileY - from.TileY);
                hops[neuron] = (hops[neuron].East + east, hops[neuron].North + north);
                longest[neuron] = Math.Max(longest[neuron], east * costs["hop east-west"].Nanoseconds + north * costs["hop north-south"].Nanoseconds);
            }
        }
        (starts[population.Index], ways[population.Index]) = (start, [.. destinations]);
        (hopsOf[population.Index], longestNs[population.Index]) = (hops, longest);

        // Chips stand in a row from west to east.
        int Column(CoreUse core) => core.Chip * placement.Limits.TilesEastWest + core.TileX;
    }

    private protected override string Amount => FormattableString.Invariant($"{steps:N0} steps on {placement.Cores.Count} cores");

    private protected override void Record(long step)
    {
        steps++;
        Array.Clear(stepNs);
        CountCompartments();
        double longestWay = CountMessages(), busiest = 0;
        for (int core = 0; core < stepNs.Length; core++)
        {
            busyNs[core] += stepNs[core];
            busiest = Math.Max(busiest, stepNs[core]);
        }
        timeNs += busiest + longestWay + costs.BarrierNs(placement.Tiles);
    }

    void CountCompartments()
    {
        double visitNs = costs["compartment visited"].Nanoseconds, updateNs = costs["compartment updated"].Nanoseconds;
        foreach (var stretch in placement.Stretches)
        {
            var state = machine.StateOf(stretch.Group);
            var (u, v, bias) = (state.Cells.U, state.Cells.V, state.Cells.Bias);
            var fired = state.Fired.Flags;
            int updated = 0;
            for (int i = stretch.First; i < stretch.First + stretch.Count; i++)
                if ((u[i] | v[i] | bias[i] | fired[i]) != 0) updated++;
            visits[stretch.Core] += stretch.Count;
            updates[stretch.Core] += updated;
            if (stretch.Group.Compartment.Noise is not null) draws[stretch.Core] += stretch.Count;
            stepNs[stretch.Core] += stretch.Count * visitNs + updated * updateNs;
        }
    }

    double CountMessages()
    {
        double fireNs = costs["compartment fires"].Nanoseconds, outNs = costs["axon out"].Nanoseconds, inNs = costs["axon in"].Nanoseconds;
        double denseNs = costs["synapse dense"].Nanoseconds, sparseNs = costs["synapse sparse"].Nanoseconds, longestWay = 0;
        foreach (var population in placement.Program.Populations)
        {
            var start = starts[population.Index];
            foreach (int neuron in machine.FiredOf(population).Indices)
            {
                var destinations = ways[population.Index].AsSpan(start[neuron]..start[neuron + 1]);
                if (population is NeuronGroup group)
                {
                    int core = placement.CoreOf(group, neuron);
                    firings[core]++;
                    sent[core] += destinations.Length;
                    stepNs[core] += fireNs + destinations.Length * outNs;
                    eastHops += hopsOf[population.Index][neuron].East;
                    northHops += hopsOf[population.Index][neuron].North;
                    longestWay = Math.Max(longestWay, longestNs[population.Index][neuron]);
                }
                foreach (var destination in destinations)
                {
                    arrived[destination.Core]++;
                    (destination.Dense ? denseOps : sparseOps)[destination.Core] += destination.Synapses;
                    stepNs[destination.Core] += inNs + destination.Synapses * (destination.Dense ? denseNs : sparseNs);
                }
            }
        }
        return longestWay;
    }

    // Synapses to which rules were applied since the run began, by core: whole rows, and what was visited by postsynaptic neuron.
    long[] Learned()
    {
        var byCore = new long[placement.Cores.Count];
        foreach (var connection in placement.Program.Connections)
        {
            if (machine.LearningOf(connection) is not { } learning) continue;
            foreach (var rule in learning.Rules)
            {
                for (int post = 0; post < rule.PostVisits.Length; post++) byCore[placement.CoreOf(connection.To, post)] += rule.PostVisits[post];
                for (int pre = 0; pre < rule.RowVisits.Length; pre++)
                    if (rule.RowVisits[pre] > 0)
                        foreach (int post in connection.Links.PostsIn(pre, 0, connection.To.Count)) byCore[placement.CoreOf(connection.To, post)] += rule.RowVisits[pre];
            }
        }
        return byCore;
    }

    /// <summary>Energy and time so far.</summary>
    public CostReport Report()
    {
        long[] learned = [.. Learned().Zip(learnedBefore, (now, before) => now - before)];
        (string Phase, string Event, long Count)[] counts =
        [
            ("compartments", "compartment visited", visits.Sum()), ("compartments", "compartment updated", updates.Sum()),
            ("compartments", "compartment fires", firings.Sum()), ("compartments", "noise draw", draws.Sum()),
            ("messages", "axon out", sent.Sum()), ("messages", "hop east-west", eastHops), ("messages", "hop north-south", northHops), ("messages", "axon in", arrived.Sum()),
            ("synapses", "synapse dense", denseOps.Sum()), ("synapses", "synapse sparse", sparseOps.Sum()),
            ("learning", "synapse learns", learned.Sum()),
        ];
        double total = counts.Sum(row => row.Count * costs[row.Event].Picojoules) * 1e-12;
        var rows = counts.Select(row =>
        {
            double energy = row.Count * costs[row.Event].Picojoules * 1e-12;
            return new CostRow(row.Phase, row.Event, row.Count, energy, total == 0 ? 0 : energy / total);
        }).ToArray();
        var cores = placement.Cores.Select(core => new CoreCost(core.Core, core.Groups, firings[core.Core], denseOps[core.Core] + sparseOps[core.Core], learned[core.Core], Energy(core.Core), busyNs[core.Core] * 1e-9)).ToArray();
        return new CostReport(steps, rows, cores, total, timeNs * 1e-9, costs.Source);

        // Hops lie between cores and are part of no core's energy.
        double Energy(int core) => 1e-12 * (
            visits[core] * costs["compartment visited"].Picojoules + updates[core] * costs["compartment updated"].Picojoules
            + firings[core] * costs["compartment fires"].Picojoules + draws[core] * costs["noise draw"].Picojoules
            + sent[core] * costs["axon out"].Picojoules + arrived[core] * costs["axon in"].Picojoules
            + learned[core] * costs["synapse learns"].Picojoules
            + denseOps[core] * costs["synapse dense"].Picojoules + sparseOps[core] * costs["synapse sparse"].Picojoules);
    }
}
