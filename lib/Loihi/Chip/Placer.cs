namespace Spikebook.Loihi;

/// <summary>
/// Places groups on cores in the order in which they were added: each core takes as many neurons of the next group as its limits
/// allow. Groups that are joined as dendrites and somata are placed together, neuron by neuron, since a join reads state of its own core.
/// A connection needs an input axon on a core for every neuron that has synapses there, and an output axon on that neuron's core.
/// </summary>
sealed class Placer(LoihiProgram program, ChipLimits limits, PlacementOptions options)
{
    sealed class Core
    {
        public readonly List<Stretch> Stretches = [];
        public int Compartments, AxonsIn, AxonsOut;
        public long SynapticBits;
        public readonly HashSet<object> Profiles = [], Thresholds = [], Formats = [], Traces = [];
    }

    readonly List<Core> _cores = [];
    readonly Dictionary<Connection, SynapseFormat> _formats = [];
    readonly Dictionary<NeuronGroup, int> _most = [];
    readonly List<NeuronGroup[]> _trees = []; // groups whose neurons are joined, one for one; most trees are a single group

    public Placement Place()
    {
        Bounds.Check(options.Chips, 1, 768, "placement: chips");
        foreach (var connection in program.Connections)
        {
            CheckRules(connection);
            _formats[connection] = SmallestFormat(connection);
        }
        foreach (var group in program.Populations.OfType<NeuronGroup>())
            _most[group] = options.NeuronsPerCore.TryGetValue(group, out int given) ? given : limits.Compartments;
        _trees.AddRange(Trees());
        foreach (var tree in _trees)
            if (tree.Any(options.Places.ContainsKey) && !tree.All(group => options.Places.TryGetValue(group, out var place)
                && place == options.Places.GetValueOrDefault(tree[0])))
                throw new LoihiException($"{string.Join(", ", tree.Select(group => group.Name))} are joined and need the same "
                    + "cores; give all of them the same place, or none.");
        foreach (var (group, neurons) in _most) Bounds.Check(neurons, 1, limits.Compartments, $"{group.Name}: neurons per core");
        // Output axons depend on where the targets lie, so they are known only afterwards; groups that have too many are spread and placed
        // again.
        while (true)
        {
            _cores.Clear();
            foreach (var (group, place) in options.Places) Place(group, place);
            foreach (var tree in _trees)
                if (!options.Places.ContainsKey(tree[0])) Place(tree);
            if (CountAxonsOut() is not { } crowded) break;
            var widest = crowded.Stretches.MaxBy(stretch => options.Places.ContainsKey(stretch.Group) ? 0 : stretch.Count)!;
            if (options.Places.ContainsKey(widest.Group))
                throw new LoihiException($"core {_cores.IndexOf(crowded)}, with {widest.Group.Name} in its given place, needs "
                    + $"{crowded.AxonsOut} output axons, {crowded.AxonsOut - limits.AxonsOut} more than the {limits.AxonsOut} of "
                        + "a core; give fewer neurons per core.");
            if (widest.Count == 1)
                throw new LoihiException($"{widest.Group.Name}: a neuron needs {crowded.AxonsOut} output axons, "
                    + $"{crowded.AxonsOut - limits.AxonsOut} more than the {limits.AxonsOut} of a core; reduce its fan-out.");
            foreach (var group in _trees.Single(tree => tree.Contains(widest.Group))) _most[group] = Math.Max(1, widest.Count * 3 / 4);
        }
        int available = options.Chips * limits.CoresPerChip, needed = _cores.Count;
        if (needed > available)
            throw new LoihiException($"the network needs {needed} cores, {needed - available} more than the {available} of "
                + $"{options.Chips} chip(s); "
                + $"set PlacementOptions.Chips = {(needed + limits.CoresPerChip - 1) / limits.CoresPerChip} or make it smaller "
                    + $"({Largest()}).");
        return new Placement(program, limits, [.. _cores.SelectMany(core => core.Stretches)], [.. _cores.Select(Use)], _formats);
    }

    // First to last, as told; cores in between may stay empty.
    void Place(NeuronGroup group, CoreRange place)
    {
        if (!program.Populations.Contains(group))
            throw new ArgumentException($"{group.Name} has a given place, but is not in the program that is placed.");
        Bounds.Check(place.NeuronsPerCore, 1, limits.Compartments, $"{group.Name}: neurons per core");
        Bounds.Check(place.First, 0, options.Chips * limits.CoresPerChip - 1, $"{group.Name}: first core");
        for (int first = 0; first < group.Count; first += place.NeuronsPerCore)
        {
            int index = place.First + first / place.NeuronsPerCore, count = Math.Min(place.NeuronsPerCore, group.Count - first);
            while (_cores.Count <= index) NewCore();
            var core = _cores[index];
            if (Over("compartments", core.Compartments + count, limits.Compartments, "give fewer neurons per core") is { } full)
                throw new LoihiException($"{group.Name}: its given place on core {index} needs {full}");
            if (Problem(core, [group], first, count) is { } problem)
                throw new LoihiException($"{group.Name}: its given place on core {index} needs {problem}");
            Add(index, group, first, count);
        }
    }

    string Largest()
    {
        var largest = _cores.SelectMany(core => core.Stretches.Select(stretch => stretch.Group).Distinct()).GroupBy(group => group)
            .MaxBy(held => held.Count())!;
        return $"{largest.Key.Name} takes most, {largest.Count()}";
    }

    // mantissa · 2^exponent with an odd mantissa; powers of two may move into the mantissa, not out of it
    void CheckRules(Connection connection)
    {
        int largest = limits["ruleMantissa"], highest = limits["ruleExponent"], lowest = -limits["ruleFraction"];
        foreach (var rule in connection.Synapse.Plasticity?.Rules ?? [])
            foreach (var product in rule.Products)
            {
                long mantissa = (long)product.Mantissa << Math.Max(0, product.Exponent - highest);
                if (mantissa > largest || mantissa < -largest - 1 || product.Exponent < lowest)
                    throw new LoihiException($"{connection.Name}: the constant {product.Mantissa} · 2^{product.Exponent} of rule "
                        + $"'{rule}' is outside {-largest - 1} … {largest} · 2^{lowest} … 2^{highest}, all that the chip's "
                            + "microcode can hold; scale impulses instead.");
            }
    }

    IEnumerable<NeuronGroup[]> Trees()
    {
        var root = new Dictionary<NeuronGroup, NeuronGroup>(); // the first group of each one's tree
        var groups = program.Populations.OfType<NeuronGroup>();
        foreach (var somata in groups.Where(group => group.Dendrite is not null).GroupBy(group => group.Dendrite!.Group)
            .Where(somata => somata.Count() > 1))
        {
            string names = string.Join(", ", somata.Select(group => group.Name));
            throw new LoihiException($"{somata.Key.Name}: it is the dendrite of {somata.Count()} groups ({names}), "
                + "but a compartment has one parent in its tree; give each a dendrite of its own.");
        }
        foreach (var group in groups)
            root[group] = group.Dendrite is { } dendrite ? root[dendrite.Group] : group;
        return root.GroupBy(pair => pair.Value, pair => pair.Key).Select(tree => tree.ToArray());
    }

    void Place(NeuronGroup[] tree)
    {
        int first = 0, size = tree[0].Count;
        while (first < size)
        {
            var core = _cores.Count > 0 && (options.ShareCores || _cores[^1].Stretches.All(stretch => tree.Contains(stretch.Group)))
                ? _cores[^1] : NewCore();
            int already = core.Stretches.Where(stretch => stretch.Group == tree[0]).Sum(stretch => stretch.Count);
            int room = Math.Min(Math.Min(size - first, (limits.Compartments - core.Compartments) / tree.Length),
                tree.Min(group => _most[group]) - already);
            int fits = Fitting(core, tree, first, room);
            if (fits == 0)
            {
                if (core.Stretches.Count == 0)
                {
                    string problem = Problem(core, tree, first, 1) ?? $"{tree.Length} compartments, "
                        + $"{tree.Length - limits.Compartments} more than the {limits.Compartments} of a core.";
                    string others = string.Join(", ", tree[..^1].Select(group => group.Name));
                    string joined = tree.Length == 1 ? "" : $" with the compartments that it is joined to ({others})";
                    throw new LoihiException($"{tree[^1].Name}: neuron {first}{joined} does not fit an empty core: {problem}");
                }
                NewCore();
                continue;
            }
            foreach (var group in tree) Add(_cores.Count - 1, group, first, fits);
            first += fits;
        }
    }

    Core NewCore()
    {
        var core = new Core();
        _cores.Add(core);
        return core;
    }

    int Fitting(Core core, NeuronGroup[] tree, int first, int room)
    {
        int low = 0, high = room; // low fits; more than high does not
        if (room > 0 && Problem(core, tree, first, room) is null) return room;
        while (low < high)
        {
            int middle = low + high + 1 >> 1;
            if (Problem(core, tree, first, middle) is null) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    string? Problem(Core core, NeuronGroup[] tree, int first, int count)
    {
        int axons = 0;
        long bits = 0;
        foreach (var group in tree)
        {
            var (groupAxons, groupBits) = Load(group, first, count);
            axons += groupAxons;
            bits += groupBits;
        }
        return Over("input axons", core.AxonsIn + axons, limits.AxonsIn, "reduce the fan-in")
            ?? Over("bits of synaptic memory", core.SynapticBits + bits, limits.SynapticBits, "use fewer synapses or fewer weight bits")
            ?? Over("compartment profiles", Joined(core.Profiles, tree.Select(Profile)), limits.CompartmentProfiles,
                "use fewer kinds of compartments")
            ?? Over("thresholds", Joined(core.Thresholds, tree.Select(group => (object)group.Compartment.Threshold)),
                limits.ThresholdProfiles, "use fewer thresholds")
            ?? Over("synapse formats", Joined(core.Formats, tree.SelectMany(FormatsOf)), limits.SynapseFormats,
                "use fewer kinds of synapses")
            ?? Over("sets of presynaptic traces", Joined(core.Traces, tree.SelectMany(TracesOf)), limits.TraceProfiles,
                "let connections share their traces");

        static int Joined(HashSet<object> present, IEnumerable<object> added) => present.Union(added).Count();
    }

    static string? Over(string what, long needed, long limit, string remedy)
        => needed <= limit ? null : $"{needed} {what}, {needed - limit} more than the {limit} of a core; {remedy}.";

    void Add(int index, NeuronGroup group, int first, int count)
    {
        var core = _cores[index];
        var (axons, bits) = Load(group, first, count);
        core.Stretches.Add(new Stretch(group, first, count, index));
        core.Compartments += count;
        core.AxonsIn += axons;
        core.SynapticBits += bits;
        core.Profiles.Add(Profile(group));
        core.Thresholds.Add(group.Compartment.Threshold);
        core.Formats.UnionWith(FormatsOf(group));
        core.Traces.UnionWith(TracesOf(group));
    }

    (int Axons, long Bits) Load(NeuronGroup group, int first, int count)
    {
        int axons = 0;
        long bits = 0;
        foreach (var connection in Into(group))
        {
            int perSynapse = SynapticMemory.BitsPerSynapse(connection.Synapse);
            for (int pre = 0; pre < connection.From.Count; pre++)
            {
                var posts = connection.Links.PostsIn(pre, first, first + count);
                if (posts.Length == 0) continue;
                axons++;
                bits += SynapticMemory.Bits(_formats[connection], posts, first, perSynapse, limits);
            }
        }
        return (axons, bits);
    }

    SynapseFormat SmallestFormat(Connection connection)
    {
        int perSynapse = SynapticMemory.BitsPerSynapse(connection.Synapse);
        return Enum.GetValues<SynapseFormat>().MinBy(format =>
        {
            long bits = 0;
            for (int pre = 0; pre < connection.From.Count; pre++)
                bits += SynapticMemory.Bits(format, connection.Links.PostsIn(pre, 0, connection.To.Count), 0, perSynapse, limits);
            return bits;
        });
    }

    Core? CountAxonsOut()
    {
        var coreOf = new Dictionary<NeuronGroup, int[]>();
        foreach (var group in program.Populations.OfType<NeuronGroup>()) coreOf[group] = new int[group.Count];
        foreach (var stretch in _cores.SelectMany(core => core.Stretches)) coreOf[stretch.Group].AsSpan(stretch.First, stretch.Count)
            .Fill(stretch.Core);
        foreach (var connection in program.Connections)
        {
            if (connection.From is not NeuronGroup from) continue;
            var targets = coreOf[connection.To];
            for (int pre = 0; pre < from.Count; pre++)
            {
                int last = -1;
                foreach (int post in connection.Links.PostsIn(pre, 0, connection.To.Count))
                {
                    if (targets[post] == last) continue; // targets are sorted, and so are their cores
                    last = targets[post];
                    _cores[coreOf[from][pre]].AxonsOut++;
                }
            }
        }
        return _cores.FirstOrDefault(core => core.AxonsOut > limits.AxonsOut);
    }

    CoreUse Use(Core core, int index)
    {
        int onChip = index % limits.CoresPerChip, tile = onChip / limits.CoresPerTile;
        string groups = string.Join(", ", core.Stretches.Select(stretch =>
            stretch.Count == stretch.Group.Count
                ? stretch.Group.Name : $"{stretch.Group.Name}[{stretch.First}..{stretch.First + stretch.Count - 1}]"));
        return new CoreUse(index, index / limits.CoresPerChip, tile % limits.TilesEastWest, tile / limits.TilesEastWest, groups,
            core.Compartments, core.SynapticBits, core.AxonsIn, core.AxonsOut, core.Profiles.Count, core.Thresholds.Count,
                core.Formats.Count, core.Traces.Count);
    }

    IEnumerable<Connection> Into(NeuronGroup group) => program.Connections.Where(connection => connection.To == group);

    static object Profile(NeuronGroup group) => group.Compartment with { Threshold = 0, BiasMantissa = 0 };

    IEnumerable<object> FormatsOf(NeuronGroup group) => Into(group).Select(connection => (object)
        (_formats[connection], connection.Synapse.Sign, connection.Synapse.Exponent, connection.Synapse.WeightBits,
            connection.Synapse.Delay > 0, connection.Synapse.Plasticity is not null));

    IEnumerable<object> TracesOf(NeuronGroup group) => Into(group).Select(connection => connection.Synapse.Plasticity).OfType<Plasticity>()
        .Select(plasticity => (object)(plasticity.X1, plasticity.X2, plasticity.Epoch));
}
