using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spikebook.Data;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Tasks;

/// <summary>Labelled spike trains. Immutable.</summary>
public sealed class SpikeDataset : ISamples<SpikeDataset>
{
    readonly int[] _labels;

    /// <summary>Spike trains with a label each.</summary>
    /// <exception cref="ArgumentException">The numbers differ, or a label is out of range.</exception>
    public SpikeDataset(string name, SpikeBatch spikes, int[] labels, int classes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(spikes);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length != spikes.Count) throw new ArgumentException($"{name}: {spikes.Count} samples but {labels.Length} labels");
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong >= 0) throw new ArgumentException($"{name}: label {labels[wrong]} of sample {wrong} is outside 0 to {classes - 1}");
        (Name, Spikes, _labels, Classes) = (name, spikes, labels, classes);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The spike trains.</summary>
    public SpikeBatch Spikes { get; }

    /// <summary>The labels, one a sample.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public int Label(int index) => _labels[index];

    /// <inheritdoc/>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(Spikes.Offsets));
        hash.AppendData(MemoryMarshal.AsBytes(Spikes.TimesMs));
        hash.AppendData(MemoryMarshal.AsBytes(Spikes.Sources));
        hash.AppendData(MemoryMarshal.AsBytes(_labels.AsSpan()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public SpikeDataset Pick(ReadOnlySpan<int> indices, string? name = null)
    {
        if (indices.IsEmpty) throw new DatasetException($"{Name}: no sample is picked; name at least one");
        int wrong = indices.IndexOfAnyExceptInRange(0, Count - 1);
        if (wrong >= 0) throw new DatasetException($"{Name}: sample {indices[wrong]} is picked, but there are samples 0 to {Count - 1}");
        List<double> times = [];
        List<int> sources = [], offsets = [0], picked = [];
        foreach (int index in indices)
        {
            SpikeTrain train = Spikes[index];
            times.AddRange(train.TimesMs);
            sources.AddRange(train.Sources);
            offsets.Add(times.Count);
            picked.Add(_labels[index]);
        }
        return new(name ?? Name, new SpikeBatch(Spikes.SourceCount, [.. offsets], [.. times], [.. sources]), [.. picked], Classes);
    }

    /// <summary>
    /// Images as spikes, the brightest pixel first: a pixel p above <paramref name="above"/> fires once, at
    /// <c>window (1 - p / maximum)</c>; pixels at one time in the order of their places.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="windowMs">When the darkest pixels would fire, in ms.</param>
    /// <param name="above">Pixels up to this value are silent: 1 in the published MNIST runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not above 0, or no pixel could fire.</exception>
    public static SpikeDataset Latency(ImageSet images, double windowMs = 20, int above = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!(windowMs > 0 && double.IsFinite(windowMs)))
            throw new ArgumentOutOfRangeException(nameof(windowMs), windowMs, "a time above 0 is needed");
        ArgumentOutOfRangeException.ThrowIfNegative(above);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(above, images.Maximum);
        int pixels = images.Height * images.Width, count = 0;
        for (int sample = 0; sample < images.Count; sample++)
            foreach (byte p in images.Pixels(sample))
                if (p > above) count++;
        var (offsets, times, sources) = (new int[images.Count + 1], new double[count], new int[count]);
        var firsts = new int[images.Maximum + 2]; // where the pixels of each value go
        for (int sample = 0, next = 0; sample < images.Count; sample++)
        {
            ReadOnlySpan<byte> image = images.Pixels(sample);
            Array.Clear(firsts);
            foreach (byte p in image)
                if (p > above) firsts[images.Maximum - p + 1]++;
            firsts[0] = next;
            for (int value = 1; value < firsts.Length; value++) firsts[value] += firsts[value - 1];
            next = firsts[^1];
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                byte p = image[pixel];
                if (p <= above) continue;
                int place = firsts[images.Maximum - p]++;
                (times[place], sources[place]) = ((1 - (double)p / images.Maximum) * windowMs, pixel);
            }
            offsets[sample + 1] = next;
        }
        int[] given = new int[images.Count];
        for (int sample = 0; sample < given.Length; sample++) given[sample] = images.Label(sample);
        return new(images.Name, new SpikeBatch(pixels, offsets, times, sources), given, images.Classes);
    }
}
