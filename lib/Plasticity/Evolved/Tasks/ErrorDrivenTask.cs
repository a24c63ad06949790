using System.Collections.Immutable;
using System.Runtime.Intrinsics;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// A student neuron learns a teacher's weights from the teacher's potential v, its own potential u and each synapse's unit postsynaptic
/// potential s: τ_I dI_j/dt = -I_j + f(v, u, s_j), dw_j/dt = η I_j. Fitness is minus the distance of both potentials,
/// -⟨(Σ_{t &gt; 10 %} (u - v)²)^{1/2}⟩ over samples of 1 ms, averaged over trials. For constant weights u = E_L + Σ w_j s_j, so that
/// f = (v - u) s is the gradient of (v - u)²/2.
/// </summary>
/// <remarks>
/// Source: J. Jordan, M. Schmidt, W. Senn, M. A. Petrovici, eLife 10, e66273 (2021), and its published program, whose order of events
/// is kept: all plasticity of a millisecond acts on spikes that arrive from the next but one on. Eight trials share a vector.
/// </remarks>
public sealed class ErrorDrivenTask : TaskFamily
{
    const int Inputs = ErrorDrivenTrial.Inputs, Lanes = 8;
    const double InitialWeight = 5, TauInductionMs = 100;
    static readonly Vector512<long>[] Masks = [.. Enumerable.Range(0, 256).Select(bits
        => Vector512.Create([.. Enumerable.Range(0, Lanes).Select(lane => (bits >> lane & 1) != 0 ? -1L : 0)]))];

    readonly UnitKernel _kernel;
    readonly ErrorDrivenTrial[] _trials;
    readonly byte[] _arrivals;   // [step][input][group]: which lanes receive a spike
    readonly int _groups;

    /// <summary>The family with the published operators + - * / 1 and 12 columns.</summary>
    /// <param name="settings">Its numbers; the published evolution's unless given.</param>
    /// <param name="operators">What rules may be made of.</param>
    /// <param name="columns">Nodes of a genome.</param>
    public ErrorDrivenTask(ErrorDrivenSettings? settings = null, string operators = "+ - * / 1", int columns = 12)
        : base("error-driven", new GenomeShape(RuleInput.Parse(@"v u s=\bar{s}"), OperatorSet.Parse(operators), columns))
    {
        Settings = settings ?? ErrorDrivenSettings.Evolution;
        Settings.Validate();
        _kernel = UnitKernel.Of(1.0 / Settings.StepsPerMs);
        _trials = new ErrorDrivenTrial[Settings.Trials];
        Parallel.For(0, _trials.Length, trial => _trials[trial] = new(Settings, trial, _kernel));
        _groups = (_trials.Length + Lanes - 1) / Lanes;
        int steps = Settings.DurationMs * Settings.StepsPerMs;
        _arrivals = new byte[steps * Inputs * _groups];
        for (int trial = 0; trial < _trials.Length; trial++)
            for (int j = 0; j < Inputs; j++)
                for (int step = 0; step < steps; step++)
                    if (_trials[trial].Arrives[j][step])
                        _arrivals[(step * Inputs + j) * _groups + trial / Lanes] |= (byte)(1 << trial % Lanes);
    }

    /// <summary>The numbers of the family.</summary>
    public ErrorDrivenSettings Settings { get; }

    /// <summary>The teacher's weights in pA, for each trial and input.</summary>
    public double[][] TeacherWeights => [.. _trials.Select(trial => (double[])trial.TeacherWeights.Clone())];

    /// <summary>Rates of the inputs in Hz, for each trial and input.</summary>
    public double[][] Rates => [.. _trials.Select(trial => (double[])trial.Rates.Clone())];

    /// <inheritdoc/>
    public override double Fitness(ImmutableArray<Rule> rules, CancellationToken cancellation = default)
    {
        double sum = 0;
        foreach (double trial in Trials(rules[0], null, cancellation)) sum += trial;
        return sum / _trials.Length;
    }

    /// <summary>Fitness of each trial.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    public double[] EachTrial(Rule rule, CancellationToken cancellation = default) => Trials(rule, null, cancellation);

    /// <summary>One trial in full, sampled each millisecond.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="trial">Which trial.</param>
    /// <param name="initialWeights">Weights at the start in pA; 5 pA each unless given.</param>
    public ErrorDrivenCourse Course(Rule rule, int trial, IReadOnlyList<double>? initialWeights = null)
    {
        if (trial < 0 || trial >= _trials.Length) throw new EvolvedException($"trial {trial}; use 0 … {_trials.Length - 1}");
        if (initialWeights is { } given && given.Count != Inputs)
            throw new EvolvedException($"{given.Count} initial weights; give {Inputs}");
        var course = new ErrorDrivenCourse(trial, Settings.DurationMs, Inputs, _trials[trial].TeacherWeights, _trials[trial].Sampled);
        Trials(rule, (course, initialWeights), default);
        return course;
    }

    double[] Trials(Rule rule, (ErrorDrivenCourse Course, IReadOnlyList<double>? Start)? watched, CancellationToken cancellation)
    {
        ErrorDrivenState state = new(new RuleMachine(rule.Tape, Inputs * _groups), _groups, _kernel, Settings, TauInductionMs);
        for (int j = 0; j < Inputs; j++)
            state.SetWeight(j, watched?.Start is { } start ? start[j] : InitialWeight);
        Span<Vector512<double>> held = stackalloc Vector512<double>[_groups], squares = stackalloc Vector512<double>[_groups];
        squares.Clear();
        int perMs = Settings.StepsPerMs, from = Settings.DurationMs / 10, at = 0, stride = Inputs * _groups;
        for (int ms = 0; ms < Settings.DurationMs; ms++)
        {
            if (ms % 5 == 0)
            {
                for (int g = 0; g < _groups; g++) held[g] = Lane(g, trial => trial.Held[ms / 5]);
                state.Hold(held);
            }
            if (ms % 500 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                if (state.IsLost(_trials.Length)) return [.. _trials.Select(_ => double.NegativeInfinity)];
            }
            for (int step = 0; step < perMs; step++, at += stride)
                state.Step(_arrivals.AsSpan(at, stride), Masks, seen: !Settings.LosesAtBoundaries || step > 0 || ms % 5 != 0);
            state.EndMillisecond();
            if (ms >= from)
                for (int g = 0; g < _groups; g++)
                {
                    var error = state.Potential(g) - Lane(g, trial => trial.Sampled[ms]);
                    squares[g] += error * error;
                }
            if (watched is { } watch) state.Record(watch.Course, ms);
        }
        var fitness = new double[_trials.Length];
        for (int trial = 0; trial < fitness.Length; trial++)
        {
            double distance = Math.Sqrt(squares[trial / Lanes][trial % Lanes]);
            fitness[trial] = double.IsFinite(distance) ? -distance : double.NegativeInfinity;
        }
        return fitness;
    }

    Vector512<double> Lane(int group, Func<ErrorDrivenTrial, double> value)
    {
        var lanes = Vector512<double>.Zero;
        for (int lane = 0; lane < Lanes && group * Lanes + lane < _trials.Length; lane++)
            lanes = lanes.WithElement(lane, value(_trials[group * Lanes + lane]));
        return lanes;
    }
}
