using System.Buffers.Binary;
using System.Numerics;

namespace Spikebook.Exchange;

/// <summary>
/// The checksum of HDF5's metadata: Bob Jenkins's lookup3 "hashlittle" with initial value 0. Twelve bytes at a time are added to (a, b, c)
/// and mixed; what is left is added and mixed once more by other shifts.
/// </summary>
/// <remarks>Source: B. Jenkins, lookup3.c (2006), public domain; HDF5 File Format Specification 3.0, "Checksum".</remarks>
static class Hdf5Checksum
{
    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint a = 0xDEADBEEF + (uint)data.Length, b = a, c = a;
        while (data.Length > 12)
        {
            a += Word(data);
            b += Word(data[4..]);
            c += Word(data[8..]);
            (a, b, c) = Mixed(a, b, c);
            data = data[12..];
        }
        if (data.IsEmpty) return c;
        Span<byte> rest = stackalloc byte[12];
        rest.Clear();
        data.CopyTo(rest);
        return Final(a + Word(rest), b + Word(rest[4..]), c + Word(rest[8..]));
    }

    static uint Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    static uint Turned(uint x, int by) => BitOperations.RotateLeft(x, by);

    static (uint A, uint B, uint C) Mixed(uint a, uint b, uint c)
    {
        a -= c; a ^= Turned(c, 4); c += b;
        b -= a; b ^= Turned(a, 6); a += c;
        c -= b; c ^= Turned(b, 8); b += a;
        a -= c; a ^= Turned(c, 16); c += b;
        b -= a; b ^= Turned(a, 19); a += c;
        c -= b; c ^= Turned(b, 4); b += a;
        return (a, b, c);
    }

    static uint Final(uint a, uint b, uint c)
    {
        c ^= b; c -= Turned(b, 14);
        a ^= c; a -= Turned(c, 11);
        b ^= a; b -= Turned(a, 25);
        c ^= b; c -= Turned(b, 16);
        a ^= c; a -= Turned(c, 4);
        b ^= a; b -= Turned(a, 14);
        c ^= b; c -= Turned(b, 24);
        return c;
    }
}
