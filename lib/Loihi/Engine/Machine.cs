using System.Numerics;

namespace Spikebook.Loihi;

/// <summary>A program in motion: the state of all its parts, and what they do in a step, on any number of threads.</summary>
sealed class Machine
{
    readonly LoihiProgram _program;
    readonly int _threads;
    readonly GroupState?[] _groups;   // by population; null for sources
    readonly SourceState?[] _sources; // by population; null for groups
    readonly Fired[] _fired;          // by population
    readonly SynapseState[] _synapses;
    readonly LearningState?[] _learning; // by connection
    readonly bool _learns;
    readonly Action _gather, _prepare, _end;
    Func<long, bool> _goesOn = _ => true;
    long _last;

    public Machine(LoihiProgram program, ulong seed, int threads)
    {
        (_program, _threads) = (program, threads);
        int populations = program.Populations.Count;
        (_groups, _sources, _fired) = (new GroupState?[populations], new SourceState?[populations], new Fired[populations]);
        foreach (var population in program.Populations) _fired[population.Index] = Add(population, seed);
        _synapses = new SynapseState[program.Connections.Count];
        _learning = new LearningState?[program.Connections.Count];
        foreach (var connection in program.Connections) Add(connection, seed);
        _learns = _learning.Any(state => state is not null);
        (_gather, _prepare, _end) = (GatherSpikes, PrepareRules, EndStep);
    }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    public long SynapticEvents => _synapses.Sum(state => state.Events);

    public long LearningEvents => _learning.Sum(state => state?.Visits ?? 0);

    public Fired FiredOf(Population population) => _fired[_program.IndexOf(population)];

    public GroupState StateOf(NeuronGroup group) => _groups[_program.IndexOf(group)]!;

    public SourceState StateOf(SpikeSource source) => _sources[_program.IndexOf(source)]!;

    public SynapseState SynapsesOf(Connection connection) => _synapses[_program.IndexOf(connection)];

    public LearningState? LearningOf(Connection connection) => _learning[_program.IndexOf(connection)];

    /// <summary>Runs a number of steps.</summary>
    /// <param name="steps">How many, at least 1.</param>
    /// <param name="afterStep">Called with each step that was done, while all threads wait; whether to go on.</param>
    public void Run(long steps, Func<long, bool> afterStep)
    {
        if (Step == 0) SendBeforeFirstStep();
        _goesOn = afterStep;
        _last = Step + steps;
        var crew = new Crew(_threads);
        if (_threads == 1) RunShard(0, crew);
        else RunTogether(crew);
    }

    // apart, so that a run on one thread makes no closure
    void RunTogether(Crew crew) => crew.Run(shard => RunShard(shard, crew));

    void RunShard(int shard, Crew crew)
    {
        for (long step = Step + 1; step <= _last; step++) Tick(step, shard, crew);
    }

    // One step of one shard. A spike is sent in the step in which it is fired, into the step in which it acts, with the weight of
    // before learning (Davies et al. 2018).
    void Tick(long step, int shard, Crew crew)
    {
        Integrate(step, shard);
        crew.Meet(_gather);
        Deliver(step, shard);
        if (_learns)
        {
            UpdateTraces(step, shard);
            crew.Meet(_prepare);
            Learn(step, shard);
        }
        crew.Meet(_end);
    }

    void Integrate(long step, int shard)
    {
        foreach (var state in _groups) state?.Update(step, shard);
    }

    void GatherSpikes()
    {
        foreach (var state in _sources) state?.Update(Step + 1);
        foreach (var state in _groups) state?.Fired.Merge();
        foreach (var state in _learning) state?.Gather(Step + 1);
    }

    void Deliver(long step, int shard)
    {
        foreach (var state in _synapses) state.Deliver(step, shard);
    }

    void UpdateTraces(long step, int shard)
    {
        foreach (var state in _learning) state?.UpdateTraces(step, shard);
    }

    void PrepareRules()
    {
        foreach (var state in _learning) state?.Prepare(Step + 1);
    }

    void Learn(long step, int shard)
    {
        foreach (var state in _learning) state?.Apply(step, shard);
    }

    void EndStep()
    {
        Step++;
        if (!_goesOn(Step)) _last = Step;
    }

    // Spikes with tag 0, which act from step 1 on.
    void SendBeforeFirstStep()
    {
        foreach (var state in _sources) state?.Update(0);
        foreach (var state in _learning) state?.Gather(0);
        for (int shard = 0; shard < _threads; shard++)
        {
            Deliver(0, shard);
            UpdateTraces(0, shard);
        }
        foreach (var state in _learning) state?.Prepare(0);
    }

    /// <summary>Writes the whole state, a section for each part.</summary>
    public void Save(SavedStateWriter writer)
    {
        writer.Section(section => section.Write(Step));
        foreach (var state in _groups) if (state is not null) writer.Section(state.Save);
        foreach (var state in _sources) if (state is not null) writer.Section(state.Save);
        foreach (var state in _synapses) writer.Section(state.Save);
        foreach (var state in _learning) if (state is not null) writer.Section(state.Save);
    }

    /// <summary>Takes over a saved state; after a failure the machine is of no use.</summary>
    /// <exception cref="LoihiException">It is damaged.</exception>
    public void Load(SavedStateReader reader)
    {
        Read("the step", section => Step = section.Int64(0, long.MaxValue / 2, "the step"));
        foreach (var state in _groups) if (state is not null) Read(state.Group.Name, state.Load);
        foreach (var state in _sources) if (state is not null) Read(state.Name, section => state.Load(section, Step));
        foreach (var connection in _program.Connections) Read(connection.Name, _synapses[connection.Index].Load);
        foreach (var connection in _program.Connections)
            if (_learning[connection.Index] is { } state) Read($"the learning of {connection.Name}", state.Load);

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
            var source = _sources[population.Index] = new SourceState((SpikeSource)population);
            return source.Fired;
        }
        var joined = group.Dendrite is { } dendrite ? _groups[dendrite.Group.Index] : null;
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)LongestDelay(group) + 2);
        var state = _groups[group.Index] = new GroupState(group, _program.Conventions, joined, slots, _threads, seed);
        return state.Fired;
    }

    void Add(Connection connection, ulong seed)
    {
        var pre = _fired[connection.From.Index];
        var target = _groups[connection.To.Index]!;
        var state = _synapses[connection.Index] = new SynapseState(connection, pre, target);
        if (connection.Synapse.Plasticity is not { } plasticity) return;
        var reward = plasticity.Reward is { } population ? _fired[population.Index] : null;
        _learning[connection.Index] = new LearningState(connection, state, pre, target.Fired, reward, _program.Conventions, _threads, seed);
    }

    int LongestDelay(NeuronGroup group) => _program.Connections.Where(connection => connection.To == group)
        .Select(connection => connection.Synapse.Plasticity?.Changes(RuleTarget.Delay) == true
            ? Synapse.MaxDelay : connection.Synapse.Delay)
        .DefaultIfEmpty(0).Max();
}
