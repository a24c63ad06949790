using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>
/// One section of a saved state, its checksum already found right; values are checked all the same before they index anything.
/// </summary>
/// <param name="name">What it holds, for messages.</param>
/// <param name="content">Its bytes.</param>
sealed class SavedSection(string name, byte[] content)
{
    int _at;

    /// <summary>Bytes that have not been read.</summary>
    public int Left => content.Length - _at;

    public int Int32(int low, int high, string what)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        return value >= low && value <= high ? value : throw Outside(what, value, low, high);
    }

    public long Int64(long low, long high, string what)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        return value >= low && value <= high ? value : throw Outside(what, value, low, high);
    }

    /// <summary>Fills an array to its end.</summary>
    public void Fill<T>(Span<T> values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        Take(bytes.Length).CopyTo(bytes);
    }

    /// <summary>Fills an array with values of a range.</summary>
    public void Fill(Span<int> values, int low, int high, string what)
    {
        Fill(values);
        foreach (int value in values)
            if (value < low || value > high) throw Outside(what, value, low, high);
    }

    /// <inheritdoc cref="Fill(Span{int}, int, int, string)"/>
    public void Fill(Span<short> values, int low, int high, string what)
    {
        Fill(values);
        foreach (short value in values)
            if (value < low || value > high) throw Outside(what, value, low, high);
    }

    /// <inheritdoc cref="Fill(Span{int}, int, int, string)"/>
    public void Fill(Span<byte> values, int high, string what)
    {
        Fill(values);
        foreach (byte value in values)
            if (value > high) throw Outside(what, value, 0, high);
    }

    /// <summary>Says that all has been read.</summary>
    public void End()
    {
        if (Left > 0) throw Wrong($"{Left} bytes are left over");
    }

    public LoihiException Wrong(string problem) => SavedStateReader.Damaged(name, problem);

    ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > Left) throw Wrong("it is too short");
        _at += bytes;
        return content.AsSpan(_at - bytes, bytes);
    }

    LoihiException Outside(string what, long value, long low, long high) => Wrong($"{what} = {value} is outside {low} … {high}");
}
