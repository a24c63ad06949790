using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Spikebook.MeanField.Tests;

/// <summary>A hash over the bits of numbers: one changed bit anywhere changes it.</summary>
sealed class Digest
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Digest Add(params IEnumerable<double> values)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (double value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            _hash.AppendData(bytes);
        }
        return this;
    }

    public Digest Add(Density density) => Add(density.Time, density.Tau, density.Minimum, density.Width,
        density.Refractory).Add(density.Values);

    public override string ToString() => Convert.ToHexStringLower(_hash.GetHashAndReset().AsSpan(0, 8));
}
