using System.Buffers.Binary;
using System.Text;
using Spikebook.Randomness;

namespace Spikebook.Fuzz;

/// <summary>
/// Damage done to a file: what a worn disk, a cut connection or a malicious hand might do. A function of the stream alone.
/// </summary>
static class Mutation
{
    const int LargestFile = 1 << 20;

    static readonly string[] Numbers =
        ["-1", "0", "127", "256", "65536", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "1e308", "1e999", "NaN",
            "0.5", "00", ""];

    static readonly string[] Tokens = ["{", "}", "[", "]", "\"", ",", ":", "(", ")", "null", "true", "\\u0000", "\0", "\r\n", "ä",
        "sgn(", "2^", "*", "'", ";", "="];

    static readonly long[] Words = [0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, int.MaxValue, int.MinValue, uint.MaxValue,
        long.MaxValue, long.MinValue];

    /// <summary>One file of the corpus with one to six damages.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> corpus, RandomStream random)
    {
        byte[] bytes = [.. corpus[random.NextInt(corpus.Count)]];
        for (int damages = 1 + random.NextInt(6) * random.NextInt(2); damages > 0 && bytes.Length < LargestFile; damages--)
            bytes = Damage(bytes, corpus, random);
        return bytes;
    }

    static byte[] Damage(byte[] bytes, IReadOnlyList<byte[]> corpus, RandomStream random)
    {
        if (bytes.Length == 0) return [(byte)random.NextInt(256)];
        int at = random.NextInt(bytes.Length), length = 1 + random.NextInt(Math.Min(bytes.Length - at, 1 + random.NextInt(200)));
        switch (random.NextInt(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.NextInt(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.NextInt(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4:
                return Insert(bytes, at, bytes.AsSpan(at, length));
            case 5:
                return Insert(bytes, at, Repeated(bytes.AsSpan(at, Math.Min(length, 16)), 1 << random.NextInt(14)));
            case 6:
                byte[] other = corpus[random.NextInt(corpus.Count)];
                return [.. bytes[..at], .. other[random.NextInt(other.Length)..]];
            case 7:
                bytes.AsSpan(at, length).Fill((byte)(random.NextInt(2) * 255));
                return bytes;
            case 8:
                return Word(bytes, at, Words[random.NextInt(Words.Length)] + random.NextInt(3) - 1, random);
            case 9:
                return Number(bytes, at, Numbers[random.NextInt(Numbers.Length)]);
            case 10:
                return Insert(bytes, at, Encoding.UTF8.GetBytes(Tokens[random.NextInt(Tokens.Length)]));
            default:
                return Insert(bytes, at, Repeated(Encoding.UTF8.GetBytes(Tokens[random.NextInt(Tokens.Length)]), 1 << random.NextInt(14)));
        }
    }

    static byte[] Insert(byte[] bytes, int at, ReadOnlySpan<byte> added) => [.. bytes[..at], .. added, .. bytes[at..]];

    static byte[] Repeated(ReadOnlySpan<byte> part, int times)
    {
        var all = new byte[part.Length * times];
        for (int k = 0; k < times; k++) part.CopyTo(all.AsSpan(k * part.Length));
        return all;
    }

    // A word of two, four or eight bytes in either order, as lengths and counts are written.
    static byte[] Word(byte[] bytes, int at, long value, RandomStream random)
    {
        Span<byte> word = stackalloc byte[8];
        int size = 2 << random.NextInt(3);
        if (random.NextInt(2) == 0) BinaryPrimitives.WriteInt64LittleEndian(word, value);
        else BinaryPrimitives.WriteInt64BigEndian(word, value << 64 - 8 * size);
        word[..Math.Min(size, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    // The number in the text at or after a place becomes another one.
    static byte[] Number(byte[] bytes, int at, string number)
    {
        int start = at;
        while (start < bytes.Length && !char.IsAsciiDigit((char)bytes[start])) start++;
        int end = start;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end])) end++;
        return [.. bytes[..start], .. Encoding.ASCII.GetBytes(number), .. bytes[end..]];
    }
}
