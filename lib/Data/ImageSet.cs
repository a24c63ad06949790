namespace Spikebook.Data;

/// <summary>
/// Labelled grey images of one size, row by row, one byte a pixel. Immutable: each transformation gives a new set.
/// </summary>
public sealed class ImageSet : ISamples<ImageSet>
{
    readonly byte[] _pixels;
    readonly byte[] _labels;

    /// <summary>A set over the given pixels (images one after the other, rows from the top) and labels.</summary>
    /// <param name="name">What the set is called in titles and errors.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="maximum">The value of full ink: 255 for MNIST, 16 for the shipped digits.</param>
    /// <param name="classes">Number of classes; labels are 0 … classes - 1.</param>
    /// <param name="pixels">labels.Length x height x width values.</param>
    /// <param name="labels">One label an image.</param>
    /// <exception cref="DatasetException">There is no image, the lengths do not match, or a pixel or label is out of its range.</exception>
    public ImageSet(string name, int height, int width, int maximum, int classes, byte[] pixels, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (height < 1 || width < 1) throw new DatasetException($"{name}: images of {height} x {width} pixels; both must be at least 1");
        if (classes is < 1 or > 256) throw new DatasetException($"{name}: {classes} classes; 1 to 256 are possible");
        if (labels.Length == 0) throw new DatasetException($"{name}: no images");
        if (pixels.Length != (long)labels.Length * height * width)
            throw new DatasetException(
                $"{name}: {labels.Length} labels but {pixels.Length} pixels, which is not {labels.Length} x {height} x {width}");
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (wrong >= 0) throw new DatasetException($"{name}: label {labels[wrong]} of image {wrong} is outside 0 to {classes - 1}");
        int bright = maximum >= 255 ? -1 : pixels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)maximum);
        if (bright >= 0)
            throw new DatasetException($"{name}: pixel {pixels[bright]} of image {bright / (height * width)} is outside 0 to {maximum}");

        (Name, Height, Width, Maximum, Classes) = (name, height, width, maximum, classes);
        (_pixels, _labels) = (pixels, labels);
    }

    /// <summary>What the set is called.</summary>
    public string Name { get; }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>The value of full ink.</summary>
    public int Maximum { get; }

    /// <summary>Number of classes; labels are 0 … Classes - 1.</summary>
    public int Classes { get; }

    /// <summary>The labels, one an image.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>The label of image <paramref name="index"/>.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>The pixels of image <paramref name="index"/>, rows from the top.</summary>
    public ReadOnlySpan<byte> Pixels(int index) => _pixels.AsSpan(index * Height * Width, Height * Width);

    /// <summary>Image <paramref name="index"/> as a matrix [row, column], for a heatmap.</summary>
    public double[,] Image(int index)
    {
        ReadOnlySpan<byte> pixels = Pixels(index);
        var image = new double[Height, Width];
        for (int row = 0; row < Height; row++)
            for (int column = 0; column < Width; column++)
                image[row, column] = pixels[row * Width + column];
        return image;
    }

    /// <summary>Images <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set has no such images.</exception>
    public ImageSet Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        int size = Height * Width;
        return With(Height, Width, _pixels.AsSpan(start * size, count * size).ToArray(), _labels.AsSpan(start, count).ToArray());
    }

    /// <summary>The first <paramref name="count"/> images.</summary>
    public ImageSet Take(int count) => Slice(0, count);

    /// <summary>The first <paramref name="trainCount"/> images to learn from and the others to test with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One part would be empty.</exception>
    public TrainTest Split(int trainCount) => new(Slice(0, trainCount), Slice(trainCount, Count - trainCount));

    /// <inheritdoc/>
    public ImageSet Pick(ReadOnlySpan<int> indices, string? name = null)
    {
        Picking.Check(Name, Count, indices);
        int size = Height * Width;
        var pixels = new byte[(long)indices.Length * size];
        var labels = new byte[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Pixels(indices[i]).CopyTo(pixels.AsSpan(i * size, size));
            labels[i] = _labels[indices[i]];
        }
        return new(name ?? Name, Height, Width, Maximum, Classes, pixels, labels);
    }

    /// <inheritdoc/>
    public string Fingerprint() => Picking.Digest([Height, Width, Maximum, Classes, Count], _pixels, _labels);

    /// <summary>Cuts <paramref name="margin"/> pixels off each side: 28 x 28 becomes 20 x 20 with a margin of 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Nothing would remain.</exception>
    public ImageSet Crop(int margin)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(2 * margin, Math.Min(Height, Width) - 1, nameof(margin));
        int height = Height - 2 * margin, width = Width - 2 * margin;
        var pixels = new byte[Count * height * width];
        for (int row = 0; row < Count * height; row++)
        {
            int from = row / height * Height + margin + row % height;
            _pixels.AsSpan(from * Width + margin, width).CopyTo(pixels.AsSpan(row * width, width));
        }
        return With(height, width, pixels, _labels);
    }

    /// <summary>Half the height and width: each pixel is the mean of four, a half rounded up.</summary>
    /// <exception cref="DatasetException">Height or width is odd.</exception>
    public ImageSet Halve()
    {
        if ((Height | Width) % 2 != 0)
            throw new DatasetException($"{Name}: {Height} x {Width} pixels cannot be halved; crop to even sides first");
        int height = Height / 2, width = Width / 2;
        var pixels = new byte[Count * height * width];
        for (int row = 0; row < Count * height; row++)
        {
            ReadOnlySpan<byte> upper = _pixels.AsSpan(2 * row * Width, Width), lower = _pixels.AsSpan((2 * row + 1) * Width, Width);
            for (int column = 0; column < width; column++)
            {
                int sum = upper[2 * column] + upper[2 * column + 1] + lower[2 * column] + lower[2 * column + 1];
                pixels[row * width + column] = (byte)((sum + 2) / 4);
            }
        }
        return With(height, width, pixels, _labels);
    }

    /// <summary>One bit a pixel: pixel ≥ <paramref name="level"/>.</summary>
    /// <param name="level">The smallest value that counts as ink: 129 for MNIST as Renner et al. have it, 8 for the shipped digits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not in 1 … Maximum.</exception>
    public BinarySamples Threshold(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Maximum);
        return BinarySamples.FromBits(Name, Height * Width, Classes, _labels, (sample, bits) =>
        {
            ReadOnlySpan<byte> pixels = Pixels(sample);
            for (int i = 0; i < pixels.Length; i++) bits[i] = pixels[i] >= level;
        });
    }

    ImageSet With(int height, int width, byte[] pixels, byte[] labels) => new(Name, height, width, Maximum, Classes, pixels, labels);
}

/// <summary>Images to learn from and images to test with.</summary>
/// <param name="Train">What the network learns.</param>
/// <param name="Test">What it never sees while it learns.</param>
public sealed record TrainTest(ImageSet Train, ImageSet Test);
