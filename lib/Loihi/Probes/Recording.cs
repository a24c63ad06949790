namespace Spikebook.Loihi;

/// <summary>Probes that observe a run from the next step on.</summary>
public static class Recording
{
    /// <summary>Records the spikes of a population.</summary>
    /// <param name="run">The run.</param>
    /// <param name="population">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    public static SpikeProbe RecordSpikes(this LoihiRun run, Population population, Window? window = null)
        => run.Add(new SpikeProbe(population, run.Machine.FiredOf(population), window ?? Window.All));

    /// <summary>Records currents u, after each step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="group">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="neurons">Of which neurons; default all.</param>
    public static StateProbe RecordCurrents(this LoihiRun run, NeuronGroup group, Window? window = null, IReadOnlyList<int>? neurons = null)
        => run.Add(new StateProbe($"{group.Name}.u", run.Machine.StateOf(group).Cells.U, group.Count, window ?? Window.All, neurons));

    /// <summary>Records voltages v, after each step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="group">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="neurons">Of which neurons; default all.</param>
    public static StateProbe RecordVoltages(this LoihiRun run, NeuronGroup group, Window? window = null, IReadOnlyList<int>? neurons = null)
        => run.Add(new StateProbe($"{group.Name}.v", run.Machine.StateOf(group).Cells.V, group.Count, window ?? Window.All, neurons));

    /// <summary>Records for how many steps neurons are still refractory, after each step; 0 is idle.</summary>
    /// <param name="run">The run.</param>
    /// <param name="group">Whose.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="neurons">Of which neurons; default all.</param>
    public static StateProbe RecordRefractorySteps(this LoihiRun run, NeuronGroup group, Window? window = null,
        IReadOnlyList<int>? neurons = null)
        => run.Add(new StateProbe($"{group.Name}.refractory", run.Machine.StateOf(group).Cells.Hold, group.Count, window
            ?? Window.All, neurons));

    /// <summary>Records the weight mantissas of a connection, after each step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="connection">Which.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <param name="variable">Weights, or delays or tags that rules change.</param>
    /// <exception cref="LoihiException">No rule of the connection has that variable.</exception>
    public static WeightProbe RecordWeights(this LoihiRun run, Connection connection, Window? window = null,
        RuleTarget variable = RuleTarget.Weight)
    {
        string name = variable == RuleTarget.Weight ? connection.Name : $"{connection.Name}.{variable}";
        return run.Add(new WeightProbe(name, run.SynapsesOf(connection, variable), window ?? Window.All));
    }

    /// <summary>Records a trace of a connection that learns, after each step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="connection">Which.</param>
    /// <param name="trace">X1, X2, Y1, Y2, Y3 or R1.</param>
    /// <param name="window">In which steps; default all.</param>
    /// <exception cref="LoihiException">The connection does not learn, or does not have that trace.</exception>
    public static StateProbe RecordTraces(this LoihiRun run, Connection connection, RuleVariable trace, Window? window = null)
    {
        byte[] values = run.TraceOf(connection, trace);
        return run.Add(new StateProbe($"{connection.Name}.{trace}", values, values.Length, window ?? Window.All, null));
    }

    /// <summary>Counts spikes by stretches of steps and by neuron.</summary>
    /// <param name="run">The run.</param>
    /// <param name="population">Whose.</param>
    /// <param name="bin">Number of recorded steps in a stretch.</param>
    /// <param name="window">In which steps; default all.</param>
    public static ActivityProbe RecordActivity(this LoihiRun run, Population population, long bin = 1, Window? window = null)
        => run.Add(new ActivityProbe(population, run.Machine.FiredOf(population), bin, window ?? Window.All));

    /// <summary>Hands each spike of a population to a receiver as it happens; nothing is kept.</summary>
    /// <param name="run">The run.</param>
    /// <param name="population">Whose.</param>
    /// <param name="receive">Called for each spike, by step, then neuron, between two steps.</param>
    /// <param name="window">In which steps; default all.</param>
    public static StreamProbe StreamSpikes(this LoihiRun run, Population population, Action<Spike> receive, Window? window = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        var fired = run.Machine.FiredOf(population);
        return run.Add(new StreamProbe(population.Name, step =>
        {
            foreach (int neuron in fired.Indices) receive(new Spike(step, neuron));
        }, window ?? Window.All));
    }

    /// <summary>Calls a receiver after each step, which may read anything of the run and send spikes of later steps.</summary>
    /// <param name="run">The run.</param>
    /// <param name="receive">Given the run, whose <see cref="LoihiRun.Step"/> is the step just done.</param>
    /// <param name="window">After which steps; default all.</param>
    public static StreamProbe OnStep(this LoihiRun run, Action<LoihiRun> receive, Window? window = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return run.Add(new StreamProbe("step", _ => receive(run), window ?? Window.All));
    }

    /// <summary>Counts and prices the events of the run on the cores of a placement.</summary>
    /// <param name="run">The run.</param>
    /// <param name="placement">Where the network lies; from <see cref="Placing.Place"/>.</param>
    /// <param name="window">In which steps; default all from now on. Learning is counted from now on, whatever the window.</param>
    /// <param name="costs">Costs of events; default <see cref="CostModel.Loihi1"/>.</param>
    public static CostProbe RecordCost(this LoihiRun run, Placement placement, Window? window = null, CostModel? costs = null)
    {
        ArgumentNullException.ThrowIfNull(placement);
        if (placement.Program != run.Program) throw new ArgumentException("the placement is of another program; place the one that runs.");
        return run.Add(new CostProbe(placement, costs ?? CostModel.Loihi1, run.Machine, window ?? Window.All));
    }
}
