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

    /// <summary>
    /// The elementary functions of this machine. Where their last bits differ from those of the machine that recorded, goldens can be
    /// compared as
    /// figures only.
    /// </summary>
    public static string OfElementaryFunctions()
    {
        var digest = new Digest();
        for (int i = 1; i <= 2_000; i++)
        {
            double x = 0.0137 * i;
            digest.Add(Math.Exp(-x), Math.Exp(0.3 * x), Math.Log(x), Math.Tanh(0.2 * x), Math.Pow(x, 0.37), Math.Sin(x), Math.Cos(x));
        }
        return digest.ToString();
    }
}
