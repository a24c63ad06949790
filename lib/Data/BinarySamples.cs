using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Spikebook.Data;

/// <summary>
/// Labelled samples of bits, each kept as the list of its active inputs: what a network of binary units sees, and for
/// images with little ink also the fastest form to compute with.
/// </summary>
public sealed class BinarySamples : ISamples<BinarySamples>
{
    /// <summary>The largest number of inputs.</summary>
    public const int MostInputs = ushort.MaxValue + 1;

    readonly ushort[] _active;
    readonly int[] _start; // sample i owns _active[_start[i] .. _start[i + 1]]
    readonly byte[] _labels;

    BinarySamples(string name, int inputs, int classes, ushort[] active, int[] start, byte[] labels)
    {
        (Name, Inputs, Classes) = (name, inputs, classes);
        (_active, _start, _labels) = (active, start, labels);
    }

    /// <summary>What the set is called.</summary>
    public string Name { get; }

    /// <summary>Bits of a sample.</summary>
    public int Inputs { get; }

    /// <summary>Number of classes; labels are 0 … Classes - 1.</summary>
    public int Classes { get; }

    /// <summary>Number of samples.</summary>
    public int Count => _labels.Length;

    /// <summary>Mean number of active inputs of a sample.</summary>
    public double MeanActive => (double)_active.Length / Count;

    /// <summary>The inputs of sample <paramref name="index"/> that are 1, in rising order.</summary>
    public ActiveInputs Active(int index) => new(_active.AsSpan(_start[index].._start[index + 1]), Inputs);

    /// <summary>The label of sample <paramref name="index"/>.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>Sample <paramref name="index"/> as bits.</summary>
    public bool[] Bits(int index)
    {
        var bits = new bool[Inputs];
        foreach (ushort input in Active(index)) bits[input] = true;
        return bits;
    }

    /// <summary>The label of sample <paramref name="index"/> as bits: 1 at the label, 0 elsewhere.</summary>
    public bool[] OneHot(int index)
    {
        var target = new bool[Classes];
        target[Label(index)] = true;
        return target;
    }

    /// <summary>SHA-256 over sizes, bits and labels, hexadecimal: tells whether two runs saw the same samples.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([Inputs, Classes, Count]));
        hash.AppendData(MemoryMarshal.AsBytes(_start.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_active.AsSpan()));
        hash.AppendData(_labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The first <paramref name="count"/> samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public BinarySamples Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return new(Name, Inputs, Classes, _active[.._start[count]], _start[..(count + 1)], _labels[..count]);
    }

    /// <inheritdoc/>
    public BinarySamples Pick(ReadOnlySpan<int> indices, string? name = null)
    {
        Picking.Check(Name, Count, indices);
        var start = new int[indices.Length + 1];
        for (int i = 0; i < indices.Length; i++) start[i + 1] = start[i] + Active(indices[i]).Length;
        var active = new ushort[start[^1]];
        var labels = new byte[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Active(indices[i]).Indices.CopyTo(active.AsSpan(start[i]));
            labels[i] = _labels[indices[i]];
        }
        return new(name ?? Name, Inputs, Classes, active, start, labels);
    }

    /// <summary>Your own samples, one array of bits each.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="rows">The bits of each sample, all of one length.</param>
    /// <param name="labels">One label a sample, from 0.</param>
    /// <param name="classes">Number of classes; by default as many as the largest label asks for, at least 2.</param>
    /// <exception cref="DatasetException">There is no sample, the lengths differ, or a label is out of range.</exception>
    public static BinarySamples FromRows(string name, IReadOnlyList<bool[]> rows, IReadOnlyList<int> labels, int? classes = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        byte[] checkedLabels = Picking.Labels(name, rows.Count, labels, classes, out int count);
        int inputs = rows[0]?.Length ?? 0;
        for (int i = 0; i < rows.Count; i++)
            if (rows[i]?.Length != inputs)
                throw new DatasetException($"{name}: sample {i} has {rows[i]?.Length ?? 0} bits but sample 0 has {inputs}");
        return FromBits(name, inputs, count, checkedLabels, (sample, bits) => rows[sample].CopyTo(bits));
    }

    /// <summary>Samples whose bits a function writes.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="inputs">Bits of a sample, 1 to 65,536.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="labels">One label a sample.</param>
    /// <param name="write">Writes the bits of a sample, given its index; the span is zero before.</param>
    /// <exception cref="DatasetException">There is no sample, too many inputs, or a label is out of range.</exception>
    public static BinarySamples FromBits(string name, int inputs, int classes, ReadOnlySpan<byte> labels, WriteBits write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (inputs is < 1 or > MostInputs) throw new DatasetException($"{name}: {inputs} inputs; 1 to {MostInputs} are possible");
        if (classes is < 1 or > 256) throw new DatasetException($"{name}: {classes} classes; 1 to 256 are possible");
        if (labels.IsEmpty) throw new DatasetException($"{name}: no samples");
        int wrong = labels.IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (wrong >= 0) throw new DatasetException($"{name}: label {labels[wrong]} of sample {wrong} is outside 0 to {classes - 1}");

        var start = new int[labels.Length + 1];
        var active = new List<ushort>(labels.Length * Math.Min(inputs, 128));
        var bits = new bool[inputs];
        for (int sample = 0; sample < labels.Length; sample++)
        {
            Array.Clear(bits);
            write(sample, bits);
            for (int i = 0; i < inputs; i++)
                if (bits[i]) active.Add((ushort)i);
            start[sample + 1] = active.Count;
        }
        return new(name, inputs, classes, active.ToArray(), start, labels.ToArray());
    }
}

/// <summary>Writes the bits of sample <paramref name="sample"/> into <paramref name="bits"/>.</summary>
public delegate void WriteBits(int sample, Span<bool> bits);
