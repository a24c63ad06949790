using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Randomness;

/// <summary>
/// Names random streams: the same seed, name and index give the same numbers on every machine and for every thread count.
/// </summary>
public static class Streams
{
    /// <summary>
    /// The stream called <paramref name="name"/> under <paramref name="seed"/>, for instance
    /// <c>Streams.For(seed, "input-noise", trial)</c>. Streams of different names or indices are independent.
    /// </summary>
    /// <param name="seed">The seed that the user chose.</param>
    /// <param name="name">What the numbers are for.</param>
    /// <param name="index">Which of several streams of that name: a trial, an epoch, a neuron block.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static RandomStream For(ulong seed, string name, long index = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        byte[] text = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteUInt64LittleEndian(text, seed);
        BinaryPrimitives.WriteInt64LittleEndian(text.AsSpan(8), index);
        Encoding.UTF8.GetBytes(name, text.AsSpan(16));
        SHA256.HashData(text, digest);
        return new RandomStream(
            BinaryPrimitives.ReadUInt64LittleEndian(digest),
            BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]));
    }
}
