using Spikebook.Plasticity.Evolved;

namespace Spikebook.Plasticity.Tests.Evolved;

public sealed class EvolutionTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-evolution").FullName;

    // x² + x + 1 at twenty points: the classic of symbolic regression (Koza 1992).
    static TaskFamily Curve(int columns = 10, Action? evaluated = null) => TaskFamily.Of("curve", "x", "+ - * 1", columns, rule =>
    {
        evaluated?.Invoke();
        double sum = 0;
        for (double x = -1; x < 1; x += 0.1) sum += Math.Abs(rule.Evaluate(x) - (x * x + x + 1));
        return -sum;
    });

    static EvolutionSettings Settings(ulong seed = 1, int threads = 1) => new()
    {
        Mutation = Mutation.PerGene(0.1),
        Generations = 300,
        TargetFitness = -1e-9,
        Seed = seed,
        Threads = threads,
    };

    [Fact]
    public void A_curve_is_found_as_a_formula()
    {
        var found = Enumerable.Range(1, 8).Select(seed => Evolution.Run(Curve(), Settings((ulong)seed))).Where(result =>
            result.IsReached).ToList();
        Assert.True(found.Count >= 4);
        Assert.All(found, result => Assert.Equal("x^2 + x + 1", result.Champion.Text));
    }

    [Fact]
    public void Fitness_never_falls_and_silent_mutations_keep_it_bit_for_bit()
    {
        Evolution evolution = new(Curve(), Settings(3) with { Generations = 60, TargetFitness = double.PositiveInfinity });
        evolution.Run();
        var task = Curve();
        Assert.True(evolution.Counts.Silent > 20);
        Assert.Equal(4 + 60 * 4, evolution.Counts.Individuals);
        Assert.Equal(evolution.Counts.Individuals, evolution.Counts.Silent + evolution.Counts.Known + evolution.Counts.Simulated);
        foreach (var parent in evolution.Parents)
            Assert.Equal(BitConverter.DoubleToInt64Bits(task.Fitness([Rule.Of(parent.Genomes[0])])),
                BitConverter.DoubleToInt64Bits(parent.Fitness));
        var steps = evolution.Result().Staircase;
        for (int i = 1; i < steps.Length; i++) Assert.True(steps[i].Fitness > steps[i - 1].Fitness);
    }

    [Fact]
    public void A_formula_is_simulated_once()
    {
        int calls = 0;
        var result = Evolution.Run(Curve(evaluated: () => Interlocked.Increment(ref calls)), Settings(2, threads: 2));
        Assert.Equal(result.Counts.Simulated, calls);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var one = Evolution.Run(Curve(), Settings(5));
        var many = Evolution.Run(Curve(), Settings(5, threads: 4));
        Assert.Equal(one.Staircase.AsEnumerable(), many.Staircase);
        Assert.Equal(one.Champion.Genomes.AsEnumerable(), many.Champion.Genomes);
        Assert.Equal(one.Counts, many.Counts);
    }

    [Fact]
    public void A_stopped_search_goes_on_as_if_it_had_not_been_stopped()
    {
        string file = Path.Combine(_folder, "search.json");
        var settings = Settings(7) with { TargetFitness = double.PositiveInfinity, Generations = 120 };
        var whole = Evolution.Run(Curve(), settings);
        using CancellationTokenSource stop = new();
        Stopper stopper = new(40, stop);
        Assert.Throws<OperationCanceledException>(() => Evolution.Run(Curve(), settings, stopper, file, stop.Token));
        var resumed = Evolution.Run(Curve(), settings, null, file);
        Assert.Equal(120, resumed.Generation);
        Assert.Equal(whole.Staircase.AsEnumerable(), resumed.Staircase);
        Assert.Equal(whole.Champion.Genomes.AsEnumerable(), resumed.Champion.Genomes);
        Assert.Equal(whole.Counts, resumed.Counts);
    }

    [Fact]
    public void A_file_of_another_search_is_refused_in_one_line()
    {
        string file = Path.Combine(_folder, "other.json");
        var settings = Settings(1) with { Generations = 2, TargetFitness = double.PositiveInfinity };
        Evolution.Run(Curve(), settings, null, file);
        Says("the file holds genomes 'x | + - * 1 | 10 columns' (x 1), "
            + "but the task has 'x | + - * 1 | 6 columns' (x 1); use that task or name another file",
            () => Evolution.Run(Curve(6), settings, null, file));
        Says("the file holds a search with 4 + 4, PerGene 0.1, seed 1, "
            + "not 4 + 4, PerGene 0.1, seed 2; use those numbers or name another file",
            () => Evolution.Run(Curve(), settings with { Seed = 2 }, null, file));
        File.WriteAllText(file, "{}");
        Says($"{file} holds no search of this version; name another file, or remove it to start anew", () =>
            Evolution.Run(Curve(), settings, null, file));
    }

    [Fact]
    public void A_rule_that_divides_by_zero_is_never_simulated()
    {
        bool simulated = false;
        var task = TaskFamily.Of("undefined", "x", "/", 1, _ =>
        {
            simulated = true;
            return 0;
        });
        Assert.Equal("1", Rule.Of(Genome.FromGenes(task.Shape, [0, 0, 0, 1])).Text);
        GenomeShape shape = new(RuleInput.Parse("x"), OperatorSet.Parse("- /"), 2);
        var zero = Rule.Of(Genome.FromGenes(shape, [0, 0, 0, 1, 0, 1, 2]));   // x / (x - x)
        Assert.True(zero.IsUndefined);
        Assert.Equal("undefined", zero.Text);
        Assert.False(simulated);
    }

    [Fact]
    public void An_infinite_fitness_is_an_error_of_the_task()
        => Says("task family 'endless': the fitness of 'x' is infinite; return a finite number, or none",
            () => Evolution.Run(TaskFamily.Of("endless", "x", "abs", 1, _ => double.PositiveInfinity), new() { Parents = 1, Seed = 2 }),
            exactly: false);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static void Says(string message, Func<object> action, bool exactly = true)
    {
        string said = Assert.Throws<EvolvedException>(action).Message;
        if (exactly) Assert.Equal(message, said);
        else Assert.StartsWith(message.Split(':')[0], said, StringComparison.Ordinal);
    }

    sealed class Stopper(int generation, CancellationTokenSource stop) : IProgress<EvolutionProgress>
    {
        public void Report(EvolutionProgress value)
        {
            if (value.Generation == generation) stop.Cancel();
        }
    }
}
