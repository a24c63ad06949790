using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests;

public class ValidationTests
{
    static readonly FeatureTable Iris = FeatureTable.Iris();

    [Fact]
    public void A_class_too_small_for_the_folds_is_refused()
    {
        var rows = FeatureTable.Of("t", [[1], [2], [3], [4]], [0, 0, 0, 1], ["a", "b"]);
        var error = Assert.Throws<ArgumentException>(() => CrossValidation.Run(new GaussianNaiveBayes(), rows, 1, 3));
        Assert.StartsWith("t: class 1 (b) has 1 members, so one of 3 folds has none; use fewer folds or more rows", error.Message);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var method = new TemporalMethod(TemporalTasks.Iris[1]);
        var (one, two) = (CrossValidation.Run(method, Iris, 2, threads: 1), CrossValidation.Run(method, Iris, 2, threads: 2));
        Assert.Equal(one.Accuracies, two.Accuracies);
        Assert.Equal(one.Confusion.Cast<int>(), two.Confusion.Cast<int>());
        Assert.Equal(one.MeanInputSpikes, two.MeanInputSpikes);
    }

    [Theory]
    [InlineData(0, .978, .008)]
    [InlineData(1, .974, .006)]
    [InlineData(2, .954, .007)]
    public void Iris_is_told_apart_at_least_as_well_as_the_prototype_did(int index, double prototype, double spread)
    {
        var result = CrossValidation.Run(new TemporalMethod(TemporalTasks.Iris[index]), Iris);
        Assert.True(result.Mean >= prototype - spread, $"{result.Method} reaches {result.Mean}");
        Assert.Equal(1500, result.Confusion.Cast<int>().Sum());
        Assert.Equal(result.Mean, Enumerable.Range(0, 3).Sum(c => result.Confusion[c, c]) / 1500.0, 12);
        Assert.InRange(result.MeanInputSpikes, 1, 40);
    }

    [Fact]
    public void A_choice_is_made_without_the_rows_that_are_answered_for()
    {
        // The first candidate is right where the first feature is even, the second where it is odd; training rows are even, tested ones
        // odd.
        var (train, test) = (Rows(2, 40), Rows(1, 10));
        var nested = new Nested("choice", [new Knows(0), new Knows(1)]);
        var answers = nested.Answer(train, test, Streams.For(1, "nested"));
        Assert.Equal([1, 0], nested.Chosen);
        Assert.All(answers.Select((answer, row) => (answer, row)), a => Assert.NotEqual(test.Label(a.row), a.answer.Class));

        static FeatureTable Rows(int start, int count)
            => FeatureTable.Of("t", [.. Enumerable.Range(0, count).Select(k => (double[])[start + 2 * k, k % 2])],
                [.. Enumerable.Range(0, count).Select(k => k % 2)]);
    }

    [Fact]
    public void Equal_candidates_give_the_first_and_none_is_refused()
    {
        var nested = new Nested("choice", [new Knows(2), new Knows(2)]);
        nested.Answer(Iris, Iris, Streams.For(1, "nested"));
        Assert.Equal([1, 0], nested.Chosen);
        Assert.Contains("no candidates", Assert.Throws<ArgumentException>(() => new Nested("choice", [])).Message);
    }

    [Fact]
    public void F1_is_that_of_a_hand_made_matrix()
    {
        // Class 0: TP 8, FP 1, FN 2; class 1: TP 9, FP 2, FN 1.
        var result = new Validation("m", "d", 5, 0, [.85], new[,] { { 8, 2 }, { 1, 9 } }, 0);
        Assert.Equal((16.0 / 19 + 18.0 / 21) / 2, result.MacroF1, 12);
        Assert.Equal(0, result.Sd);
    }

    [Fact]
    public void A_rate_code_spends_what_it_is_given_and_gets_better_with_more()
    {
        var (few, many) = (CrossValidation.Run(new PoissonRateCode(TemporalTasks.Iris[0], 4), Iris, 1),
            CrossValidation.Run(new PoissonRateCode(TemporalTasks.Iris[0], 400), Iris, 1));
        Assert.InRange(few.MeanInputSpikes, 3.7, 4.3);
        Assert.InRange(many.MeanInputSpikes, 397, 403);
        Assert.True(many.Mean > few.Mean + .05);
    }

    // The second feature is the label; it is told where the first has the parity, and its contrary elsewhere.
    sealed class Knows(int parity) : IMethod
    {
        public string Name => "knows";

        public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
            => [.. Enumerable.Range(0, test.Count).Select(row => new Answer(Said(test.Row(row)), 0))];

        int Said(ReadOnlySpan<double> row) => (int)row[0] % 2 == parity ? (int)row[1] % 2 : 1 - (int)row[1] % 2;
    }
}
