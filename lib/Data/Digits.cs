namespace Spikebook.Data;

/// <summary>
/// The handwritten digits that ship with Spikebook: 1,797 real images of 8 x 8 pixels with values 0 … 16.
/// Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository (1998),
/// doi:10.24432/C50P49, CC BY 4.0.
/// </summary>
public static class Digits
{
    /// <summary>How many of the images, counted from the first, are meant to learn from; the other 360 are for the test.</summary>
    public const int TrainCount = 1437;

    /// <summary>The smallest pixel that counts as ink: half of full ink.</summary>
    public const int Level = 8;

    /// <summary>All 1,797 images.</summary>
    public static ImageSet Load()
    {
        using Stream stream = Shipped.Open("digits.csv.gz");
        return ImageCsv.Read(stream, "UCI digits", 8, 8, 16, LabelColumn.Last, 10);
    }

    /// <summary>The first 1,437 images to learn from and the last 360 to test with, one bit a pixel.</summary>
    public static (BinarySamples Train, BinarySamples Test) LoadBinary()
    {
        TrainTest parts = Load().Split(TrainCount);
        return (parts.Train.Threshold(Level), parts.Test.Threshold(Level));
    }
}

/// <summary>The data files that travel inside the library.</summary>
static class Shipped
{
    public static Stream Open(string name)
        => typeof(Shipped).Assembly.GetManifestResourceStream(name)
            ?? throw new DatasetException($"{name} is not inside {typeof(Shipped).Assembly.GetName().Name}; build the library again");
}
