using Spikebook.Data;

namespace Spikebook.Cli;

/// <summary>The datasets that <c>train</c> and <c>evaluate</c> know by name, by folder or by file, as patterns of active pixels.</summary>
/// <param name="Train">Samples to learn.</param>
/// <param name="Test">Samples to test with; null for none.</param>
/// <param name="Split">How one file became two parts; null where the set itself has two.</param>
sealed record TrainingData(BinarySamples Train, BinarySamples? Test, string? Split = null)
{
    /// <summary>What <c>--data</c> takes, for help and errors.</summary>
    public const string Known =
        "digits, mnist (20x20), mnist28, fashion, fashion28 (all shipped), mnist10 (fetch grey values with data mnist), "
        + "a folder with four files named as MNIST's, such as Fashion-MNIST's, or a CSV file";

    const int CroppedSide = 28, Margin = 4;

    const double TestFraction = 1 / 6.0;

    /// <summary>Samples to learn and to test with.</summary>
    /// <param name="data">Name, folder or CSV file.</param>
    /// <param name="test">A CSV file to test with, or "none"; without it a sixth of a CSV file, drawn class by class.</param>
    /// <param name="label">Where a CSV file has its label: first or last.</param>
    /// <param name="seed">Seed of that draw.</param>
    /// <exception cref="DatasetException">There is no such dataset, it is broken, or its parts do not match.</exception>
    public static TrainingData Load(string data, string? test, string label, ulong seed)
    {
        LabelColumn column = label switch
        {
            "first" => LabelColumn.First,
            "last" => LabelColumn.Last,
            _ => throw new DatasetException($"--label {label}: a label stands first or last in its line"),
        };
        if (File.Exists(data)) return Csv(data, test, column, seed);
        if (test is not (null or "none"))
            throw new DatasetException($"--test {test}: belongs to a CSV file; {data} has test samples of its own");
        var (train, tests) = data.ToLowerInvariant() switch
        {
            "digits" => Digits.LoadBinary(),
            "mnist" => Mnist.LoadBinary(),
            "mnist10" => Mnist.LoadBinary(10),
            "mnist28" => Mnist.LoadBinary(28),
            "fashion" => FashionMnist.LoadBinary(),
            "fashion28" => FashionMnist.LoadBinary(28),
            _ when Directory.Exists(data) => Folder(data),
            _ => throw new DatasetException($"there is no dataset {data}; use {Known}"),
        };
        return new(train, test is null ? tests : null);
    }

    static (BinarySamples Train, BinarySamples Test) Folder(string folder)
    {
        TrainTest set = Mnist.Load(folder, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        BinarySamples Bits(ImageSet images) =>
            (images.Height == CroppedSide && images.Width == CroppedSide ? images.Crop(Margin) : images).Threshold(Mnist.Level);
        return (Bits(set.Train), Bits(set.Test));
    }

    static TrainingData Csv(string path, string? test, LabelColumn label, ulong seed)
    {
        ImageSet all = ImageCsv.Read(path, label);
        int level = (all.Maximum + 1) / 2;
        if (test == "none") return new(all.Threshold(level), null);
        if (test is not null)
            return new(
                all.Threshold(level), ImageCsv.Read(test, all.Height, all.Width, byte.MaxValue, label, all.Classes).Threshold(level));
        if (all.Count < 6) throw new DatasetException($"{path}: {all.Count} samples; give at least 6, or a file to test with (--test)");
        Parts<BinarySamples> parts = all.Threshold(level).SplitStratified(TestFraction, seed);
        return new(parts.Train, parts.Test, $"a sixth of {all.Name} is for the test, drawn class by class with seed {seed}");
    }
}
