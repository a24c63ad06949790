using System.Buffers.Binary;
using System.Text;
using Spikebook.Storage;

namespace Spikebook.Exchange;

/// <summary>
/// Writes HDF5 files of what exchange formats need and no more: groups and contiguous datasets of numbers and texts. Superblock version 2,
/// object headers version 2 with their checksums, links within the headers; every HDF5 library since 1.8 (2008) reads it. There is no
/// package for it in reach, and a converter in another language would be needed on every machine that exports.
/// </summary>
/// <remarks>Source: HDF5 File Format Specification Version 3.0, The HDF Group, sections II.A, III, IV.A.2.</remarks>
public static class Hdf5Writer
{
    const ulong Undefined = ulong.MaxValue;
    const int SuperblockBytes = 48;

    /// <summary>Writes a file: whole or not at all.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    /// <param name="root">What it holds.</param>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, Hdf5Group root)
    {
        byte[] file = Bytes(root);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>The bytes of a file; the same content gives the same bytes.</summary>
    public static byte[] Bytes(Hdf5Group root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var file = new List<byte>(new byte[SuperblockBytes]);
        ulong address = Append(file, root);
        Block superblock = new();
        superblock.Bytes([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A]);
        superblock.Bytes([2, 8, 8, 0]); // version, bytes of an address, bytes of a length, no flags
        superblock.Number(0, 8); // base address
        superblock.Number(Undefined, 8); // no extension
        superblock.Number((ulong)file.Count, 8);
        superblock.Number(address, 8);
        superblock.Checksum();
        byte[] result = [.. file];
        superblock.ToArray().CopyTo(result, 0);
        return result;
    }

    // Members first, so that a group's links know where they are.
    static ulong Append(List<byte> file, Hdf5Node node)
    {
        var messages = node switch
        {
            Hdf5Group group => Messages(group, [.. group.Members.Select(member => Append(file, member.Value))]),
            Hdf5Dataset dataset => Messages(dataset, Stored(file, dataset.Data)),
            _ => throw new ArgumentException($"{node.GetType().Name} is no HDF5 object"),
        };
        Block header = new();
        header.Bytes("OHDR"u8);
        header.Bytes([2, 0x02]); // version; the size of the messages takes four bytes
        header.Number((ulong)messages.Sum(message => 4 + message.Data.Length), 4);
        foreach (var (type, data) in messages)
        {
            header.Number(type, 1);
            header.Number((ulong)data.Length, 2);
            header.Number(0, 1);
            header.Bytes(data);
        }
        header.Checksum();
        return Stored(file, header.ToArray());
    }

    static ulong Stored(List<byte> file, byte[] bytes)
    {
        if (bytes.Length == 0) return Undefined;
        while (file.Count % 8 != 0) file.Add(0);
        ulong address = (ulong)file.Count;
        file.AddRange(bytes);
        return address;
    }

    static List<(byte Type, byte[] Data)> Messages(Hdf5Group group, ulong[] addresses)
    {
        Block info = new();
        info.Bytes([0, 0]);
        info.Number(Undefined, 8); // no heap and no tree: all links are here
        info.Number(Undefined, 8);
        List<(byte, byte[])> messages = [(0x02, info.ToArray()), (0x0A, [0, 0])];
        for (int i = 0; i < addresses.Length; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes(group.Members[i].Key);
            Block link = new();
            link.Bytes([1, 0x11, 1]); // version; UTF-8 is named, the length takes two bytes
            link.Number((ulong)name.Length, 2);
            link.Bytes(name);
            link.Number(addresses[i], 8);
            messages.Add((0x06, link.ToArray()));
        }
        return messages;
    }

    static List<(byte Type, byte[] Data)> Messages(Hdf5Dataset dataset, ulong address)
    {
        Block space = new();
        space.Bytes([2, (byte)dataset.Shape.Count, 0, (byte)(dataset.Shape.Count == 0 ? 0 : 1)]);
        foreach (int size in dataset.Shape) space.Number((ulong)size, 8);
        Block layout = new();
        layout.Bytes([3, 1]); // contiguous
        layout.Number(address, 8);
        layout.Number((ulong)dataset.Data.Length, 8);
        return [(0x01, space.ToArray()), (0x03, DataType(dataset)), (0x05, [3, 0x0A]), (0x08, layout.ToArray())];
    }

    // class | version 1 << 4, three bytes of bits, size, then what the class asks for
    static byte[] DataType(Hdf5Dataset dataset)
    {
        Block type = new();
        switch (dataset.Type)
        {
            case Hdf5Type.Float32: // sign at 31, exponent of 8 bits at 23 with bias 127, mantissa of 23 bits at 0
                type.Bytes([0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]);
                break;
            case Hdf5Type.Float64: // sign at 63, exponent of 11 bits at 52 with bias 1023, mantissa of 52 bits at 0
                type.Bytes([0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xFF, 3, 0, 0]);
                break;
            case Hdf5Type.Int64: // signed, 64 bits from 0
                type.Bytes([0x10, 0x08, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]);
                break;
            default: // ended by zeros, UTF-8
                type.Bytes([0x13, 0x11, 0, 0]);
                type.Number((ulong)dataset.ValueBytes, 4);
                break;
        }
        return type.ToArray();
    }

    /// <summary>Bytes with little-endian numbers.</summary>
    sealed class Block
    {
        readonly List<byte> _bytes = [];

        public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

        public void Number(ulong value, int bytes)
        {
            Span<byte> all = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(all, value);
            _bytes.AddRange(all[..bytes]);
        }

        public void Checksum() => Number(Hdf5Checksum.Of([.. _bytes]), 4);

        public byte[] ToArray() => [.. _bytes];
    }
}
