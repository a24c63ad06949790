using System.Collections.Immutable;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// A leaky neuron with 1000 inputs finds a pattern that returns in them, from the timing of spikes alone. Two rules change a weight w of
/// 0 … 1: at each postsynaptic spike w ← w + λ f(w, E) with the presynaptic trace E, at each presynaptic spike w ← w - λ g(w, E) with the
/// postsynaptic one (λ = .01, τ = 20 ms, 1 ms delay). Then the threshold is taken away, and fitness is how far the potential rises in
/// the pattern: (⟨max V⟩ - mean V outside) / (standard deviation of V outside).
/// </summary>
/// <remarks>
/// Source: Jordan et al., eLife 10, e66273 (2021), and its published program; the task and the homeostatic rule f = E - .15, g = 0 are
/// T. Masquelier's (Neuroscience 389, 133, 2018). With <see cref="PresentationLabels.AllButFirst"/> that rule's published figures come out.
/// </remarks>
public sealed class CorrelationDrivenTask : TaskFamily
{
    readonly PatternSpikes[] _inputs;

    /// <summary>The family with the published operators and 5 columns a genome.</summary>
    /// <param name="settings">Its numbers.</param>
    /// <param name="operators">What rules may be made of.</param>
    /// <param name="columns">Nodes of each genome.</param>
    public CorrelationDrivenTask(CorrelationDrivenSettings? settings = null, string operators = "+ - * / pow 1 0.1 10", int columns = 5)
        : base("correlation-driven", new GenomeShape(RuleInput.Parse("w E"), OperatorSet.Parse(operators), columns), rules: 2)
    {
        Settings = settings ?? new();
        Settings.Validate();
        NumpyRandomState random = new(Settings.Seed);
        _inputs = new PatternSpikes[Settings.Trials];
        for (int trial = 0; trial < _inputs.Length; trial++) _inputs[trial] = new PatternSpikes(random, Settings.DurationMs);
    }

    /// <summary>The numbers of the family.</summary>
    public CorrelationDrivenSettings Settings { get; }

    /// <inheritdoc/>
    public override double Fitness(ImmutableArray<Rule> rules, CancellationToken cancellation = default)
    {
        double[] ratios = EachTrial(rules[0], rules[1], cancellation);
        return Settings.IsWorstTrial ? ratios.Min() : ratios.Average();
    }

    /// <summary>Signal-to-noise ratio of each trial.</summary>
    /// <param name="facilitate">f, added at postsynaptic spikes.</param>
    /// <param name="depress">g, taken off at presynaptic spikes.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    public double[] EachTrial(Rule facilitate, Rule depress, CancellationToken cancellation = default)
    {
        var ratios = new double[_inputs.Length];
        Parallel.For(0, ratios.Length, new ParallelOptions { CancellationToken = cancellation }, trial =>
        {
            double[] weights = Learned(facilitate, depress, trial);
            ratios[trial] = SignalToNoise(weights, trial);
        });
        return ratios;
    }

    /// <summary>Weights after learning.</summary>
    /// <param name="facilitate">f, added at postsynaptic spikes.</param>
    /// <param name="depress">g, taken off at presynaptic spikes.</param>
    /// <param name="trial">Which trial.</param>
    public double[] Learned(Rule facilitate, Rule depress, int trial)
        => trial < 0 || trial >= _inputs.Length
            ? throw new EvolvedException($"trial {trial}; use 0 … {_inputs.Length - 1}")
            : new PatternNeuron(_inputs[trial], facilitate, depress, Settings)
                .Learn(trial < Settings.FirstWeights.Count ? Settings.FirstWeights[trial] : 0.5);

    /// <summary>Signal-to-noise ratio of given weights.</summary>
    /// <param name="weights">One for each of the 1000 inputs.</param>
    /// <param name="trial">Which trial's input.</param>
    /// <param name="labels">What counts as signal; as in the settings unless given.</param>
    public double SignalToNoise(double[] weights, int trial, PresentationLabels? labels = null)
    {
        if (trial < 0 || trial >= _inputs.Length) throw new EvolvedException($"trial {trial}; use 0 … {_inputs.Length - 1}");
        if (weights.Length != PatternSpikes.Neurons) throw new EvolvedException($"{weights.Length} weights; give {PatternSpikes.Neurons}");
        return PatternNeuron.SignalToNoise(_inputs[trial], weights, labels is { } wanted ? Settings with { Labels = wanted } : Settings,
            Settings.MeasurementSeed ?? (uint)trial);
    }
}
