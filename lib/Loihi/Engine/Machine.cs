using System.Numerics;

namespace Spikebook.Loihi;

/// <summary>A program in motion: the state of all its parts, and what they do in a step, on any number of threads.</summary>
sealed class Machine
{
    readonly LoihiProgram program;
    readonly int threads;
    readonly GroupState?[] groups;   // by population; null for sources
    readonly SourceState?[] sources; // by population; null for groups
    readonly Fired[] fired;          // by population
    readonly SynapseState[] synapses;
    readonly LearningState?[] learning; // by connection
    readonly bool learns;
    readonly Action gather, prepare, end;
    Func<long, bool> goesOn = _ => true;
    long last;

    public Machine(LoihiProgram program, ulong seed, int threads)
    {
        (this.program, this.threads) = (program, threads);
        int populations = program.Populations.Count;
        (groups, sources, fired) = (new GroupState?[populations], new SourceState?[populations], new Fired[populations]);
        foreach (var population in program.Populations) fired[population.Index] = Add(population, seed);
        synapses = new SynapseState[program.Connections.Count];
        learning = new LearningState?[program.Connections.Count];
        foreach (var connection in program.Connections) Add(connection, seed);
        learns = learning.Any(state => state is not null);
        (gather, prepare, end) = (GatherSpikes, PrepareRules, EndStep);
    }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    public long SynapticEvents => synapses.Sum(state => state.Events);

    public long LearningEvents => learning.Sum(state => state?.Visits ?? 0);

    public Fired FiredOf(Population population) => fired[program.IndexOf(population)];

    public GroupState StateOf(NeuronGroup group) => groups[program.IndexOf(group)]!;

    public SourceState StateOf(SpikeSource source) => sources[program.IndexOf(source)]!;

    public SynapseState SynapsesOf(Connection connection) => synapses[program.IndexOf(connection)];

    public LearningState? LearningOf(Connection connection) => learning[program.IndexOf(connection)];

    /// <summary>Runs a number of steps.</summary>
    /// <param name="steps">How many, at least 1.</param>
    /// <param name="afterStep">Called with each step that was done, while all threads wait; whether to go on.</param>
    public void Run(long steps, Func<long, bool> afterStep)
    {
        if (Step == 0) SendBeforeFirstStep();
        goesOn = afterStep;
        last = Step + steps;
        var crew = new Crew(threads);
        if (threads == 1) RunShard(0, crew);
        else RunTogether(crew);
    }

    // apart, so that a run on one thread makes no closure
    void RunTogether(Crew crew) => crew.Run(shard => RunShard(shard, crew));

    void RunShard(int shard, Crew crew)
    {
        for (long step = Step + 1; step <= last; step++) Tick(step, shard, crew);
    }

    // One step of one shard. A spike is sent in the step in which it is fired, into the step in which it acts, with the weight of
    // before learning (Davies et al. 2018).
    void Tick(long step, int shard, Crew crew)
    {
        Integrate(step, shard);
        crew.Meet(gather);
        Deliver(step, shard);
        if (learns)
        {
            UpdateTraces(step, shard);
            crew.Meet(prepare);
            Learn(step, shard);
        }
        crew.Meet(end);
    }

    void Integrate(long step, int shard)
    {
        foreach (var state in groups) state?.Update(step, shard);
    }

    void GatherSpikes()
    {
        foreach (var state in sources) state?.Update(Step + 1);
        foreach (var state in groups) state?.Fired.Merge();
        foreach (var state in learning) state?.Gather(Step + 1);
    }

    void Deliver(long step, int shard)
    {
        foreach (var state in synapses) state.Deliver(step, shard);
    }

    void UpdateTraces(long step, int shard)
    {
        foreach (var state in learning) state?.UpdateTraces(step, shard);
    }

    void PrepareRules()
    {
        foreach (var state in learning) state?.Prepare(Step + 1);
    }

    void Learn(long step, int shard)
    {
        foreach (var state in learning) state?.Apply(step, shard);
    }

    void EndStep()
    {
        Step++;
        if (!goesOn(Step)) last = Step;
    }

    // Spikes with tag 0, which act from step 1 on.
    void SendBeforeFirstStep()
    {
        foreach (var state in sources) state?.Update(0);
        foreach (var state in learning) state?.Gather(0);
        for (int shard = 0; shard < threads; shard++)
        {
            Deliver(0, shard);
            UpdateTraces(0, shard);
        }
        foreach (var state in learning) state?.Prepare(0);
    }

    /// <summary>Writes the whole state, a section for each part.</summary>
    public void Save(SavedStateWriter writer)
    {
        writer.Section(section => section.Write(Step));
        foreach (var state in groups) if (state is not null) writer.Section(state.Save);
        foreach (var state in sources) if (state is not null) writer.Section(state.Save);
        foreach (var state in synapses) writer.Section(state.Save);
        foreach (var state in learning) if (state is not null) writer.Section(state.Save);
    }

    /// <summary>Takes over a saved state; after a failure the machine is of no use.</summary>
    /// <exception cref="LoihiException">It is damaged.</exception>
    public void Load(SavedStateReader reader)
    {
        Read("the step", section => Step = section.Int64(0, long.MaxValue / 2, "the step"));
        foreach (var state in groups) if (state is not null) Read(state.Group.Name, state.Load);
        foreach (var state in sources) if (state is not null) Read(state.Name, section => state.Load(section, Step));
        foreach (var connection in program.Connections) Read(connection.Name, synapses[connection.Index].Load);
        foreach (var connection in program.Connections)
            if (learning[connection.Index] is { } state) Read($"the learning of {connection.Name}", state.Load);

        void Read(string name, Action<SavedSection> load)
        {
            var section = reader.Section(name);
            load(section);
            section.End();
        }
    }

    // A dendrite is added to the network before its soma, so its state exists, and is updated, first.
    Fired Add(Population population, ulong seed)
    {
        if (population is not NeuronGroup group)
        {
            var source = sources[population.Index] = new SourceState((SpikeSource)population);
            return source.Fired;
        }
        var joined = group.Dendrite is { } dendrite ? groups[dendrite.Group.Index] : null;
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)LongestDelay(group) + 2);
        var state = groups[group.Index] = new GroupState(group, program.Conventions, joined, slots, threads, seed);
        return state.Fired;
    }

    void Add(Connection connection, ulong seed)
    {
        var pre = fired[connection.From.Index];
        var target = groups[connection.To.Index]!;
        var state = synapses[connection.Index] = new SynapseState(connection, pre, target);
        if (connection.Synapse.Plasticity is not { } plasticity) return;
        var reward = plasticity.Reward is { } population ? fired[population.Index] : null;
        learning[connection.Index] = new LearningState(connection, state, pre, target.Fired, reward, program.Conventions, threads, seed);
    }

    int LongestDelay(NeuronGroup group) => program.Connections.Where(connection => connection.To == group)
        .Select(connection => connection.Synapse.Plasticity?.Changes(RuleTarget.Delay) == true ? Synapse.MaxDelay : connection.Synapse.Delay)
        .DefaultIfEmpty(0).Max();
}
