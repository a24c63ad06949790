namespace Spikebook.Data.Tests;

[Collection("environment")]
public sealed class MnistTests
{
    [Fact]
    public void Four_files_are_found_where_the_variable_points_and_read_as_any_set_of_that_form()
    {
        using var folder = new TemporaryFolder();
        string mnist = Directory.CreateDirectory(Path.Combine(folder.Path, "mnist")).FullName;
        string? before = Environment.GetEnvironmentVariable(Mnist.FolderVariable);
        try
        {
            Environment.SetEnvironmentVariable(Mnist.FolderVariable, folder.Path);
            var pixels = new byte[28 * 28];
            pixels[4 * 28 + 4] = 129; // becomes input 0
            pixels[4 * 28 + 5] = 128; // below the level
            pixels[23 * 28 + 23] = 255; // input 399
            pixels[3 * 28 + 4] = 255; // cut off
            foreach (DatasetFile file in Mnist.Files)
                File.WriteAllBytes(Path.Combine(
                    mnist, file.Name), Idx.Gzip(file.Name.Contains("images") ? Idx.Images(pixels, 1, 28, 28) : Idx.Labels([3])));

            Assert.Equal(mnist, Mnist.TryFind());
            (BinarySamples train, BinarySamples test) = Mnist.LoadBinary();
            Assert.Equal([0, 399], train.Active(0).ToArray());
            Assert.Equal(3, test.Label(0));

            Environment.SetEnvironmentVariable(Mnist.FolderVariable, mnist);
            Assert.Equal(mnist, Mnist.TryFind());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Mnist.FolderVariable, before);
        }
    }

    [Fact]
    public void A_folder_without_the_files_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("train-images-idx3-ubyte.gz is missing", Assert.Throws<DatasetException>(() => Mnist.Load(folder.Path)).Message);
    }

    [MnistFact]
    public void Where_MNIST_is_at_hand_it_is_the_published_one()
    {
        (BinarySamples train, BinarySamples test) = Mnist.LoadBinary();
        Assert.Equal((60000, 10000, 400), (train.Count, test.Count, train.Inputs));
        Assert.Equal(5, train.Label(0));
        Assert.Equal(7, test.Label(0));
        Assert.Equal(99.08, train.MeanActive, 0.01);
    }

    [MnistFact]
    public void MNIST_comes_in_three_sizes()
    {
        Assert.Equal(
            (784, 400, 100), (Mnist.LoadBinary(28).Test.Inputs, Mnist.LoadBinary(20).Test.Inputs, Mnist.LoadBinary(10).Test.Inputs));
        Assert.Equal(Mnist.LoadBinary().Test.Fingerprint(), Mnist.LoadBinary(20).Test.Fingerprint());
    }

    [Fact]
    public void Other_sizes_are_errors()
        => Assert.Contains("10, 20 or 28", Assert.Throws<ArgumentOutOfRangeException>(() => Mnist.LoadBinary(14)).Message);
}
