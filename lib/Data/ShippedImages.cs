namespace Spikebook.Data;

/// <summary>The sets of 28 x 28 binary images that ship in <c>data/</c>, found from wherever the program or the notebook is.</summary>
static class ShippedImages
{
    const int Side = 28;

    /// <summary>Both parts of a set, whole (28) or without its margin (20).</summary>
    public static (BinarySamples Train, BinarySamples Test) Load(string folder, string name, int side)
    {
        if (side is not (20 or Side))
            throw new ArgumentOutOfRangeException(nameof(side), side,
            $"{name} ships with 20 or 28 pixels a side; other sizes need its grey values");
        string path = DataFolder.TryFind(Path.Combine(folder, "train.bits.gz")) is { } found ? Path.GetDirectoryName(found)!
            : throw new DatasetException($"{name} is not where it ships, data/{folder}; run inside a clone of the repository");
        int margin = (Side - side) / 2;
        return (PackedImages.Read(Path.Combine(path, "train.bits.gz"), name, margin),
            PackedImages.Read(Path.Combine(path, "test.bits.gz"), name + " test", margin));
    }

    /// <summary>Whether a set is there.</summary>
    public static bool Has(string folder) => DataFolder.TryFind(Path.Combine(folder, "train.bits.gz")) is not null;
}
