namespace Spikebook.Loihi;

/// <summary>How the synapses of a connection learn: a rule, the traces that it reads, and the epoch after which it is applied.</summary>
public sealed record Plasticity
{
    /// <summary>A plasticity from the text of a weight rule, such as <c>new Plasticity("2^-2*x1*y0 - 2^-2*y1*x0")</c>.</summary>
    /// <param name="rule">See <see cref="LearningRule.Parse"/>.</param>
    /// <exception cref="RuleSyntaxException">The text is no rule.</exception>
    public Plasticity(string rule) : this(LearningRule.Parse(rule)) { }

    /// <summary>A plasticity from rules, at most one for each of weight, delay and tag.</summary>
    /// <param name="rules">The rules.</param>
    public Plasticity(params LearningRule[] rules) => Rules = rules;

    /// <summary>The rules.</summary>
    public IReadOnlyList<LearningRule> Rules { get; init; }

    /// <summary>First presynaptic trace.</summary>
    public SpikeTrace X1 { get; init; } = SpikeTrace.None;

    /// <summary>Second presynaptic trace.</summary>
    public SpikeTrace X2 { get; init; } = SpikeTrace.None;

    /// <summary>First postsynaptic trace.</summary>
    public SpikeTrace Y1 { get; init; } = SpikeTrace.None;

    /// <summary>Second postsynaptic trace.</summary>
    public SpikeTrace Y2 { get; init; } = SpikeTrace.None;

    /// <summary>Third postsynaptic trace.</summary>
    public SpikeTrace Y3 { get; init; } = SpikeTrace.None;

    /// <summary>Reward trace.</summary>
    public SpikeTrace R1 { get; init; } = new(1, 0);

    /// <summary>Whose spikes are reward; needed when a rule reads r0 or r1.</summary>
    public Population? Reward { get; init; }

    /// <summary>
    /// Learning epoch in steps, 1 … 64: rules are applied after every step that is a multiple of it. The bound follows the 6 bits that
    /// Lava gives to a step within an epoch; that traces are read at the end of the epoch is this library's reading
    /// (<see cref="Conventions"/>).
    /// </summary>
    public int Epoch { get; init; } = 1;

    internal bool Reads(RuleVariable variable) => Rules.Any(rule => rule.Reads(variable));

    internal bool Changes(RuleTarget target) => Rules.Any(rule => rule.Target == target);

    /// <summary>Bound of a change by a rule, in units of 2^-FractionBits.</summary>
    internal static long LargestChangeOf(LearningRule rule) => rule.Products.Sum(product => product.Factors.Aggregate(
        (long)Math.Abs(product.Mantissa) << product.Exponent + rule.FractionBits,
        (bound, factor) => Math.Min(1L << 55, bound * (Largest(factor.Variable) + Math.Abs(factor.Constant)))));

    static int Largest(RuleVariable variable) => variable switch
    {
        RuleVariable.X0 or RuleVariable.Y0 or RuleVariable.R0 => 1,
        RuleVariable.WeightSign or RuleVariable.TagSign or RuleVariable.Period => 1,
        RuleVariable.Weight or RuleVariable.Tag => 256,
        RuleVariable.Delay => Synapse.MaxDelay,
        _ => SpikeTrace.Max,
    };

    internal void Validate(string connection)
    {
        if (Rules.Count == 0)
            throw new LoihiException($"{connection}: plasticity without a rule; leave Plasticity null for constant weights.");
        foreach (var sharing in Rules.GroupBy(rule => rule.Target).Where(sharing => sharing.Count() > 1))
            throw new LoihiException($"{connection}: {sharing.Count()} rules change the {sharing.Key}; write them as one sum.");
        foreach (var rule in Rules)
            if (LargestChangeOf(rule) > int.MaxValue)
                throw new LoihiException($"{connection}: a change by '{rule}' can reach {LargestChangeOf(rule)} · "
                    + $"2^-{rule.FractionBits}, beyond 31 bits; use fewer or smaller factors.");
        Bounds.Check(Epoch, 1, 64, $"{connection}: learning epoch");
        foreach (var (name, trace, variable) in Traces())
        {
            trace.Validate($"{connection}: trace {name}");
            if (Reads(variable) && !trace.Exists)
                throw new LoihiException($"{connection}: a rule reads {name}, but its trace has impulse 0; set "
                    + $"{name.ToUpperInvariant()} = new SpikeTrace(impulse, timeConstant), or SpikeTrace.Written.");
        }
        if ((Reads(RuleVariable.R0) || Reads(RuleVariable.R1)) && Reward is null)
            throw new LoihiException($"{connection}: a rule reads the reward, but no population sends it; set Plasticity.Reward.");
    }

    internal IEnumerable<(string Name, SpikeTrace Trace, RuleVariable Variable)> Traces() =>
    [
        ("x1", X1, RuleVariable.X1), ("x2", X2, RuleVariable.X2),
        ("y1", Y1, RuleVariable.Y1), ("y2", Y2, RuleVariable.Y2), ("y3", Y3, RuleVariable.Y3), ("r1", R1, RuleVariable.R1),
    ];
}
