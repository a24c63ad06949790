using System.Text.Json;
using Spikebook.Storage;

namespace Spikebook.Plasticity.Evolved;

/// <summary>
/// A search as it is kept in a file: parents, staircase, counts and the fitness of every formula seen. JSON; minus infinity is null.
/// </summary>
sealed record EvolutionFile(int Format, string Task, string Shape, int Rules, string Numbers, int Generation,
    EvolutionFile.Parent[] Parents,
    EvolutionFile.Step[] Staircase, EvolutionCounts Counts, Dictionary<string, double?> Cache)
{
    const int CurrentFormat = 1;
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true
    };

    public sealed record Parent(int[][] Genomes, double? Fitness);

    public sealed record Step(int Generation, double? Fitness, string Text, string Latex);

    public static EvolutionFile Of(Evolution evolution) => new(CurrentFormat, evolution.Task.Name, evolution.Task.Shape.ToString(),
        evolution.Task.Rules,
        NumbersOf(evolution.Settings), evolution.Generation,
        [.. evolution.Parents.Select(parent => new Parent([.. parent.Genomes.Select(Genes)], Finite(parent.Fitness)))],
        [.. evolution.Staircase.Select(step => new Step(step.Generation, Finite(step.Fitness), step.Text, step.Latex))],
        evolution.Counts, evolution.Cache.OrderBy(each => each.Key, StringComparer.Ordinal).ToDictionary(each => each.Key, each =>
            Finite(each.Value)));

    public static EvolutionFile Read(string path)
    {
        string full = RegularFile.RequireReadable(path);
        EvolutionFile? file;
        try
        {
            file = JsonSerializer.Deserialize<EvolutionFile>(File.ReadAllText(full), Json);
        }
        catch (JsonException)
        {
            file = null;
        }
        return file is { Format: CurrentFormat } ? file
            : throw new EvolvedException($"{path} holds no search of this version; name another file, or remove it to start anew");
    }

    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");

    public Evolution Resume(TaskFamily task, EvolutionSettings settings) => new(task, settings, this);

    /// <summary>Refuses a search of another task, genome or mutation; generations, target and threads may change.</summary>
    public void RequireSame(TaskFamily task, EvolutionSettings settings)
    {
        if (Task != task.Name) throw new EvolvedException(
            $"the file holds a search for '{Task}', not for '{task.Name}'; name another file");
        if (Shape != task.Shape.ToString() || Rules != task.Rules)
            throw new EvolvedException(
                $"the file holds genomes '{Shape}' (x {Rules}), but the task has '{task.Shape}' (x {task.Rules}); "
                + $"use that task or name another file");
        if (Numbers != NumbersOf(settings))
            throw new EvolvedException(
                $"the file holds a search with {Numbers}, not {NumbersOf(settings)}; use those numbers or name another file");
        if (Parents.Length != settings.Parents)
            throw new EvolvedException(
                $"the file holds {Parents.Length} parents, not {settings.Parents}; it was changed: name another file");
    }

    static string NumbersOf(EvolutionSettings settings) => FormattableString.Invariant(
        $"{settings.Parents} + {settings.Offspring}, {settings.Mutation.Convention} {settings.Mutation.Rate:R}, seed {settings.Seed}");

    static int[] Genes(Genome genome) => [.. genome.Genes.ToArray().Select(gene => (int)gene)];

    static double? Finite(double fitness) => double.IsFinite(fitness) ? fitness : null;
}
