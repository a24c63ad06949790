using Spikebook.Storage;

namespace Spikebook.Loihi;

/// <summary>
/// A program while it runs. Steps count from 1; step 0 is the state before. What goes in is sent with <see cref="SpikeInput"/>, what
/// comes out is read here between steps or recorded with <see cref="Recording"/>; <see cref="HostAccess"/> writes as the chip's host can.
/// </summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public sealed class LoihiRun
{
    readonly List<Probe> _probes = [];
    readonly OverflowWatch _overflow;
    readonly Func<long, bool> _afterStep;
    long _firstStep, _lastStep;
    CancellationToken _cancel;
    IProgress<long>? _progress;
    string? _stop;
    int _running;

    internal LoihiRun(LoihiProgram program, ulong seed, int threads, OverflowResponse overflow)
    {
        Bounds.Check(threads, 1, 256, "threads");
        (Program, Seed, Threads) = (program, seed, threads);
        Machine = new Machine(program, seed, threads);
        _overflow = new OverflowWatch(program, Machine, overflow);
        _afterStep = AfterStep;
    }

    /// <summary>The program that runs.</summary>
    public LoihiProgram Program { get; }

    /// <summary>Seed of stochastic rounding and noise.</summary>
    public ulong Seed { get; }

    /// <summary>What it takes to get these results again.</summary>
    public LoihiProvenance Provenance => new(
        typeof(LoihiRun).Assembly.GetName().Version!.ToString(3), Seed, Step, Program.Conventions,
            Convert.ToHexString(SavedState.Fingerprint(Program)));

    /// <summary>Steps done.</summary>
    public long Step => Machine.Step;

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; }

    /// <summary>Synapses over which spikes went so far.</summary>
    public long SynapticEvents => Machine.SynapticEvents;

    /// <summary>
    /// Synapses to which learning rules were applied so far; one that is reached both by its row and by its column counts twice.
    /// </summary>
    public long LearningEvents => Machine.LearningEvents;

    /// <summary>
    /// Hears of the first wrap in a group when the response is <see cref="OverflowResponse.Warn"/>; by default a line on the error output.
    /// </summary>
    public Action<string> Warn { get; set; } = Console.Error.WriteLine;

    internal Machine Machine { get; }

    /// <summary>Runs a number of steps.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="cancel">Stops the run between two steps.</param>
    /// <param name="progress">Told the number of steps done, about a hundred times.</param>
    /// <exception cref="LoihiException">
    /// A current or a summed input wrapped, and the response to that is <see cref="OverflowResponse.Throw"/>; or the run is running
    /// already.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was stopped after a whole step; it can be continued.</exception>
    public void Run(long steps, CancellationToken cancel = default, IProgress<long>? progress = null)
    {
        Bounds.Check(steps, 0, long.MaxValue / 2 - Step, "steps");
        cancel.ThrowIfCancellationRequested();
        if (steps == 0) return;
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new LoihiException($"Run was called in step {Step} while the run is running, by what receives its steps or by "
                + "another thread; call it when Run has returned.");
        try
        {
            (_firstStep, _lastStep) = (Step + 1, Step + steps);
            (_cancel, _progress) = (cancel, progress);
            Machine.Run(steps, _afterStep);
        }
        finally
        {
            _running = 0;
        }
        if (_stop is { } problem)
        {
            _stop = null;
            throw new LoihiException(problem);
        }
        cancel.ThrowIfCancellationRequested();
    }

    // Between two steps: says what wrapped, records, reports; whether to go on.
    bool AfterStep(long step)
    {
        _stop ??= _overflow.Look(step, Warn);
        // one that a receiver adds begins with the next step
        for (int k = 0, known = _probes.Count; k < known; k++) _probes[k].Observe(step);
        long done = step - _firstStep + 1;
        if (_progress is not null && done % Math.Max(1, (_lastStep - _firstStep + 1) / 100) == 0) _progress.Report(done);
        return _stop is null && !_cancel.IsCancellationRequested;
    }

    /// <summary>
    /// Saves the whole state; <see cref="Starting.Restore(LoihiProgram, Stream, int, OverflowResponse)"/> goes on from it bit for bit.
    /// Probes are not part of it.
    /// </summary>
    /// <param name="stream">Where to.</param>
    /// <exception cref="IOException">The stream cannot take it.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var writer = new SavedStateWriter(stream);
        SavedState.WriteSeed(writer, Program, Seed);
        Machine.Save(writer);
    }

    /// <summary>
    /// Saves the whole state to a file, which appears only when it is complete; a failure leaves nothing behind and an earlier file as it
    /// was.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LoihiException">The file cannot be written.</exception>
    public void Save(string path) => Save(path, Disk.Machine);

    internal void Save(string path, Disk disk)
    {
        try
        {
            AtomicFile.Write(path, Save, disk);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LoihiException($"the run cannot be saved: {problem.Message}", problem);
        }
    }

    internal void Load(SavedStateReader reader)
    {
        Machine.Load(reader);
        _overflow.Forget();
    }

    /// <summary>Who fired in the last step.</summary>
    public ReadOnlySpan<int> FiredBy(Population population) => Machine.FiredOf(population).Indices;

    /// <summary>Currents u of a group's neurons.</summary>
    public ReadOnlySpan<int> Currents(NeuronGroup group) => Machine.StateOf(group).Cells.U.AsSpan(0, group.Count);

    /// <summary>Voltages v of a group's neurons.</summary>
    public ReadOnlySpan<int> Voltages(NeuronGroup group) => Machine.StateOf(group).Cells.V.AsSpan(0, group.Count);

    /// <summary>Steps for which each voltage of a group is still held at 0 after a spike; 0 for neurons that are idle.</summary>
    public ReadOnlySpan<int> RefractorySteps(NeuronGroup group) => Machine.StateOf(group).Cells.Hold.AsSpan(0, group.Count);

    /// <summary>The functional state of a neuron.</summary>
    /// <param name="group">The group.</param>
    /// <param name="neuron">The neuron.</param>
    public FunctionalState StateOf(NeuronGroup group, int neuron)
        => RefractorySteps(group)[neuron] > 0 ? FunctionalState.Refractory : FunctionalState.Idle;

    /// <summary>How often values of a group left their range so far.</summary>
    public Overflows OverflowsOf(NeuronGroup group) => Machine.StateOf(group).Overflows;

    /// <summary>Weight mantissas of all synapses of a connection, by pre, then post.</summary>
    public ReadOnlySpan<short> StoredWeights(Connection connection) => Machine.SynapsesOf(connection).Weights;

    /// <summary>Weight mantissas of a connection, [pre, post]; 0 where there is no synapse.</summary>
    public int[,] Weights(Connection connection)
    {
        var stored = StoredWeights(connection);
        var weights = new int[connection.From.Count, connection.To.Count];
        var links = connection.Links;
        for (int pre = 0; pre < links.Rows; pre++)
            for (int k = links.RowStart[pre]; k < links.RowStart[pre + 1]; k++)
                weights[pre, links.Post[k]] = stored[k];
        return weights;
    }

    /// <summary>How many synapses of a connection have which weight.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="width">Width of a bin, in mantissas.</param>
    public IReadOnlyList<WeightBin> WeightHistogram(Connection connection, int width = 16)
    {
        Bounds.Check(width, 1, 512, $"{connection.Name}: width of a bin");
        return WeightBin.Of(StoredWeights(connection), width);
    }

    /// <summary>Delays of all synapses of a connection whose rules learn delays, by pre, then post.</summary>
    /// <exception cref="LoihiException">No rule of the connection changes delays.</exception>
    public ReadOnlySpan<short> Delays(Connection connection) => SynapsesOf(connection, RuleTarget.Delay);

    /// <summary>Tags of all synapses of a connection whose rules read or change tags, by pre, then post.</summary>
    /// <exception cref="LoihiException">No rule of the connection reads or changes tags.</exception>
    public ReadOnlySpan<short> Tags(Connection connection) => SynapsesOf(connection, RuleTarget.Tag);

    /// <summary>Values of a trace of a connection that learns, one for each neuron before (x) or after (y) it; one in all for r1.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="trace">X1, X2, Y1, Y2, Y3 or R1.</param>
    /// <exception cref="LoihiException">The connection does not learn, or does not have that trace.</exception>
    public ReadOnlySpan<byte> Traces(Connection connection, RuleVariable trace) => TraceOf(connection, trace);

    internal short[] SynapsesOf(Connection connection, RuleTarget variable)
    {
        var synapses = Machine.SynapsesOf(connection);
        return variable switch
        {
            RuleTarget.Weight => synapses.Weights,
            RuleTarget.Delay => synapses.Delays
                ?? throw new LoihiException($"{connection.Name}: no rule changes the delay, which is {connection.Synapse.Delay} "
                    + "for all; add a rule 'dd = …'."),
            _ => synapses.Tags ?? throw new LoihiException($"{connection.Name}: no rule reads or changes the tag; add a rule 'dt = …'."),
        };
    }

    internal byte[] TraceOf(Connection connection, RuleVariable trace)
    {
        if (Machine.LearningOf(connection) is not { } learning)
            throw new LoihiException($"{connection.Name} does not learn and so has no traces; give its synapse a Plasticity.");
        byte[] values = learning.Inputs.TraceOf(trace).Values;
        if (values.Length > 0) return values;
        throw new LoihiException($"{connection.Name} has no trace {trace}; set {trace} = new SpikeTrace(impulse, timeConstant) in "
            + "its Plasticity.");
    }

    internal T Add<T>(T probe) where T : Probe
    {
        _probes.Add(probe);
        return probe;
    }

    /// <summary>Step, seed, events so far, and the program.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"run: step {Step:N0}, seed {Seed}, {SynapticEvents:N0} synaptic and {LearningEvents:N0} learning events")
            + Environment.NewLine + Program;
}
