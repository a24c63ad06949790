using System.Buffers.Binary;
using System.Numerics;

namespace Spikebook.Data;

/// <summary>Which letter of the .npy format belongs to a number type.</summary>
static class NpyValues<T>
    where T : unmanaged, INumberBase<T>
{
    /// <summary>i, u or f.</summary>
    public static char Kind { get; } = KindOf();

    /// <summary>Bytes of a value.</summary>
    public static int Size { get; } = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    static char KindOf()
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) return 'f';
        if (typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(int) || typeof(T) == typeof(long)) return 'i';
        if (typeof(T) == typeof(byte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong)) return 'u';
        throw new ArgumentException($"{typeof(T).Name} is no type of the .npy format that is written here; use integers, float or double");
    }
}

/// <summary>Reads one value of any type of the .npy format as another type, or says that it does not fit.</summary>
static class NpyValue
{
    /// <summary>Whether the value is exactly one of the wanted type; floating-point types round as a conversion does.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> item, char kind, out T value)
        where T : unmanaged, INumberBase<T>
        => (kind, item.Length) switch
        {
            ('i', 1) => Fits((sbyte)item[0], out value),
            ('i', 2) => Fits(BinaryPrimitives.ReadInt16LittleEndian(item), out value),
            ('i', 4) => Fits(BinaryPrimitives.ReadInt32LittleEndian(item), out value),
            ('i', 8) => Fits(BinaryPrimitives.ReadInt64LittleEndian(item), out value),
            ('u', 1) => Fits(item[0], out value),
            ('u', 2) => Fits(BinaryPrimitives.ReadUInt16LittleEndian(item), out value),
            ('u', 4) => Fits(BinaryPrimitives.ReadUInt32LittleEndian(item), out value),
            ('u', 8) => Fits(BinaryPrimitives.ReadUInt64LittleEndian(item), out value),
            ('f', 2) => Fits(BinaryPrimitives.ReadHalfLittleEndian(item), out value),
            ('f', 4) => Fits(BinaryPrimitives.ReadSingleLittleEndian(item), out value),
            ('f', 8) => Fits(BinaryPrimitives.ReadDoubleLittleEndian(item), out value),
            _ => Fails(out value),
        };

    static bool Fits<TFrom, TTo>(TFrom from, out TTo value)
        where TFrom : INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        value = TTo.CreateSaturating(from);
        return typeof(TTo) == typeof(double) || typeof(TTo) == typeof(float) || TFrom.CreateSaturating(value) == from;
    }

    static bool Fails<T>(out T value)
        where T : unmanaged
    {
        value = default;
        return false;
    }
}
