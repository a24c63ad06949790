namespace Spikebook.Data.Tests;

public sealed class ShippedDataTests
{
    // Class counts as the UCI pages and scikit-learn's descriptions of the sets give them.
    [Fact]
    public void Digits_are_the_published_set()
    {
        ImageSet digits = Digits.Load();
        Assert.Equal((1797, 8, 8, 10), (digits.Count, digits.Height, digits.Width, digits.Classes));
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], Counts(digits.Labels.ToArray()));
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], digits.Pixels(0)[..8].ToArray());
        (BinarySamples train, BinarySamples test) = Digits.LoadBinary();
        Assert.Equal((1437, 360), (train.Count, test.Count));
    }

    [Fact]
    public void Iris_and_breast_cancer_are_the_published_sets()
    {
        FeatureTable iris = FeatureTable.Iris(), cancer = FeatureTable.BreastCancer();
        Assert.Equal((150, 4), (iris.Count, iris.Features));
        Assert.Equal(["setosa", "versicolor", "virginica"], iris.ClassNames);
        Assert.Equal([50, 50, 50], Counts([.. Enumerable.Range(0, 150).Select(i => (byte)iris.Label(i))]));
        // mean sepal length 5.84 and petal length 3.76 cm (the set's own description)
        Assert.Equal(5.84, Enumerable.Range(0, 150).Average(i => iris.Row(i)[0]), 0.005);
        Assert.Equal(3.76, Enumerable.Range(0, 150).Average(i => iris.Row(i)[2]), 0.005);
        Assert.Equal((569, 30), (cancer.Count, cancer.Features));
        Assert.Equal([212, 357], Counts([.. Enumerable.Range(0, 569).Select(i => (byte)cancer.Label(i))])); // malignant, benign
    }

    [Fact]
    public void A_thermometer_rises_with_the_value()
    {
        var iris = FeatureTable.Iris();
        BinarySamples samples = iris.Thermometer(4);
        Assert.Equal(16, samples.Inputs);
        for (int i = 0; i < samples.Count; i++)
        {
            bool[] bits = samples.Bits(i);
            for (int k = 1; k < bits.Length; k++) Assert.True(k % 4 == 0 || bits[k - 1] || !bits[k]);
        }
        // each cut is a quantile: the fraction above the lowest of four lies near 4/5
        Assert.InRange(Enumerable.Range(0, samples.Count).Average(i => samples.Bits(i)[0] ? 1.0 : 0.0), 0.70, 0.85);
    }

    static int[] Counts(byte[] labels) => [.. Enumerable.Range(0, labels.Max() + 1).Select(k => labels.Count(l => l == k))];
}
