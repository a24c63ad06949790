using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved;

/// <summary>
/// (μ + λ) evolution of Cartesian genomes without crossover. Each offspring is a mutated copy of a parent drawn uniformly; the best μ of
/// offspring and parents are the next parents, and among equals the offspring goes before the parent. So silent mutations pile up
/// behind an unchanged fitness (neutral drift) until one of them matters.
/// </summary>
/// <remarks>
/// Source: J. F. Miller, S. L. Smith, IEEE Trans. Evol. Comput. 10, 167 (2006); order of equals as in hal-cgp. Generation g draws from
/// the stream ("evolution", g), and fitness is a function of formulas: threads, interruptions and the cache leave no trace in the result.
/// </remarks>
public sealed class Evolution
{
    const string StreamName = "evolution";
    readonly ConcurrentDictionary<string, double> _cache = new();
    readonly List<Improvement> _staircase = [];
    Individual[] _parents;
    long _individuals, _silent, _known, _simulated;

    /// <summary>A search at its random start; nothing is simulated yet.</summary>
    /// <param name="task">What is searched for.</param>
    /// <param name="settings">Numbers of the search.</param>
    public Evolution(TaskFamily task, EvolutionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        (Task, Settings) = (task, settings);
        var random = Streams.For(settings.Seed, StreamName);
        _parents = [.. Enumerable.Range(0, settings.Parents).Select(_ => Candidate(
            [.. Enumerable.Range(0, task.Rules).Select(_ => Genome.Random(task.Shape, random))]))];
    }

    internal Evolution(TaskFamily task, EvolutionSettings settings, EvolutionFile file)
        : this(task, settings)
    {
        file.RequireSame(task, settings);
        Generation = file.Generation;
        HasFitness = true;
        _parents = [.. file.Parents.Select(parent => Candidate([.. parent.Genomes.Select(genes => Genome.FromGenes(task.Shape, genes))])
            with { Fitness = parent.Fitness ?? double.NegativeInfinity })];
        _staircase.AddRange(file.Staircase.Select(step => new Improvement(step.Generation, step.Fitness ?? double.NegativeInfinity,
            step.Text, step.Latex)));
        (_individuals, _silent, _known, _simulated) = (file.Counts.Individuals, file.Counts.Silent, file.Counts.Known,
            file.Counts.Simulated);
        foreach (var (key, fitness) in file.Cache) _cache[key] = fitness ?? double.NegativeInfinity;
    }

    /// <summary>What is searched for.</summary>
    public TaskFamily Task { get; }

    /// <summary>Numbers of the search.</summary>
    public EvolutionSettings Settings { get; }

    /// <summary>Generations done.</summary>
    public int Generation { get; private set; }

    /// <summary>The parents, best first; before the first generation in no order.</summary>
    public IReadOnlyList<Individual> Parents => _parents;

    /// <summary>What was computed so far.</summary>
    public EvolutionCounts Counts => new(_individuals, _silent, _known, _simulated);

    internal bool HasFitness { get; private set; }

    internal IReadOnlyList<Improvement> Staircase => _staircase;

    internal IReadOnlyDictionary<string, double> Cache => _cache;

    /// <summary>Searches until the target fitness or the last generation.</summary>
    /// <param name="task">What is searched for.</param>
    /// <param name="settings">Numbers of the search.</param>
    /// <param name="progress">Is told after each generation.</param>
    /// <param name="cancellation">Ends the search between two generations or within a simulation; it can be taken up again.</param>
    /// <param name="file">Where the search is kept: taken up from there if it exists, written there each ten seconds and at the
    /// end.</param>
    /// <exception cref="EvolvedException">The file is another search's.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped; the file holds it up to the last whole generation.</exception>
    public static EvolutionResult Run(TaskFamily task, EvolutionSettings settings, IProgress<EvolutionProgress>? progress = null,
        string? file = null, CancellationToken cancellation = default)
    {
        var evolution = file is not null && File.Exists(file) ? EvolutionFile.Read(file).Resume(task, settings)
            : new Evolution(task, settings);
        return evolution.Run(progress, file, cancellation);
    }

    /// <summary>Goes on with this search until the target fitness or the last generation.</summary>
    /// <param name="progress">Is told after each generation.</param>
    /// <param name="file">Where the search is kept; written each ten seconds and at the end.</param>
    /// <param name="cancellation">Ends the search between two generations or within a simulation; it can be taken up again.</param>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public EvolutionResult Run(IProgress<EvolutionProgress>? progress = null, string? file = null, CancellationToken cancellation = default)
    {
        int from = Generation;
        long started = Stopwatch.GetTimestamp(), written = started;
        try
        {
            if (!HasFitness) Start(cancellation);
            while (Generation < Settings.Generations && _parents[0].Fitness < Settings.TargetFitness)
            {
                Advance(cancellation);
                var elapsed = Stopwatch.GetElapsedTime(started);
                progress?.Report(new(Generation, Settings.Generations, _parents[0].Fitness, _parents[0].Text, Counts, elapsed,
                    elapsed * ((Settings.Generations - Generation) / (double)(Generation - from))));
                if (file is null || Stopwatch.GetElapsedTime(written).TotalSeconds < 10) continue;
                EvolutionFile.Of(this).Write(file);
                written = Stopwatch.GetTimestamp();
            }
        }
        finally
        {
            if (file is not null && HasFitness) EvolutionFile.Of(this).Write(file);
        }
        return Result();
    }

    /// <summary>What was found so far.</summary>
    public EvolutionResult Result() => new(Task.Name, Settings, Generation, _parents[0], [.. _staircase], Counts,
        typeof(Evolution).Assembly.GetName().Version?.ToString(3) ?? "");

    void Start(CancellationToken cancellation)
    {
        _individuals += _parents.Length;
        _parents = Select(WithFitness(_parents, cancellation));
        HasFitness = true;
        NoteProgress();
    }

    /// <summary>Breed, judge, select: one generation. Cancelled in the middle it leaves the search as it was.</summary>
    void Advance(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var random = Streams.For(Settings.Seed, StreamName, Generation + 1);
        var offspring = new Individual[Settings.Offspring];
        int quiet = 0;
        for (int i = 0; i < offspring.Length; i++)
        {
            var parent = _parents[random.NextInt(_parents.Length)];
            ImmutableArray<Genome> genomes = [.. parent.Genomes.Select(genome => genome.Offspring(Settings.Mutation, random))];
            ImmutableArray<Tape> tapes = [.. genomes.Select(Tape.Of)];
            bool isSilent = Enumerable.Range(0, tapes.Length).All(rule => tapes[rule].SameAs(parent.Tapes[rule]));
            if (isSilent) quiet++;
            offspring[i] = isSilent
                ? parent with { Genomes = genomes }
                : new Individual(genomes, [.. genomes.Select(Rule.Of)], double.NaN) { Tapes = tapes };
        }
        var judged = WithFitness(offspring, cancellation);
        _individuals += offspring.Length;
        _silent += quiet;
        _parents = Select([.. judged, .. _parents]);
        Generation++;
        NoteProgress();
    }

    // Each new formula once, in the order of the offspring; threads take formulas from the list.
    Individual[] WithFitness(Individual[] candidates, CancellationToken cancellation)
    {
        var unknown = candidates.Where(candidate => double.IsNaN(candidate.Fitness))
            .Select(candidate => (Key: Individual.KeyOf(candidate.Rules), candidate.Rules)).ToList();
        var missing = unknown.Where(each => !_cache.ContainsKey(each.Key)).DistinctBy(each => each.Key).ToList();
        var fitness = new double[missing.Count];
        ParallelOptions options = new()
        {
            MaxDegreeOfParallelism = Settings.Threads == 0 ? -1 : Settings.Threads,
            CancellationToken = cancellation
        };
        try
        {
            Parallel.For(0, missing.Count, options, i => fitness[i] = Judge(missing[i].Rules, cancellation));
        }
        catch (AggregateException several)
        {
            cancellation.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
        for (int i = 0; i < missing.Count; i++) _cache[missing[i].Key] = fitness[i];
        _simulated += missing.Count;
        _known += unknown.Count - missing.Count;
        return [.. candidates.Select(candidate => double.IsNaN(candidate.Fitness)
            ? candidate with { Fitness = _cache[Individual.KeyOf(candidate.Rules)] }
            : candidate)];
    }

    double Judge(ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        if (rules.Any(rule => rule.IsUndefined)) return double.NegativeInfinity;
        double fitness = Task.Fitness(rules, cancellation);
        if (double.IsPositiveInfinity(fitness))
            throw new EvolvedException(
                $"task family '{Task.Name}': the fitness of '{rules[0].Text}' is infinite; return a finite number, or none");
        return double.IsNaN(fitness) ? double.NegativeInfinity : fitness;
    }

    // OrderByDescending is stable, and offspring stand before parents.
    Individual[] Select(Individual[] candidates) => [.. candidates.OrderByDescending(candidate =>
        candidate.Fitness).Take(Settings.Parents)];

    void NoteProgress()
    {
        var best = _parents[0];
        if (_staircase.Count == 0 || best.Fitness > _staircase[^1].Fitness)
            _staircase.Add(new(Generation, best.Fitness, best.Text, string.Join(@",\ ", best.Rules.Select(rule => rule.Latex))));
    }

    static Individual Candidate(ImmutableArray<Genome> genomes) => new(genomes, [.. genomes.Select(Rule.Of)], double.NaN);
}
