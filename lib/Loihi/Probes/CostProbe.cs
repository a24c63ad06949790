namespace Spikebook.Loihi;

/// <summary>
/// Counts the events of a run on the cores of a placement and prices them. A compartment is visited in every step; it counts as updated
/// in a step after which its current, its voltage or its bias is not 0, or in which it fired. Messages of sources come from outside:
/// they cost an input axon and synapses, but no output axon and no way.
/// </summary>
public sealed class CostProbe : Probe
{
    readonly record struct Destination(int Core, int Synapses, bool Dense);

    readonly Placement _placement;
    readonly CostModel _costs;
    readonly Machine _machine;
    readonly long[] _learnedBefore;      // by core
    readonly int[][] _starts;                // [population][neuron] .. [neuron + 1]
    readonly Destination[][] _ways; // [population]
    readonly (int East, int North)[][] _hopsOf; // [population][neuron]: of all its messages together
    readonly double[][] _longestNs;      // [population][neuron]
    readonly double[] _stepNs;              // by core, of the current step
    readonly long[] _visits, _updates, _firings, _sent, _arrived, _denseOps, _sparseOps, _draws; // by core
    readonly double[] _busyNs;              // by core
    long _eastHops, _northHops, _steps;
    double _timeNs;

    internal CostProbe(Placement placement, CostModel costs, Machine machine, Window window) : base("cost", window)
    {
        (_placement, _costs, _machine) = (placement, costs, machine);
        var program = placement.Program;
        int cores = placement.Cores.Count, populations = program.Populations.Count;
        (_visits, _updates, _firings, _sent) = (new long[cores], new long[cores], new long[cores], new long[cores]);
        (_arrived, _denseOps, _sparseOps, _draws) = (new long[cores], new long[cores], new long[cores], new long[cores]);
        (_stepNs, _busyNs) = (new double[cores], new double[cores]);
        _starts = new int[populations][];
        _ways = new Destination[populations][];
        _hopsOf = new (int, int)[populations][];
        _longestNs = new double[populations][];
        foreach (var population in program.Populations) Trace(population);
        _learnedBefore = Learned();
    }

    void Trace(Population population)
    {
        var start = new int[population.Count + 1];
        var destinations = new List<Destination>();
        var hops = new (int East, int North)[population.Count];
        var longest = new double[population.Count];
        var outgoing = _placement.Program.Connections.Where(connection => connection.From == population).ToArray();
        for (int neuron = 0; neuron < population.Count; neuron++)
        {
            foreach (var connection in outgoing)
            {
                bool dense = _placement.Formats[connection] == SynapseFormat.Dense;
                int core = -1, synapses = 0;
                foreach (int post in connection.Links.PostsIn(neuron, 0, connection.To.Count))
                {
                    int next = _placement.CoreOf(connection.To, post);
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
            var from = _placement.Cores[_placement.CoreOf(group, neuron)];
            for (int k = start[neuron]; k < start[neuron + 1]; k++)
            {
                var to = _placement.Cores[destinations[k].Core];
                int east = Math.Abs(Column(to) - Column(from)), north = Math.Abs(to.TileY - from.TileY);
                hops[neuron] = (hops[neuron].East + east, hops[neuron].North + north);
                longest[neuron] = Math.Max(longest[neuron], east * _costs["hop east-west"].Nanoseconds
                    + north * _costs["hop north-south"].Nanoseconds);
            }
        }
        (_starts[population.Index], _ways[population.Index]) = (start, [.. destinations]);
        (_hopsOf[population.Index], _longestNs[population.Index]) = (hops, longest);

        // Chips stand in a row from west to east.
        int Column(CoreUse core) => core.Chip * _placement.Limits.TilesEastWest + core.TileX;
    }

    private protected override string Amount => FormattableString.Invariant($"{_steps:N0} steps on {_placement.Cores.Count} cores");

    private protected override void Record(long step)
    {
        _steps++;
        Array.Clear(_stepNs);
        CountCompartments();
        double longestWay = CountMessages(), busiest = 0;
        for (int core = 0; core < _stepNs.Length; core++)
        {
            _busyNs[core] += _stepNs[core];
            busiest = Math.Max(busiest, _stepNs[core]);
        }
        _timeNs += busiest + longestWay + _costs.BarrierNs(_placement.Tiles);
    }

    void CountCompartments()
    {
        double visitNs = _costs["compartment visited"].Nanoseconds, updateNs = _costs["compartment updated"].Nanoseconds;
        foreach (var stretch in _placement.Stretches)
        {
            var state = _machine.StateOf(stretch.Group);
            var (u, v, bias) = (state.Cells.U, state.Cells.V, state.Cells.Bias);
            var fired = state.Fired.Flags;
            int updated = 0;
            for (int i = stretch.First; i < stretch.First + stretch.Count; i++)
                if ((u[i] | v[i] | bias[i] | fired[i]) != 0) updated++;
            _visits[stretch.Core] += stretch.Count;
            _updates[stretch.Core] += updated;
            if (stretch.Group.Compartment.Noise is not null) _draws[stretch.Core] += stretch.Count;
            _stepNs[stretch.Core] += stretch.Count * visitNs + updated * updateNs;
        }
    }

    double CountMessages()
    {
        double fireNs = _costs["compartment fires"].Nanoseconds, outNs = _costs["axon out"].Nanoseconds,
            inNs = _costs["axon in"].Nanoseconds;
        double denseNs = _costs["synapse dense"].Nanoseconds, sparseNs = _costs["synapse sparse"].Nanoseconds, longestWay = 0;
        foreach (var population in _placement.Program.Populations)
        {
            var start = _starts[population.Index];
            foreach (int neuron in _machine.FiredOf(population).Indices)
            {
                var destinations = _ways[population.Index].AsSpan(start[neuron]..start[neuron + 1]);
                if (population is NeuronGroup group)
                {
                    int core = _placement.CoreOf(group, neuron);
                    _firings[core]++;
                    _sent[core] += destinations.Length;
                    _stepNs[core] += fireNs + destinations.Length * outNs;
                    _eastHops += _hopsOf[population.Index][neuron].East;
                    _northHops += _hopsOf[population.Index][neuron].North;
                    longestWay = Math.Max(longestWay, _longestNs[population.Index][neuron]);
                }
                foreach (var destination in destinations)
                {
                    _arrived[destination.Core]++;
                    (destination.Dense ? _denseOps : _sparseOps)[destination.Core] += destination.Synapses;
                    _stepNs[destination.Core] += inNs + destination.Synapses * (destination.Dense ? denseNs : sparseNs);
                }
            }
        }
        return longestWay;
    }

    // Synapses to which rules were applied since the run began, by core: whole rows, and what was visited by postsynaptic neuron.
    long[] Learned()
    {
        var byCore = new long[_placement.Cores.Count];
        foreach (var connection in _placement.Program.Connections)
        {
            if (_machine.LearningOf(connection) is not { } learning) continue;
            foreach (var rule in learning.Rules)
            {
                for (int post = 0; post < rule.PostVisits.Length; post++)
                    byCore[_placement.CoreOf(connection.To, post)] += rule.PostVisits[post];
                for (int pre = 0; pre < rule.RowVisits.Length; pre++)
                    if (rule.RowVisits[pre] > 0)
                        foreach (int post in connection.Links.PostsIn(pre, 0, connection.To.Count))
                            byCore[_placement.CoreOf(connection.To, post)] += rule.RowVisits[pre];
            }
        }
        return byCore;
    }

    /// <summary>Energy and time so far.</summary>
    public CostReport Report()
    {
        long[] learned = [.. Learned().Zip(_learnedBefore, (now, before) => now - before)];
        (string Phase, string Event, long Count)[] counts =
        [
            ("compartments", "compartment visited", _visits.Sum()), ("compartments", "compartment updated", _updates.Sum()),
            ("compartments", "compartment fires", _firings.Sum()), ("compartments", "noise draw", _draws.Sum()),
            ("messages", "axon out", _sent.Sum()), ("messages", "hop east-west", _eastHops),
                ("messages", "hop north-south", _northHops), ("messages", "axon in", _arrived.Sum()),
            ("synapses", "synapse dense", _denseOps.Sum()), ("synapses", "synapse sparse", _sparseOps.Sum()),
            ("learning", "synapse learns", learned.Sum()),
        ];
        double total = counts.Sum(row => row.Count * _costs[row.Event].Picojoules) * 1e-12;
        var rows = counts.Select(row =>
        {
            double energy = row.Count * _costs[row.Event].Picojoules * 1e-12;
            return new CostRow(row.Phase, row.Event, row.Count, energy, total == 0 ? 0 : energy / total);
        }).ToArray();
        var cores = _placement.Cores.Select(core => new CoreCost(core.Core, core.Groups, _firings[core.Core], _denseOps[core.Core]
            + _sparseOps[core.Core], learned[core.Core], Energy(core.Core), _busyNs[core.Core] * 1e-9)).ToArray();
        return new CostReport(_steps, rows, cores, total, _timeNs * 1e-9, _costs.Source);

        // Hops lie between cores and are part of no core's energy.
        double Energy(int core) => 1e-12 * (
            _visits[core] * _costs["compartment visited"].Picojoules + _updates[core] * _costs["compartment updated"].Picojoules
            + _firings[core] * _costs["compartment fires"].Picojoules + _draws[core] * _costs["noise draw"].Picojoules
            + _sent[core] * _costs["axon out"].Picojoules + _arrived[core] * _costs["axon in"].Picojoules
            + learned[core] * _costs["synapse learns"].Picojoules
            + _denseOps[core] * _costs["synapse dense"].Picojoules + _sparseOps[core] * _costs["synapse sparse"].Picojoules);
    }
}
