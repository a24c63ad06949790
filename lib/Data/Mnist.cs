namespace Spikebook.Data;

/// <summary>
/// The MNIST database of handwritten digits: 60,000 images to learn from and 10,000 to test with, 28 x 28 pixels.
/// Source: Y. LeCun, C. Cortes, C. J. C. Burges. With one bit a pixel it ships; its grey values are found on this machine or fetched
/// (<see cref="DatasetDownload"/> with <see cref="Files"/>).
/// </summary>
public static class Mnist
{
    /// <summary>The environment variable that names the folder of the four files, or the folder that holds it as <c>mnist</c>.</summary>
    public const string FolderVariable = "SPIKEBOOK_DATA";

    /// <summary>The smallest pixel that Renner et al. count as ink (their p * 256 / 65025, rounded to two decimals, exceeds 0.5).</summary>
    public const int Level = 129;

    static readonly string[] MirrorAddresses =
    [
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ];

    /// <summary>The four files, their mirrors, and the SHA-256 of their decompressed content.</summary>
    public static IReadOnlyList<DatasetFile> Files { get; } =
    [
        File("train-images-idx3-ubyte.gz", 47040016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        File("train-labels-idx1-ubyte.gz", 60008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        File("t10k-images-idx3-ubyte.gz", 7840016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        File("t10k-labels-idx1-ubyte.gz", 10008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>
    /// The folder with the four files (gzip or plain): the one named by <c>SPIKEBOOK_DATA</c>, its subfolder <c>mnist</c>, or
    /// <c>data/mnist</c>
    /// beside or above the current folder or this library; null where there is none.
    /// </summary>
    public static string? TryFind()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
        {
            if (HasFiles(named)) return named;
            if (HasFiles(Path.Combine(named, "mnist"))) return Path.Combine(named, "mnist");
        }
        return DataFolder.TryFind("mnist") is { } folder && HasFiles(folder) ? folder : null;
    }

    /// <summary>Whether a folder has the four files.</summary>
    public static bool HasFiles(string folder) => Files.All(file => TryPath(folder, file.Name) is not null);

    /// <summary>MNIST from where <see cref="TryFind"/> finds it.</summary>
    /// <exception cref="DatasetException">
    /// It is not on this machine, or a file is truncated, corrupt, oversized or of another format.
    /// </exception>
    public static TrainTest Load()
        => Load(TryFind() ?? throw new DatasetException(
            $"MNIST's grey values are neither in data/mnist nor under {FolderVariable}; "
            + "run \"dotnet run --project lib/Cli -- data mnist\" to fetch them"));

    /// <summary>MNIST, or any set with the same four file names such as Fashion-MNIST, from a folder.</summary>
    /// <exception cref="DatasetException">A file is missing, truncated, corrupt, oversized or of another format.</exception>
    public static TrainTest Load(string folder, string name = "MNIST")
        => new(Read(folder, "train", name), Read(folder, "t10k", name + " test"));

    /// <summary>
    /// As Renner et al. feed it to the chip: 4 pixels cut off each side (20 x 20), one bit a pixel (<see cref="Level"/>).
    /// </summary>
    /// <exception cref="DatasetException">As <see cref="Load()"/>.</exception>
    public static (BinarySamples Train, BinarySamples Test) LoadBinary() => LoadBinary(20);

    /// <summary>
    /// One bit a pixel, with other numbers of pixels: 28 whole images, 20 as above, 10 those halved. From the grey values where they are
    /// on this machine, else from what ships, which is the same to the bit; 10 pixels a side need the grey values.
    /// </summary>
    /// <param name="side">Pixels a side: 10, 20 or 28.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is another number.</exception>
    /// <exception cref="DatasetException">As <see cref="Load()"/>.</exception>
    public static (BinarySamples Train, BinarySamples Test) LoadBinary(int side)
    {
        if (side is not (10 or 20 or 28))
            throw new ArgumentOutOfRangeException(nameof(side), side, "MNIST is read with 10, 20 or 28 pixels a side");
        if (TryFind() is null && side != 10) return ShippedImages.Load("mnist-binary", "MNIST", side);
        TrainTest mnist = Load();
        return (Sized(mnist.Train).Threshold(Level), Sized(mnist.Test).Threshold(Level));

        ImageSet Sized(ImageSet images) => side switch
        {
            28 => images,
            20 => images.Crop(4),
            _ => images.Crop(4).Halve(),
        };
    }

    static ImageSet Read(string folder, string part, string name)
        => IdxFile.ReadImages(PathOf(folder, $"{part}-images-idx3-ubyte.gz"), PathOf(folder, $"{part}-labels-idx1-ubyte.gz"), name);

    static string PathOf(string folder, string name)
        => TryPath(folder, name) ?? throw new DatasetException($"{Path.Combine(folder, name)} is missing");

    static string? TryPath(string folder, string name)
    {
        string compressed = Path.Combine(folder, name), plain = Path.ChangeExtension(compressed, null);
        return System.IO.File.Exists(compressed) ? compressed : System.IO.File.Exists(plain) ? plain : null;
    }

    static DatasetFile File(string name, long length, string sha256)
        => new(name, length, sha256, [.. MirrorAddresses.Select(mirror => new Uri(mirror + name))]);
}
