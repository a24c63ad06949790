using System.Globalization;
using System.Text.Json;
using Spikebook.Plasticity.Evolved;
using Spikebook.Plasticity.Evolved.Tasks;

namespace Spikebook.Benchmarks;

/// <summary>
/// Records how often a search finds the gradient rule within 400 generations, for several mutation operators: too long for a notebook.
/// <c>dotnet run -c Release --project tests/Benchmarks -- record-mutation-rates [file]</c>, about ten minutes of one core.
/// </summary>
static class EvolvedRecord
{
    const int Runs = 32, Generations = 400;

    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    sealed record Row(string Convention, double Rate, double TrueRate, int Runs, int Hits, double Low95, double High95,
        double MedianGeneration, int[] Found);

    public static void Write(string file)
    {
        var task = new ErrorDrivenTask(ErrorDrivenSettings.Small);
        double wanted = task.Fitness(["(v - u)*s"]), plateau = task.Fitness(["(u - v)/u"]);
        // As good as the gradient rule, to a thousandth.
        double hit = wanted + 1e-3 * wanted;
        Mutation[] mutations = [.. new[] { 0.045, 0.15, 0.4, 0.75, 1 }.Select(Mutation.PerGene), Mutation.Differences(0.045),
            Mutation.OutputRedraws(0.045)];
        List<Row> rows = [];
        foreach (var mutation in mutations)
        {
            var results = new EvolutionResult[Runs];
            for (int run = 0; run < Runs; run++)
                results[run] = Evolution.Run(task, new()
                {
                    Mutation = mutation,
                    Generations = Generations,
                    TargetFitness = hit,
                    Seed = (ulong)run + 1,
                    Threads = 1
                });
            int[] found = [.. results.Where(result => result.IsReached).Select(result => result.Generation).Order()];
            var (low, high) = Wilson(found.Length, Runs);
            rows.Add(new(mutation.Convention.ToString(), mutation.Rate, mutation.TrueRate(task.Shape), Runs, found.Length,
                Math.Round(low, 4), Math.Round(high, 4), found.Length == 0 ? 0 : found[found.Length / 2], found));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutation}: {found.Length} of {Runs}"));
            File.WriteAllText(file, JsonSerializer.Serialize(new
            {
                source = "Spikebook's Evolution; regenerate with: dotnet run -c Release --project tests/Benchmarks -- record-mutation-rates",
                task = new
                {
                    name = task.Name,
                    task.Settings.Seed,
                    task.Settings.Trials,
                    task.Settings.DurationMs,
                    task.Settings.StepsPerMs,
                    shape = task.Shape.ToString()
                },
                search = new { parents = 4, offspring = 4, generations = Generations, seeds = "1 to runs" },
                meaning = "hits: runs whose best fitness came to 1.001 times that of (v - u)*s or better; low95, high95: Wilson's interval of their share",
                fitness = new { gradientRule = wanted, plateau },
                rows,
            }, Json) + "\n");
        }
    }

    // E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927).
    static (double Low, double High) Wilson(int hits, int runs)
    {
        const double z = 1.959964;
        double share = hits / (double)runs, centre = share + z * z / (2 * runs),
            half = z * Math.Sqrt((share * (1 - share) + z * z / (4 * runs)) / runs);
        return ((centre - half) / (1 + z * z / runs), (centre + half) / (1 + z * z / runs));
    }
}
