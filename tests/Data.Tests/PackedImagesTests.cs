namespace Spikebook.Data.Tests;

public sealed class PackedImagesTests
{
    [Fact]
    public void What_ships_is_MNIST_whole()
    {
        var (train, test) = ShippedImages.Load("mnist-binary", "MNIST", 28);
        Assert.Equal((60_000, 10_000, 784, 10), (train.Count, test.Count, train.Inputs, train.Classes));
        // The fingerprints of the original files, thresholded at 129.
        Assert.Equal("280f99b3de38298de2ce8c3b66a466887c45f7bee009f8f2a75b76c710182074", train.Fingerprint());
        Assert.Equal("59bad3593060fc135acef8c1de48038c14e4dd2e26c77c3741d270166c157b0c", test.Fingerprint());
        // How often each digit occurs, as the database's authors state.
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Histogram(train));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Histogram(test));
    }

    [MnistFact]
    public void What_ships_is_what_the_grey_values_give()
    {
        foreach (int side in new[] { 20, 28 })
        {
            var (grey, greyTest) = Mnist.LoadBinary(side);
            var (train, test) = ShippedImages.Load("mnist-binary", "MNIST", side);
            Assert.Equal(grey.Fingerprint(), train.Fingerprint());
            Assert.Equal(greyTest.Fingerprint(), test.Fingerprint());
        }
    }

    [Fact]
    public void Fashion_has_as_many_of_each_class()
    {
        var (train, test) = FashionMnist.LoadBinary();
        Assert.Equal((60_000, 10_000, 400), (train.Count, test.Count, train.Inputs));
        Assert.All(Histogram(train), count => Assert.Equal(6000, count));
        Assert.All(Histogram(test), count => Assert.Equal(1000, count));
        Assert.Equal(FashionMnist.Classes.Count, train.Classes);
    }

    [Fact]
    public void Written_and_read_back_is_the_same_with_any_margin()
    {
        using TemporaryFile file = new();
        byte[] pixels = new byte[3 * 5 * 7];
        new Random(5).NextBytes(pixels);
        ImageSet images = new("mine", 5, 7, 256, 4, pixels, [0, 3, 1]);
        PackedImages.Write(file.Path, images, 100);
        Assert.Equal(images.Threshold(100).Fingerprint(), PackedImages.Read(file.Path, "mine").Fingerprint());
        Assert.Equal(images.Crop(1).Threshold(100).Fingerprint(), PackedImages.Read(file.Path, "mine", 1).Fingerprint());
    }

    [Fact]
    public void Damage_is_told_in_one_line()
    {
        using TemporaryFile file = new();
        byte[] whole = File.ReadAllBytes(DataFolder.TryFind("mnist-binary/test.bits.gz")!);
        Random random = new(1);
        for (int trial = 0; trial < 40; trial++)
        {
            byte[] damaged = trial % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (trial % 2 == 1) damaged[random.Next(40)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file.Path, damaged);
            try
            {
                Assert.Equal(10_000, PackedImages.Read(file.Path, "x").Count); // damage that means nothing: a name or a time in the header
            }
            catch (DatasetException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                Assert.StartsWith(file.Path, e.Message, StringComparison.Ordinal);
            }
        }
    }

    static int[] Histogram(BinarySamples samples)
    {
        int[] counts = new int[samples.Classes];
        for (int i = 0; i < samples.Count; i++) counts[samples.Label(i)]++;
        return counts;
    }

    sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
