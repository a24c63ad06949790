using FsCheck;
using FsCheck.Fluent;
using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Tests;

public class ValidationTests
{
    static readonly LabelledRows Iris = LabelledRows.Of(FeatureTable.Iris());

    [Fact]
    public void Folds_hold_every_row_once_and_every_class_in_its_share()
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = Streams.For((ulong)seed, "labels");
            int folds = 2 + random.NextInt(5), classes = 1 + random.NextInt(4);
            int[] labels = [.. Enumerable.Range(0, classes).SelectMany(c => Enumerable.Repeat(c, folds + random.NextInt(30)))];
            random.Shuffle(labels.AsSpan());
            int[] parts = StratifiedFolds.Deal(labels, classes, folds, random);
            for (int c = 0; c < classes; c++)
            {
                int[] counts = [.. Enumerable.Range(0, folds).Select(fold => labels.Where((label, row) => label == c && parts[row] == fold).Count())];
                Assert.InRange(counts.Max() - counts.Min(), 0, 1);
            }
            int[] sizes = [.. Enumerable.Range(0, folds).Select(fold => parts.Count(part => part == fold))];
            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_class_too_small_for_the_folds_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => StratifiedFolds.Deal([0, 0, 0, 1], 2, 3, Streams.For(1, "folds")));
        Assert.StartsWith("class 1 has 1 members, so a fold of 3 would have none; use fewer folds", error.Message);
    }

    [Fact]
    public void Rows_that_cannot_be_used_are_refused_by_row_and_feature()
    {
        Assert.StartsWith("t: feature 1 of row 0 is NaN", Assert.Throws<ArgumentException>(() => LabelledRows.Of("t", [1, double.NaN], [0], 2, ["a"])).Message);
        Assert.StartsWith("t: row 1 has label 2; labels are 0 … 1",
            Assert.Throws<ArgumentException>(() => LabelledRows.Of("t", [1, 2], [0, 2], 1, ["a", "b"])).Message);
        Assert.StartsWith("t: class 1 (b) has no member", Assert.Throws<ArgumentException>(() => LabelledRows.Of("t", [1, 2], [0, 0], 1, ["a", "b"])).Message);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var method = new TemporalMethod(TemporalTasks.Iris[1]);
        var (one, two) = (CrossValidation.Run(method, Iris, 2, threads: 1), CrossValidation.Run(new TemporalMethod(method.Settings), Iris, 2, threads: 2));
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
        // The first candidate is right on training rows and wrong on all others: a choice that saw those would take the second.
        bool[] inTraining = new bool[Iris.Count];
        var (train, test) = CrossValidation.Split(StratifiedFolds.Deal(Iris.Labels, 3, 5, Streams.For(1, "folds")), 0);
        foreach (int row in train) inTraining[row] = true;
        var nested = new Nested("choice", [new Fixed(row => inTraining[row] ? Iris.Labels[row] : 0), new Fixed(row => inTraining[row] ? 0 : Iris.Labels[row])]);
        nested.Answer(Iris, train, test, Streams.For(1, "nested"));
        Assert.Equal([1, 0], nested.Chosen);
    }

    [Fact]
    public void Equal_candidates_give_the_first_and_none_is_refused()
    {
        var nested = new Nested("choice", [new Fixed(_ => 0), new Fixed(_ => 1)]);
        nested.Answer(Iris, [.. Enumerable.Range(0, 150)], [0], Streams.For(1, "nested"));
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
        var (few, many) = (CrossValidation.Run(new PoissonRateCode(TemporalTasks.Iris[0], 4), Iris, 2),
            CrossValidation.Run(new PoissonRateCode(TemporalTasks.Iris[0], 400), Iris, 2));
        Assert.InRange(few.MeanInputSpikes, 3.7, 4.3);
        Assert.InRange(many.MeanInputSpikes, 397, 403);
        Assert.True(many.Mean > few.Mean + .05);
    }

    sealed class Fixed(Func<int, int> answer) : IMethod
    {
        public string Name => "fixed";

        public Answer[] Answer(LabelledRows rows, int[] train, int[] test, RandomStream random) => [.. test.Select(row => new Answer(answer(row), 0))];
    }
}
