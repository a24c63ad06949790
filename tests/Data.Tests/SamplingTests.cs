using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Data.Tests;

public sealed class SamplingTests
{
    // Uneven classes, one of them with a single row; the feature is the row's number.
    static FeatureTable Rows(params int[] counts)
    {
        int[] labels = [.. counts.SelectMany((count, label) => Enumerable.Repeat(label, count))];
        return FeatureTable.Of(
            "rows", [.. labels.Select((_, i) => new double[] { i })], labels, [.. counts.Select((_, k) => $"class {k}")]);
    }

    static int[] Ids(FeatureTable table) => [.. Enumerable.Range(0, table.Count).Select(i => (int)table.Row(i)[0])];

    static int[] PerClass(ISamples samples) => [.. Enumerable.Range(0, samples.Classes)
        .Select(k => Enumerable.Range(0, samples.Count).Count(i => samples.Label(i) == k))];

    [Fact]
    public void A_split_has_each_row_once_and_each_class_in_proportion()
    {
        Prop.ForAll(Gen.Zip(Gen.ArrayOf(Gen.Choose(1, 40), 4), Gen.Choose(0, 1 << 20)).ToArbitrary(), trial =>
        {
            (int[] counts, int seed) = trial;
            FeatureTable all = Rows(counts);
            Parts<FeatureTable> parts = all.SplitStratified(0.3, (ulong)seed);
            Assert.Equal(Enumerable.Range(0, all.Count), Ids(parts.Train).Concat(Ids(parts.Test)).Order());
            int[] test = PerClass(parts.Test);
            for (int k = 0; k < counts.Length; k++) Assert.InRange(test[k], counts[k] * 0.3 - 1, counts[k] * 0.3 + 1);
            Assert.Equal((int)Math.Round(all.Count * 0.3, MidpointRounding.AwayFromZero), parts.Test.Count);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Folds_are_each_tested_once_and_differ_by_one_row_at_most()
    {
        Prop.ForAll(Gen.Zip(Gen.ArrayOf(Gen.Choose(1, 30), 3), Gen.Choose(2, 7)).ToArbitrary(), trial =>
        {
            (int[] counts, int k) = trial;
            FeatureTable all = Rows(counts);
            k = Math.Min(k, all.Count);
            IReadOnlyList<Parts<FeatureTable>> folds = all.Folds(k, 5);
            Assert.Equal(k, folds.Count);
            Assert.Equal(Enumerable.Range(0, all.Count), folds.SelectMany(f => Ids(f.Test)).Order());
            Assert.All(folds, f => Assert.Equal(Enumerable.Range(0, all.Count), Ids(f.Train).Concat(Ids(f.Test)).Order()));
            Assert.True(folds.Max(f => f.Test.Count) - folds.Min(f => f.Test.Count) <= 1);
            for (int label = 0; label < counts.Length; label++)
            {
                int[] shares = [.. folds.Select(f => PerClass(f.Test)[label])];
                Assert.True(shares.Max() - shares.Min() <= 1, $"class {label}: {string.Join(' ', shares)}");
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_seed_decides()
    {
        var iris = FeatureTable.Iris();
        Assert.Equal(iris.SplitStratified(0.2, 7).Test.Fingerprint(), iris.SplitStratified(0.2, 7).Test.Fingerprint());
        Assert.NotEqual(iris.SplitStratified(0.2, 7).Test.Fingerprint(), iris.SplitStratified(0.2, 8).Test.Fingerprint());
        Assert.Equal(iris.Shuffle(7).Fingerprint(), iris.Shuffle(7).Fingerprint());
        Assert.NotEqual(iris.Shuffle(7).Fingerprint(), iris.Shuffle(8).Fingerprint());
        // for good: a split on record can be made again
        Assert.Equal([1, 3, 5, 9], Ids(Rows(5, 5).SplitStratified(0.4, 1).Test));
        Assert.Equal(Enumerable.Range(0, 20), Ids(Rows(15, 5).Shuffle(3)).Order());
    }

    [Fact]
    public void A_shuffled_sorted_set_is_no_longer_sorted_and_has_the_same_rows()
    {
        BinarySamples digits = Digits.LoadBinary().Train, shuffled = digits.Shuffle(1);
        Assert.Equal(PerClass(digits), PerClass(shuffled));
        Assert.NotEqual(digits.Fingerprint(), shuffled.Fingerprint());
        Assert.Equal(digits.MeanActive, shuffled.MeanActive, 1e-12);
        int[] order = [.. Enumerable.Range(0, digits.Count).Reverse()];
        Assert.Equal(digits.Fingerprint(), digits.Pick(order).Pick(order).Fingerprint());
    }

    [Fact]
    public void Bits_rows_and_images_are_split_alike()
    {
        ImageSet images = Digits.Load();
        Parts<ImageSet> parts = images.SplitStratified(0.25, 9);
        Parts<BinarySamples> bits = images.Threshold(8).SplitStratified(0.25, 9);
        Assert.Equal(bits.Test.Fingerprint(), parts.Test.Threshold(8).Fingerprint());
        Assert.Equal("UCI digits test", bits.Test.Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    [InlineData(0.01)]
    public void Parts_that_would_be_empty_are_errors(double fraction)
        => Assert.Throws<DatasetException>(() => Rows(5, 5).SplitStratified(fraction, 1));

    [Fact]
    public void Picks_and_folds_out_of_range_are_errors()
    {
        Assert.Contains("sample 10 is picked", Assert.Throws<DatasetException>(() => Rows(5, 5).Pick([0, 10])).Message);
        Assert.Contains("no sample is picked", Assert.Throws<DatasetException>(() => Digits.LoadBinary().Train.Pick([])).Message);
        Assert.Contains("1 folds", Assert.Throws<DatasetException>(() => Rows(5, 5).Folds(1, 1)).Message);
        Assert.Contains("11 folds", Assert.Throws<DatasetException>(() => Rows(5, 5).Folds(11, 1)).Message);
    }

    [Fact]
    public void Normalisation_knows_training_rows_only()
    {
        FeatureTable train = FeatureTable.Of("train", [[1, 5], [3, 5]], [0, 1]), test = FeatureTable.Of("test", [[5, 6]], [1], ["a", "b"]);
        FeatureTable standard = Normalisation.Standard(train).Apply(test), range = Normalisation.Range(train).Apply(test);
        Assert.Equal([3, 1], standard.Row(0).ToArray()); // mean 2, deviation 1; a feature that does not vary is only shifted
        Assert.Equal([2, 1], range.Row(0).ToArray());
        FeatureTable cancer = FeatureTable.BreastCancer(), scaled = Normalisation.Standard(cancer).Apply(cancer);
        for (int feature = 0; feature < 30; feature++)
        {
            Assert.Equal(0, scaled.Column(feature).Average(), 1e-12);
            Assert.Equal(1, scaled.Column(feature).Average(x => x * x), 1e-12);
        }
        var equal = FeatureTable.Of("equal", [[0.1], [0.1], [0.1]], [0, 1, 0]);
        Assert.Equal(0, Normalisation.Standard(equal).Apply(equal).Row(2)[0]);
        Assert.Contains("4 features", Assert.Throws<DatasetException>(() => Normalisation.Range(train).Apply(FeatureTable.Iris())).Message);
    }

    [Fact]
    public void A_thermometer_is_fitted_on_training_rows()
    {
        FeatureTable train = FeatureTable.Of(
            "train", [[1], [2], [3], [4]], [0, 0, 1, 1]), test = FeatureTable.Of("test", [[2.5], [100], [0]], [0, 1, 1]);
        BinarySamples bits = ThermometerCode.Fit(train, 3).Apply(test); // cuts at 2, 3 and 4
        Assert.Equal([true, false, false], bits.Bits(0));
        Assert.Equal([true, true, true], bits.Bits(1));
        Assert.Equal([false, false, false], bits.Bits(2));
    }

    [Fact]
    public void Own_arrays_become_samples()
    {
        var bits = BinarySamples.FromRows("mine", [[true, false, true], [false, false, false]], [1, 0]);
        Assert.Equal([0, 2], bits.Active(0).ToArray());
        Assert.Equal((3, 2, 0), (bits.Inputs, bits.Classes, bits.Active(1).Length));
        Assert.Contains("sample 1 has 2 bits", Assert.Throws<DatasetException>(
            () => BinarySamples.FromRows("m", [[true], [true, false]], [0, 1])).Message);
        Assert.Contains("1 labels", Assert.Throws<DatasetException>(() => BinarySamples.FromRows("m", [[true], [true]], [0])).Message);
        Assert.Contains("label -1", Assert.Throws<DatasetException>(() => BinarySamples.FromRows("m", [[true], [true]], [0, -1])).Message);
        Assert.Contains("row 1 is NaN", Assert.Throws<DatasetException>(() => FeatureTable.Of("f", [[1], [double.NaN]], [0, 1])).Message);
        Assert.Contains("no samples", Assert.Throws<DatasetException>(() => FeatureTable.Of("f", [], [])).Message);
    }

    [Theory]
    [InlineData(8, new[] { 3, 3 }, "input 3 follows 3")]
    [InlineData(8, new[] { 5, 2 }, "input 2 follows 5")]
    [InlineData(8, new[] { 60, 5 }, "input 5 follows 60")]
    [InlineData(8, new[] { 1, 8 }, "inputs 0 to 7")]
    [InlineData(8, new[] { 65535 }, "inputs 0 to 7")]
    [InlineData(0, new int[0], "0 inputs")]
    public void Active_inputs_are_rising_distinct_and_in_range(int inputs, int[] indices, string expected)
        => Assert.Contains(
            expected, Assert.Throws<ArgumentException>(() => ActiveInputs.Of(inputs, indices.Select(i => (ushort)i).ToArray())).Message);
}
