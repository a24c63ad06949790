using BenchmarkDotNet.Attributes;
using Spikebook.Plasticity.Evolved;
using Spikebook.Plasticity.Evolved.Tasks;
using Spikebook.Randomness;

namespace Spikebook.Benchmarks;

/// <summary>
/// What a rule costs for each synapse and step: the tape alone, by plain arithmetic beside it, and the whole error-driven simulation
/// (membranes, unit potentials, rule, low-pass, weights; eight trials of five synapses).
/// </summary>
public class RuleBenchmarks
{
    const int Vectors = 10, SynapseSteps = 5 * 8 * 5000 * 10;
    readonly ErrorDrivenTask _task = new(ErrorDrivenSettings.Small);
    readonly double[] _v = new double[8 * Vectors], _u = new double[8 * Vectors], _s = new double[8 * Vectors],
        _change = new double[8 * Vectors];
    Rule _rule = null!;
    RuleMachine _machine = null!;

    [Params("(v - u)*s", "s*(v - u)*(2*u - 1)/v")]
    public string Formula { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _rule = _task.Rule(Formula);
        _machine = new RuleMachine(_rule.Tape, Vectors);
        for (int input = 0; input < 3; input++)
            for (int k = 0; k < Vectors; k++) _machine.Input(input)[k] = System.Runtime.Intrinsics.Vector512.Create(-70 + 0.1 * k + input);
        _v.AsSpan().Fill(-69);
        _u.AsSpan().Fill(-70);
        _s.AsSpan().Fill(0.1);
    }

    [Benchmark(OperationsPerInvoke = 8 * Vectors)]
    public void Tape() => _machine.Run();

    [Benchmark(OperationsPerInvoke = 8 * Vectors)]
    public void TapePlain()
    {
        for (int i = 0; i < _v.Length; i++) _change[i] = _rule.Tape.Evaluate(_v[i], _u[i], _s[i]);
    }

    [Benchmark(OperationsPerInvoke = SynapseSteps)]
    public double WholeSimulation() => _task.Fitness([_rule]);
}

/// <summary>An offspring: copy of the parent's genes, mutation, decoding to a tape; the error-driven task's genome of 37 genes.</summary>
public class OffspringBenchmarks
{
    readonly RandomStream _random = Streams.For(1, "offspring-benchmark");
    Genome _parent = null!;

    [GlobalSetup]
    public void Setup() => _parent = Genome.Random(new ErrorDrivenTask(ErrorDrivenSettings.Small with { DurationMs = 1500 }).Shape,
        _random);

    [Benchmark(Baseline = true)]
    public Tape PerGene() => Tape.Of(_parent.Offspring(PerGeneMutation, _random));

    [Benchmark]
    public Tape OutputRedraws() => Tape.Of(_parent.Offspring(Published, _random));

    [Benchmark]
    public Rule Simplified() => Rule.Of(_parent.Offspring(Published, _random));

    static Mutation PerGeneMutation { get; } = Mutation.PerGene(0.045);

    static Mutation Published { get; } = Mutation.OutputRedraws(0.045);
}
