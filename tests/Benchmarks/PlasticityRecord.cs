using System.Text.Json;
using Spikebook.Data;
using Spikebook.Plasticity;

namespace Spikebook.Benchmarks;

/// <summary>
/// Records cross-validations over ten seeds of the settings that saw the tested rows, and of a choice among their neighbours inside the
/// training rows: too long for a notebook.
/// <c>dotnet run -c Release --project tests/Benchmarks -- record-nested-validation [file]</c>, some minutes of one core.
/// </summary>
static class PlasticityRecord
{
    const int Seeds = 10;

    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    sealed record Row(string Data, string Window, int Candidates, double Seen, double SeenSd, int[][] SeenConfusion, double SeenInputSpikes,
        double Nested, double NestedSd, int[][] NestedConfusion, double Difference);

    public static void Write(string file)
    {
        List<Row> rows = [];
        foreach (var (table, tasks) in new[] { (FeatureTable.Iris(), TemporalTasks.Iris),
            (FeatureTable.BreastCancer(), TemporalTasks.BreastCancer) })
            foreach (var task in tasks)
            {
                TemporalMethod[] candidates = [.. TemporalTasks.Candidates(task).Select(c => new TemporalMethod(c))];
                var seen = CrossValidation.Run(new TemporalMethod(task), table, Seeds);
                var nested = CrossValidation.Run(new Nested(task.Window.Name, candidates), table, Seeds);
                rows.Add(new(table.Name, task.Window.Name, candidates.Length, Short(seen.Mean), Short(seen.Sd), Jagged(seen.Confusion),
                    Short(seen.MeanInputSpikes), Short(nested.Mean), Short(nested.Sd), Jagged(nested.Confusion),
                    Short(seen.Mean - nested.Mean)));
                Console.WriteLine(rows[^1]);
                File.WriteAllText(file, JsonSerializer.Serialize(new
                {
                    source = "Spikebook's CrossValidation; regenerate with: dotnet run -c Release --project tests/Benchmarks -- "
                        + "record-nested-validation",
                    validation = new { folds = 5, innerFolds = 4, seeds = $"0 to {Seeds - 1}" },
                    meaning = "seen: settings found by looking at whole cross-validations; nested: chosen among neighbours inside the "
                        + "training rows; confusion[i][j]: rows of class i called j, over all seeds",
                    rows,
                }, Json) + "\n");
            }
    }

    static double Short(double value) => Math.Round(value, 5);

    static int[][] Jagged(int[,] confusion) => [.. Enumerable.Range(0, confusion.GetLength(0))
        .Select(i => Enumerable.Range(0, confusion.GetLength(1)).Select(j => confusion[i, j]).ToArray())];
}
