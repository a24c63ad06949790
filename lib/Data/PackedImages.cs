using System.Globalization;
using System.IO.Compression;
using System.Text;
using Spikebook.Storage;

namespace Spikebook.Data;

/// <summary>
/// Labelled binary images, one bit a pixel, as they ship: gzip over a line of ASCII
/// (<c>spikebook-bits 1 COUNT HEIGHT WIDTH CLASSES</c>), a byte a label, then each image's pixels row by row, eight to a byte, the
/// first in the highest bit.
/// </summary>
public static class PackedImages
{
    const string Mark = "spikebook-bits 1";
    const int LongestHeader = 128, MostImages = 10_000_000, MostSide = 4096;

    /// <summary>Writes binary images.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="images">Grey images.</param>
    /// <param name="level">Pixels of at least this value are 1.</param>
    public static void Write(string path, ImageSet images, int level)
    {
        ArgumentNullException.ThrowIfNull(images);
        int bytes = BytesOf(images.Height, images.Width);
        AtomicFile.Write(path, file =>
        {
            using GZipStream zip = new(file, CompressionLevel.SmallestSize, leaveOpen: true);
            zip.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{Mark} {images.Count} {images.Height} {images.Width} {images.Classes}\n")));
            for (int i = 0; i < images.Count; i++) zip.WriteByte((byte)images.Label(i));
            byte[] packed = new byte[bytes];
            for (int i = 0; i < images.Count; i++)
            {
                Array.Clear(packed);
                var pixels = images.Pixels(i);
                for (int p = 0; p < pixels.Length; p++)
                    if (pixels[p] >= level) packed[p >> 3] |= (byte)(0x80 >> (p & 7));
                zip.Write(packed);
            }
        });
    }

    /// <summary>Reads binary images.</summary>
    /// <param name="path">A file that <see cref="Write"/> wrote.</param>
    /// <param name="name">What the set is called.</param>
    /// <param name="margin">Pixels to cut off each side.</param>
    /// <exception cref="DatasetException">The file is missing, damaged or of another format.</exception>
    public static BinarySamples Read(string path, string name, int margin = 0)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using GZipStream zip = new(file, CompressionMode.Decompress);
            var (count, height, width, classes) = Header(zip, path);
            if (margin < 0 || 2 * margin >= Math.Min(height, width))
                throw new ArgumentOutOfRangeException(nameof(margin), margin,
                $"a margin of 0 to {(Math.Min(height, width) - 1) / 2} leaves pixels");
            byte[] labels = new byte[count], packed = new byte[(long)count * BytesOf(height, width)];
            zip.ReadExactly(labels);
            zip.ReadExactly(packed);
            if (zip.ReadByte() >= 0) throw new DatasetException(
                $"{path}: there is more than its header says; take the file from the repository again");
            int side = width - 2 * margin, bytes = BytesOf(height, width);
            return BinarySamples.FromBits(name, (height - 2 * margin) * side, classes, labels, (sample, bits) =>
            {
                var image = packed.AsSpan(sample * bytes, bytes);
                for (int i = 0; i < bits.Length; i++)
                {
                    int p = (i / side + margin) * width + i % side + margin;
                    bits[i] = (image[p >> 3] & (0x80 >> (p & 7))) != 0;
                }
            });
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: {e.Message.ReplaceLineEndings(" ")}; take the file from the repository again", e);
        }
    }

    static (int Count, int Height, int Width, int Classes) Header(Stream stream, string path)
    {
        StringBuilder line = new();
        for (int next; (next = stream.ReadByte()) is not ('\n' or < 0) && line.Length < LongestHeader;) line.Append((char)next);
        if (line.ToString().StartsWith(Mark + " ", StringComparison.Ordinal)
            && line.ToString()[Mark.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                is [var count, var height, var width, var classes]
            && Number(count, MostImages) is { } n && Number(height, MostSide) is { } h && Number(width, MostSide) is { } w
            && Number(classes, 256) is { } c
            && (long)n * BytesOf(h, w) <= Array.MaxLength)
            return (n, h, w, c);
        throw new DatasetException($"{path}: is no file of packed images; take the file from the repository again");
    }

    static int? Number(string text, int most)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value : null;

    static int BytesOf(int height, int width) => (height * width + 7) / 8;
}
