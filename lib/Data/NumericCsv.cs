using System.Globalization;
using System.IO.Compression;
using CsvHelper;

namespace Spikebook.Data;

/// <summary>Where a line of a CSV file has its label.</summary>
public enum LabelColumn
{
    /// <summary>In the last column, as in the UCI sets.</summary>
    Last,

    /// <summary>In the first column, as in the usual MNIST CSV files.</summary>
    First,
}

/// <summary>
/// Reads images from comma-separated values, plain or gzip: a line an image, with its label first or last; a heading line is skipped.
/// </summary>
public static class ImageCsv
{
    /// <summary>Images from a CSV file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="maximum">The value of full ink, at most 255.</param>
    /// <param name="label">Where the label stands.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="name">What the set is called; by default the file's name.</param>
    /// <exception cref="DatasetException">
    /// The file is missing, corrupt, or a line has a wrong number of values or a value out of range.
    /// </exception>
    public static ImageSet Read(
        string path, int height, int width, int maximum = 255, LabelColumn label = LabelColumn.Last, int classes = 10, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, name ?? Path.GetFileName(path), height, width, maximum, label, classes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>
    /// Images of whatever size the file has: square ones where the number of pixels is a square, else one row. The largest pixel counts as
    /// full ink, and there are as many classes as the largest label asks for.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="label">Where the label stands.</param>
    /// <param name="name">What the set is called; by default the file's name.</param>
    /// <exception cref="DatasetException">The file is missing, corrupt or empty, or a value is no integer from 0 to 255.</exception>
    public static ImageSet Read(string path, LabelColumn label = LabelColumn.Last, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        name ??= Path.GetFileName(path);
        try
        {
            using var file = File.OpenRead(path);
            using var look = File.OpenRead(path);
            if (NumericCsv.Read(look, name).Select(row => row.Values.Length).FirstOrDefault() is not (> 1 and int columns))
                throw new DatasetException($"{name}: no line with pixels and a label");
            int side = (int)Math.Round(Math.Sqrt(columns - 1));
            (int height, int width) = side * side == columns - 1 ? (side, side) : (1, columns - 1);
            ImageSet all = Read(file, name, height, width, byte.MaxValue, label, 256);
            byte[] pixels = [.. Enumerable.Range(0, all.Count).SelectMany(i => all.Pixels(i).ToArray())], labels = all.Labels.ToArray();
            return new ImageSet(name, height, width, Math.Max((byte)1, pixels.Max()), Math.Max(2, labels.Max() + 1), pixels, labels);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    internal static ImageSet Read(Stream stream, string name, int height, int width, int maximum, LabelColumn label, int classes)
    {
        int size = height * width;
        var pixels = new List<byte>();
        var labels = new List<byte>();
        foreach ((int line, double[] row) in NumericCsv.Read(stream, name, size + 1))
        {
            int at = label == LabelColumn.First ? 0 : size;
            labels.Add(Value(row[at], classes - 1, "label", line));
            for (int i = 0; i <= size; i++)
                if (i != at) pixels.Add(Value(row[i], maximum, "pixel", line));
        }
        return new ImageSet(name, height, width, maximum, classes, pixels.ToArray(), labels.ToArray());

        byte Value(double value, int largest, string what, int line)
            => value >= 0 && value <= largest && value <= byte.MaxValue && value == Math.Floor(value)
                ? (byte)value
                : throw new DatasetException(
                    $"{name}, line {line}: {what} {value.ToString(CultureInfo.InvariantCulture)} is no integer from 0 to {largest}");
    }
}

/// <summary>Lines of numbers from a CSV stream, plain or gzip.</summary>
static class NumericCsv
{
    public static CsvReaderOptions Options { get; } = CsvReaderOptions.Default with
    {
        HasHeader = false,
        TrackLineNumbers = true,
        Separator = ','
    };

    public static IEnumerable<(int Line, double[] Values)> Read(Stream stream, string name, int columns = 0)
    {
        using var csv = CsvReader.Create(new CsvLimits(Plain(stream), name), Options);
        while (Next(csv, name))
        {
            int line = (int)csv.LineNumber;
            if (columns == 0) columns = csv.FieldCount;
            if (csv.FieldCount != columns)
                throw new DatasetException($"{name}, line {line}: {csv.FieldCount} values; {columns} are expected");
            var values = new double[columns];
            int wrong = Parse(csv, values);
            if (wrong < 0) yield return (line, values);
            else if (line > 1) // the first line may hold headings
                throw new DatasetException($"{name}, line {line}, column {wrong + 1}: \"{Shorten(csv.GetString(wrong)).ReplaceLineEndings(" ")}\" is no number");
        }
    }

    static int Parse(CsvReader csv, double[] values)
    {
        for (int i = 0; i < values.Length; i++)
            if (!double.TryParse(csv.GetSpan(i), CultureInfo.InvariantCulture, out values[i]) || !double.IsFinite(values[i])) return i;
        return -1;
    }

    static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    static Stream Plain(Stream stream)
    {
        int first = stream.ReadByte(), second = stream.ReadByte();
        stream.Position = 0;
        return first == 0x1F && second == 0x8B ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    static bool Next(CsvReader csv, string name)
    {
        try
        {
            return csv.Read();
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException($"{name}: corrupt gzip data; fetch the file again", error);
        }
        catch (FormatException error)
        {
            throw new DatasetException($"{name}, line {csv.LineNumber}: no comma-separated numbers", error);
        }
    }
}
