using System.Numerics;
using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>A program while it runs. Steps count from 1; step 0 is the state before.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class LoihiRun
{
    readonly GroupState?[] _groups;   // by population; null for sources
    readonly SourceState?[] _sources; // by population; null for groups
    readonly Fired[] _fired;          // by population
    readonly SynapseState[] _synapses;
    readonly LearningState?[] _learning;
    readonly bool _learns;
    readonly List<Probe> _probes = [];
    readonly OverflowResponse _overflow;
    readonly (bool Current, bool Input)[] _told; // by population: which wraps were answered
    string? _stop;
    readonly Action _collect, _prepare, _finish;
    long _firstStep, _lastStep;
    CancellationToken _cancel;
    IProgress<long>? _progress;

    internal LoihiRun(LoihiProgram program, ulong seed, int threads, OverflowResponse overflow)
    {
        Bounds.Check(threads, 1, 256, "threads");
        _overflow = overflow;
        _told = new (bool, bool)[program.Populations.Count];
        Program = program;
        Seed = seed;
        Threads = threads;
        int populations = program.Populations.Count;
        _groups = new GroupState?[populations];
        _sources = new SourceState?[populations];
        _fired = new Fired[populations];
        foreach (var population in program.Populations)
        {
            if (population is NeuronGroup group)
            {
                int slots = (int)BitOperations.RoundUpToPowerOf2((uint)LongestDelay(group) + 2);
                var state = _groups[population.Index] = new GroupState(group, program.Conventions, JoinedBy(group), slots, threads, seed);
                _fired[population.Index] = state.Fired;
            }
            else
            {
                var state = _sources[population.Index] = new SourceState((SpikeSource)population);
                _fired[population.Index] = state.Fired;
            }
        }
        _synapses = new SynapseState[program.Connections.Count];
        _learning = new LearningState?[program.Connections.Count];
        foreach (var connection in program.Connections)
        {
            var pre = _fired[connection.From.Index];
            var target = _groups[connection.To.Index]!;
            var synapses = _synapses[connection.Index] = new SynapseState(connection, pre, target, threads);
            if (connection.Synapse.Plasticity is { } plasticity)
                _learning[connection.Index] = new LearningState(connection, synapses, pre, target.Fired,
                    plasticity.Reward is { } reward ? _fired[reward.Index] : null, program.Conventions, threads, seed);
        }
        _learns = _learning.Any(learning => learning is not null);
        (_collect, _prepare, _finish) = (Collect, Prepare, Finish);
    }

    // A dendrite is added to the network before its soma, so its state exists, and is updated, first.
    GroupState? JoinedBy(NeuronGroup group) => group.Dendrite is { } dendrite ? _groups[dendrite.Group.Index] : null;

    int LongestDelay(NeuronGroup group) => Program.Connections.Where(connection => connection.To == group)
        .Select(connection => connection.Synapse.Plasticity?.Changes(RuleTarget.Delay) == true ? Synapse.MaxDelay : connection.Synapse.Delay)
        .DefaultIfEmpty(0).Max();

    /// <summary>The program that runs.</summary>
    public LoihiProgram Program { get; }

    /// <summary>Seed of stochastic rounding and noise.</summary>
    public ulong Seed { get; }

    /// <summary>What it takes to get these results again.</summary>
    public Provenance Provenance => new(typeof(LoihiRun).Assembly.GetName().Version!.ToString(3), Seed, Step, Program.Conventions, Convert.ToHexString(Checkpoint.Fingerprint(Program)));

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; }

    /// <summary>Synapses over which spikes went so far.</summary>
    public long SynapticEvents => _synapses.Sum(synapses => synapses.Events);

    /// <summary>Synapses to which learning rules were applied so far; one that is reached both by its row and by its column counts twice.</summary>
    public long LearningEvents => _learning.Sum(learning => learning?.Visits ?? 0);

    /// <summary>Hears of the first wrap in a group when the response is <see cref="OverflowResponse.Warn"/>; by default a line on the error output.</summary>
    public Action<string> Warn { get; set; } = Console.Error.WriteLine;

    /// <summary>Runs a number of steps.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="cancel">Stops the run between two steps.</param>
    /// <param name="progress">Told the number of steps done, about a hundred times.</param>
    /// <exception cref="LoihiException">A current or a summed input wrapped, and the response to that is <see cref="OverflowResponse.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped after a whole step; it can be continued.</exception>
    public void Run(long steps, CancellationToken cancel = default, IProgress<long>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        cancel.ThrowIfCancellationRequested();
        if (steps == 0) return;
        if (Step == 0) SendBeforeFirstStep();
        (_firstStep, _lastStep) = (Step + 1, Step + steps);
        (_cancel, _progress) = (cancel, progress);
        var crew = new Crew(Threads);
        if (Threads == 1) Steps(0, crew);
        else RunTogether(crew);
        if (_stop is { } problem)
        {
            _stop = null;
            throw new LoihiException(problem);
        }
        cancel.ThrowIfCancellationRequested();
    }

    void RunTogether(Crew crew) => crew.Run(shard => Steps(shard, crew));

    void Steps(int shard, Crew crew)
    {
        for (long step = _firstStep; step <= _lastStep; step++) Tick(step, shard, crew);
    }

    // One step of one shard. Spikes are sent in the step in which they are fired, into the slot of the step in which they act,
    // with the weights of before learning.
    void Tick(long step, int shard, Crew crew)
    {
        Integrate(step, shard);
        crew.Meet(_collect);
        Deliver(step, shard);
        if (_learns)
        {
            UpdateTraces(step, shard);
            crew.Meet(_prepare);
            Learn(step, shard);
        }
        crew.Meet(_finish);
    }

    void SendBeforeFirstStep()
    {
        foreach (var source in _sources) source?.Update(0);
        foreach (var learning in _learning) learning?.Gather(0);
        for (int shard = 0; shard < Threads; shard++)
        {
            Deliver(0, shard);
            UpdateTraces(0, shard);
        }
        foreach (var learning in _learning) learning?.Prepare(0);
    }

    void Integrate(long step, int shard)
    {
        foreach (var group in _groups) group?.Update(step, shard);
    }

    void Deliver(long step, int shard)
    {
        foreach (var synapses in _synapses) synapses.Deliver(step, shard);
    }

    void UpdateTraces(long step, int shard)
    {
        foreach (var learning in _learning) learning?.UpdateTraces(step, shard);
    }

    void Learn(long step, int shard)
    {
        foreach (var learning in _learning) learning?.Apply(step, shard);
    }

    void Collect()
    {
        foreach (var source in _sources) source?.Update(Step + 1);
        foreach (var group in _groups) group?.Fired.Merge();
        foreach (var learning in _learning) learning?.Gather(Step + 1);
    }

    void Prepare()
    {
        foreach (var learning in _learning) learning?.Prepare(Step + 1);
    }

    void Finish()
    {
        Step++;
        if (_overflow != OverflowResponse.Count)
            foreach (var population in _groups) Tell(population);
        foreach (var probe in _probes) probe.Observe(Step);
        if (_progress is not null && (Step - _firstStep + 1) % Math.Max(1, (_lastStep - _firstStep + 1) / 100) == 0) _progress.Report(Step - _firstStep + 1);
        if (_cancel.IsCancellationRequested) _lastStep = Step;
    }

    void Tell(GroupState? state)
    {
        if (state is null) return;
        var wrapped = state.Wrapped;
        ref var told = ref _told[state.Group.Index];
        if (wrapped == told) return;
        var limits = Program.Conventions;
        if (wrapped.Input && !told.Input)
            Answer("a summed input", limits.Input == InputRange.Wrap ? "±2^21" : "32 bits", "use smaller weights or exponents, or fewer spikes at a time");
        if (wrapped.Current && !told.Current)
            Answer("a current", limits.Current == CurrentRange.Unlimited ? "32 bits" : "±2^23", "use smaller weights, exponents or biases, or a larger current decay");
        told = wrapped;

        void Answer(string what, string limit, string remedy)
        {
            string message = $"{state.Group.Name}: {what} went beyond {limit} in step {Step} and wrapped, as it would on the chip; {remedy}, or start with OverflowResponse.Count if that is meant.";
            if (_overflow == OverflowResponse.Warn) Warn(message);
            else
            {
                _stop ??= message;
                _lastStep = Step;
            }
        }
    }

    /// <summary>Lets a port of a source send a spike with a tag; it acts in step tag + 1 + delay.</summary>
    /// <param name="source">The source.</param>
    /// <param name="tag">Step in which the port "fires", later than the steps already done (0 is possible before the first step).</param>
    /// <param name="ports">The ports.</param>
    /// <exception cref="ArgumentException">The tag is over, there is no such port, or it already sends with this tag.</exception>
    public void Send(SpikeSource source, long tag, params ReadOnlySpan<int> ports)
    {
        var state = SourceOf(source);
        long earliest = Step == 0 ? 0 : Step + 1;
        // the texts of errors are made only for errors: a circuit sends a hundred spikes a sample
        if (tag < earliest) Bounds.Check(tag, earliest, long.MaxValue, $"{source.Name}: tag", "that step is over; send with the tag of a step to come");
        foreach (int port in ports)
        {
            if ((uint)port >= (uint)source.Count) Bounds.Check(port, 0, source.Count - 1, $"{source.Name}: port");
            if (state.Waits(tag, port)) throw state.Twice(tag, port);
        }
        if (IsAscending(ports))
        {
            foreach (int port in ports) state.Add(tag, port);
            return;
        }
        int[] sorted = [.. ports]; // what comes in order need not be sorted when the step comes
        Array.Sort(sorted);
        foreach (int port in sorted) state.Add(tag, port);

        static bool IsAscending(ReadOnlySpan<int> ports)
        {
            for (int k = 1; k < ports.Length; k++)
                if (ports[k] < ports[k - 1]) return false;
            return true;
        }
    }

    /// <summary>Lets a port send spikes with several tags.</summary>
    /// <param name="source">The source.</param>
    /// <param name="port">The port.</param>
    /// <param name="tags">The tags; see <see cref="Send"/>.</param>
    public void SendTrain(SpikeSource source, int port, params ReadOnlySpan<long> tags)
    {
        foreach (long tag in tags) Send(source, tag, port);
    }

    /// <summary>Lets every port send random spikes in the next steps, in each step with the same probability.</summary>
    /// <param name="source">The source.</param>
    /// <param name="rate">Probability of a spike per port and step, 0 … 1.</param>
    /// <param name="steps">Number of steps.</param>
    public void SendPoisson(SpikeSource source, double rate, long steps)
    {
        if (!(rate is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), $"rate = {rate} spikes per step is outside 0 … 1.");
        var stream = Streams.For(Seed, "input " + source.Name, Step);
        for (long tag = Step + 1; tag <= Step + steps; tag++)
            for (int port = 0; port < source.Count; port++)
                if (stream.NextDouble() < rate) Send(source, tag, port);
    }

    /// <summary>Saves the whole state; <see cref="LoihiProgram.Restore(Stream, int, OverflowResponse)"/> goes on from it bit for bit. Probes are not part of it.</summary>
    /// <param name="stream">Where to.</param>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        Checkpoint.WriteHeader(writer, Program, Seed);
        writer.Write(Step);
        foreach (var group in _groups) group?.Save(writer);
        foreach (var source in _sources) source?.Save(writer);
        foreach (var synapses in _synapses) synapses.Save(writer);
        foreach (var learning in _learning) learning?.Save(writer);
    }

    /// <summary>Saves the whole state to a file, which appears only when it is complete; a failure leaves nothing behind and an earlier file as it was.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path)
    {
        string partial = path + ".partial";
        try
        {
            using (var stream = File.Create(partial)) Save(stream);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    internal void Load(BinaryReader reader)
    {
        try
        {
            Step = reader.ReadInt64();
            foreach (var group in _groups) group?.Load(reader);
            foreach (var source in _sources) source?.Load(reader);
            foreach (var synapses in _synapses) synapses.Load(reader);
            foreach (var learning in _learning) learning?.Load(reader);
            foreach (var group in _groups)
                if (group is not null) _told[group.Group.Index] = group.Wrapped;
        }
        catch (EndOfStreamException)
        {
            throw new LoihiException("the saved run ends too early; the file is damaged, use an earlier one.");
        }
    }

    /// <summary>Who fired in the last step.</summary>
    public ReadOnlySpan<int> FiredBy(Population population) => _fired[Own(population).Index].Indices;

    /// <summary>Currents u of a group's neurons.</summary>
    public ReadOnlySpan<int> Currents(NeuronGroup group) => GroupOf(group).U.AsSpan(0, group.Count);

    /// <summary>Voltages v of a group's neurons.</summary>
    public ReadOnlySpan<int> Voltages(NeuronGroup group) => GroupOf(group).V.AsSpan(0, group.Count);

    /// <summary>Steps for which each voltage of a group is still held at 0 after a spike; 0 for neurons that are idle.</summary>
    public ReadOnlySpan<int> RefractorySteps(NeuronGroup group) => GroupOf(group).Hold.AsSpan(0, group.Count);

    /// <summary>The functional state of a neuron.</summary>
    /// <param name="group">The group.</param>
    /// <param name="neuron">The neuron.</param>
    public FunctionalState StateOf(NeuronGroup group, int neuron) => RefractorySteps(group)[neuron] > 0 ? FunctionalState.Refractory : FunctionalState.Idle;

    /// <summary>Delays of all synapses of a connection whose rules learn delays, by pre, then post.</summary>
    /// <exception cref="LoihiException">No rule of the connection changes delays.</exception>
    public ReadOnlySpan<short> Delays(Connection connection) => SynapsesOf(connection, RuleTarget.Delay);

    /// <summary>Tags of all synapses of a connection whose rules read or change tags, by pre, then post.</summary>
    /// <exception cref="LoihiException">No rule of the connection reads or changes tags.</exception>
    public ReadOnlySpan<short> Tags(Connection connection) => SynapsesOf(connection, RuleTarget.Tag);

    short[] SynapsesOf(Connection connection, RuleTarget variable)
    {
        var synapses = _synapses[Own(connection).Index];
        return variable switch
        {
            RuleTarget.Weight => synapses.Weights,
            RuleTarget.Delay => synapses.Delays ?? throw new LoihiException($"{connection.Name}: no rule changes the delay, which is {connection.Synapse.Delay} for all; add a rule 'dd = …'."),
            _ => synapses.Tags ?? throw new LoihiException($"{connection.Name}: no rule reads or changes the tag; add a rule 'dt = …'."),
        };
    }

    /// <summary>Weight mantissas of a connection, [pre, post]; 0 where there is no synapse.</summary>
    public int[,] Weights(Connection connection)
    {
        var weights = new int[connection.From.Count, connection.To.Count];
        var stored = _synapses[Own(connection).Index].Weights;
        var links = connection.Links;
        for (int pre = 0; pre < links.Rows; pre++)
            for (int k = links.RowStart[pre]; k < links.RowStart[pre + 1]; k++)
                weights[pre, links.Post[k]] = stored[k];
        return weights;
    }

    /// <summary>Weight mantissas of all synapses of a connection, by pre, then post.</summary>
    public ReadOnlySpan<short> StoredWeights(Connection connection) => _synapses[Own(connection).Index].Weights;

    /// <summary>How many synapses of a connection have which weight.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="width">Width of a bin, in mantissas.</param>
    public IReadOnlyList<WeightBin> WeightHistogram(Connection connection, int width = 16)
    {
        Bounds.Check(width, 1, 512, $"{connection.Name}: width of a bin");
        var bins = new SortedDictionary<int, int>();
        foreach (short weight in StoredWeights(connection))
        {
            int bin = (int)Math.Floor(weight / (double)width);
            bins[bin] = bins.GetValueOrDefault(bin) + 1;
        }
        return bins.Count == 0 ? [] : [.. Enumerable.Range(bins.Keys.First(), bins.Keys.Last() - bins.Keys.First() + 1)
            .Select(bin => new WeightBin(bin * width, bin * width + width - 1, bins.GetValueOrDefault(bin)))];
    }

    /// <summary>Overwrites the weights of a connection that learns, as the chip's host can between two steps.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="mantissas">Mantissas of all synapses, by pre, then post.</param>
    /// <exception cref="ArgumentException">The number of weights is wrong, a weight is out of range, or the connection does not learn.</exception>
    public void SetWeights(Connection connection, ReadOnlySpan<short> mantissas)
    {
        var synapses = _synapses[Own(connection).Index];
        if (!synapses.IsPlastic) throw new ArgumentException($"{connection.Name} does not learn, its weights are constant; give the synapse a Plasticity.");
        if (mantissas.Length != connection.Count) throw new ArgumentException($"{connection.Name}: {mantissas.Length} weights for {connection.Count} synapses; give one for each, by pre, then post.");
        var stored = new short[mantissas.Length];
        for (int k = 0; k < stored.Length; k++) stored[k] = (short)connection.Synapse.Store(mantissas[k], Program.Conventions.LostBits);
        stored.CopyTo(synapses.Weights.AsSpan());
    }

    /// <summary>Values of a trace of a connection that learns, one for each neuron before (x) or after (y) it; one in all for r1.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="trace">X1, X2, Y1, Y2, Y3 or R1.</param>
    /// <exception cref="LoihiException">The connection does not learn, or does not have that trace.</exception>
    public ReadOnlySpan<byte> Traces(Connection connection, RuleVariable trace) => TraceOf(connection, trace);

    /// <summary>
    /// Overwrites a trace, as the chip's embedded processors can between two steps; nengo-loihi writes the errors of its PES rule so.
    /// </summary>
    /// <param name="connection">Which.</param>
    /// <param name="trace">X1, X2, Y1, Y2, Y3 or R1; one that only this call changes is a <see cref="SpikeTrace.Written"/>.</param>
    /// <param name="values">0 … 127, one for each neuron before (x) or after (y) the connection; one in all for r1.</param>
    /// <exception cref="LoihiException">The connection does not learn, or does not have that trace.</exception>
    /// <exception cref="ArgumentException">The number of values is wrong, or one of them is out of range.</exception>
    public void SetTraces(Connection connection, RuleVariable trace, ReadOnlySpan<byte> values)
    {
        byte[] kept = TraceOf(connection, trace);
        if (values.Length != kept.Length) throw new ArgumentException($"{connection.Name}.{trace}: {values.Length} values for {kept.Length} neurons; give one for each.");
        foreach (byte value in values) Bounds.Check(value, 0, SpikeTrace.Max, $"{connection.Name}.{trace}");
        values.CopyTo(kept);
    }

    byte[] TraceOf(Connection connection, RuleVariable trace)
    {
        if (LearningOf(connection) is not { } learning) throw new LoihiException($"{connection.Name} does not learn and so has no traces; give its synapse a Plasticity.");
        byte[] values = learning.TraceOf(trace).Values;
        if (values.Length == 0) throw new LoihiException($"{connection.Name} has no trace {trace}; set {trace} = new SpikeTrace(impulse, timeConstant) in its Plasticity.");
        return values;
    }

    /// <summary>Records the spikes of a population.</summary>
    /// <param name="population">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    public SpikeProbe RecordSpikes(Population population, Window? window = null) => Add(new SpikeProbe(Own(population), _fired[population.Index], window ?? Window.All));

    /// <summary>Records currents u, after each step.</summary>
    /// <param name="group">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="neurons">Of which neurons; default all.</param>
    public StateProbe RecordCurrents(NeuronGroup group, Window? window = null, IReadOnlyList<int>? neurons = null) => Add(new StateProbe($"{group.Name}.u", GroupOf(group).U, group.Count, window ?? Window.All, neurons));

    /// <summary>Records voltages v, after each step.</summary>
    /// <param name="group">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="neurons">Of which neurons; default all.</param>
    public StateProbe RecordVoltages(NeuronGroup group, Window? window = null, IReadOnlyList<int>? neurons = null) => Add(new StateProbe($"{group.Name}.v", GroupOf(group).V, group.Count, window ?? Window.All, neurons));

    /// <summary>Records for how many steps neurons are still refractory, after each step; 0 is idle.</summary>
    /// <param name="group">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="neurons">Of which neurons; default all.</param>
    public StateProbe RecordRefractorySteps(NeuronGroup group, Window? window = null, IReadOnlyList<int>? neurons = null) => Add(new StateProbe($"{group.Name}.refractory", GroupOf(group).Hold, group.Count, window ?? Window.All, neurons));

    /// <summary>Records the weight mantissas of a connection, after each step.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="variable">Weights, or delays or tags that rules change.</param>
    /// <exception cref="LoihiException">No rule of the connection has that variable.</exception>
    public WeightProbe RecordWeights(Connection connection, Window? window = null, RuleTarget variable = RuleTarget.Weight)
        => Add(new WeightProbe(variable == RuleTarget.Weight ? connection.Name : $"{connection.Name}.{variable}", SynapsesOf(connection, variable), window ?? Window.All));

    /// <summary>Records a trace of a connection that learns, after each step.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="trace">X1, X2, Y1, Y2, Y3 or R1.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <exception cref="LoihiException">The connection does not learn, or does not have that trace.</exception>
    public StateProbe RecordTraces(Connection connection, RuleVariable trace, Window? window = null)
    {
        byte[] values = TraceOf(connection, trace);
        return Add(new StateProbe($"{connection.Name}.{trace}", values, values.Length, window ?? Window.All, null));
    }

    /// <summary>Counts spikes by stretches of steps and by neuron.</summary>
    /// <param name="population">Whose.</param>
    /// <param name="bin">Number of recorded steps in a stretch.</param>
    /// <param name="window">In which steps; default all.</param>
    public ActivityProbe RecordActivity(Population population, long bin = 1, Window? window = null)
        => Add(new ActivityProbe(Own(population), _fired[population.Index], bin, window ?? Window.All));

    /// <summary>Hands each spike of a population to a receiver as it happens; nothing is kept.</summary>
    /// <param name="population">Whose.</param>
    /// <param name="receive">Called for each spike, by step, then neuron, between two steps.</param>
    /// <param name="window">In which steps; default all.</param>
    public StreamProbe StreamSpikes(Population population, Action<Spike> receive, Window? window = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        var fired = _fired[Own(population).Index];
        return Add(new StreamProbe(population.Name, step =>
        {
            foreach (int neuron in fired.Indices) receive(new Spike(step, neuron));
        }, window ?? Window.All));
    }

    /// <summary>Calls a receiver after each step, which may read anything of the run and send spikes of later steps.</summary>
    /// <param name="receive">Given the run, whose <see cref="Step"/> is the step just done.</param>
    /// <param name="window">After which steps; default all.</param>
    public StreamProbe OnStep(Action<LoihiRun> receive, Window? window = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return Add(new StreamProbe("step", _ => receive(this), window ?? Window.All));
    }

    /// <summary>Counts and prices the events of the run on the cores of a placement.</summary>
    /// <param name="placement">Where the network lies; from <see cref="LoihiProgram.Place"/>.</param>
    /// <param name="window">In which steps; default all from now on. Learning is counted from now on, whatever the window.</param>
    /// <param name="costs">Costs of events; default <see cref="CostModel.Loihi1"/>.</param>
    public CostProbe RecordCost(Placement placement, Window? window = null, CostModel? costs = null)
    {
        ArgumentNullException.ThrowIfNull(placement);
        if (placement.Program != Program) throw new ArgumentException("the placement is of another program; place the one that runs.");
        return Add(new CostProbe(placement, costs ?? CostModel.Loihi1, _groups, _fired, _learning, window ?? Window.All));
    }

    /// <summary>Step, seed, events so far, and the program.</summary>
    public override string ToString()
        => FormattableString.Invariant($"run: step {Step:N0}, seed {Seed}, {SynapticEvents:N0} synaptic and {LearningEvents:N0} learning events") + Environment.NewLine + Program;

    T Add<T>(T probe) where T : Probe
    {
        _probes.Add(probe);
        return probe;
    }

    /// <summary>How often values of a group left their range so far.</summary>
    public Overflows OverflowsOf(NeuronGroup group) => GroupOf(group).Overflows;

    internal LearningState? LearningOf(Connection connection) => _learning[Own(connection).Index];

    GroupState GroupOf(NeuronGroup group) => _groups[Own(group).Index]!;

    SourceState SourceOf(SpikeSource source) => _sources[Own(source).Index]!;

    Population Own(Population population)
    {
        ArgumentNullException.ThrowIfNull(population);
        if (population.Index >= Program.Populations.Count || Program.Populations[population.Index] != population)
            throw new ArgumentException($"{population} is not in the program that runs; it was added after Compile or belongs to another network.");
        return population;
    }

    Connection Own(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.Index >= Program.Connections.Count || Program.Connections[connection.Index] != connection)
            throw new ArgumentException($"{connection} is not in the program that runs; it was added after Compile or belongs to another network.");
        return connection;
    }
}
