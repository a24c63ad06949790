using System.Globalization;
using System.Text.Json;
using Spikebook.Plasticity.Evolved;
using Spikebook.Plasticity.Evolved.Tasks;

namespace Spikebook.Benchmarks;

/// <summary>
/// Records searches for pairs of correlation-driven rules, and what their champions reach on the published validation: too long for a
/// notebook. <c>dotnet run -c Release --project tests/Benchmarks -- record-correlation-rules [file] [generations] [seeds]</c>, some minutes
/// of one core a seed.
/// </summary>
static class CorrelationRecord
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    sealed record Step(int Generation, double Fitness, string Rules);

    sealed record Row(ulong Seed, int Generations, int Simulated, double Fitness, string Facilitates, string Depresses,
        double ValidationMean, double ValidationDeviation, Step[] Staircase);

    public static void Write(string file, int generations, int seeds)
    {
        CorrelationDrivenTask task = new(CorrelationDrivenSettings.Small), unseen = new(CorrelationDrivenSettings.PublishedValidation);
        List<Row> rows = [];
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            var found = Evolution.Run(task, new()
            {
                Parents = 8, Offspring = 8, Mutation = Mutation.OutputRedraws(0.05), Generations = generations, Seed = seed, Threads = 1,
            });
            var rules = found.Champion.Rules;
            double[] validation = unseen.EachTrial(rules[0], rules[1]);
            double mean = validation.Average();
            rows.Add(new(seed, found.Generation, (int)found.Counts.Simulated, found.Champion.Fitness, rules[0].Text, rules[1].Text,
                Math.Round(mean, 4), Math.Round(Math.Sqrt(validation.Average(v => (v - mean) * (v - mean))), 4),
                [.. found.Staircase.Select(s => new Step(s.Generation, Math.Round(s.Fitness, 4), s.Text))]));
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{seed}: {found.Champion.Fitness} {found.Champion.Text}, {mean}"));
            File.WriteAllText(file, JsonSerializer.Serialize(new
            {
                source = "Spikebook's Evolution; regenerate with: dotnet run -c Release --project tests/Benchmarks -- "
                    + "record-correlation-rules",
                task = new { name = task.Name, task.Settings.Trials, task.Settings.DurationMs, shape = task.Shape.ToString() },
                search = new { parents = 8, offspring = 8, mutation = "OutputRedraws .05", generations },
                meaning = "fitness: the worst of 4 trials of 40 s; validation: mean and deviation of the published 20 trials of 100 s",
                rows,
            }, Json) + "\n");
        }
    }
}
