using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Spikebook.Data;

/// <summary>What all kinds of samples check alike.</summary>
static class Picking
{
    public static void Check(string name, int count, ReadOnlySpan<int> indices)
    {
        if (indices.IsEmpty) throw new DatasetException($"{name}: no sample is picked; name at least one");
        int wrong = indices.IndexOfAnyExceptInRange(0, count - 1);
        if (wrong >= 0) throw new DatasetException($"{name}: sample {indices[wrong]} is picked, but there are samples 0 to {count - 1}");
    }

    public static byte[] Labels(string name, int samples, IReadOnlyList<int> labels, int? classes, out int count)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (samples == 0) throw new DatasetException($"{name}: no samples");
        if (labels.Count != samples) throw new DatasetException($"{name}: {samples} samples but {labels.Count} labels");
        count = classes ?? Math.Max(2, labels.Max() + 1);
        if (count is < 1 or > 256) throw new DatasetException($"{name}: {count} classes; 1 to 256 are possible");
        var result = new byte[samples];
        for (int i = 0; i < samples; i++)
        {
            if (labels[i] < 0 || labels[i] >= count)
                throw new DatasetException($"{name}: label {labels[i]} of sample {i} is outside 0 to {count - 1}");
            result[i] = (byte)labels[i];
        }
        return result;
    }

    /// <summary>SHA-256 over sizes, values and labels, hexadecimal.</summary>
    public static string Digest(ReadOnlySpan<int> sizes, ReadOnlySpan<byte> values, ReadOnlySpan<byte> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(sizes));
        hash.AppendData(values);
        hash.AppendData(labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
