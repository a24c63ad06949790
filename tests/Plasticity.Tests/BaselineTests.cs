using System.Text.Json;
using Spikebook.Data;

namespace Spikebook.Plasticity.Tests;

/// <summary>Beside scikit-learn on the same folds: tests/Peers/baselines_sklearn.py.</summary>
public class BaselineTests
{
    static readonly JsonElement Reference = JsonDocument.Parse(File.ReadAllText(ReferenceFile("plasticity-sklearn.json"))).RootElement;

    static string ReferenceFile(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "data", "reference", name);
            if (File.Exists(path)) return path;
        }
        throw new FileNotFoundException(name);
    }

    public static TheoryData<string> Sets => ["Iris", "Breast cancer"];

    static FeatureTable Table(string set) => set == "Iris" ? FeatureTable.Iris() : FeatureTable.BreastCancer();

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_recorded_folds_are_those_of_the_library(string set)
    {
        var table = Table(set);
        var numbered = FeatureTable.Of(set, [.. Enumerable.Range(0, table.Count).Select(row => (double[])[row])],
            [.. Enumerable.Range(0, table.Count).Select(table.Label)]);
        string[] recorded = [.. Reference.GetProperty("folds").GetProperty(set).EnumerateArray().Select(text => text.GetString()!)];
        Assert.Equal(10, recorded.Length);
        for (int seed = 0; seed < recorded.Length; seed++)
        {
            char[] folds = new char[table.Count];
            var parts = numbered.Folds(5, (ulong)seed);
            for (int fold = 0; fold < 5; fold++)
                for (int row = 0; row < parts[fold].Test.Count; row++) folds[(int)parts[fold].Test.Row(row)[0]] = (char)('0' + fold);
            Assert.Equal(recorded[seed], new string(folds));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Naive_Bayes_is_scikit_learns_on_every_seed(string set) => AreTheSame(new GaussianNaiveBayes(), set);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Logistic_regression_is_scikit_learns_on_every_seed(string set) => AreTheSame(new LogisticRegression(), set);

    static void AreTheSame(IMethod method, string set)
    {
        var accuracies = Reference.GetProperty("accuracies").GetProperty(set).GetProperty(method.Name);
        double[] recorded = [.. accuracies.EnumerateArray().Select(a => a.GetDouble())];
        var result = CrossValidation.Run(method, Table(set));
        for (int seed = 0; seed < recorded.Length; seed++) Assert.Equal(recorded[seed], result.Accuracies[seed], 9);
    }
}
