using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Loihi;

/// <summary>
/// The whole state of a run in a stream: little-endian, a magic word, the fingerprint of the program, then arrays as they are. A restored
/// run goes on bit for bit as if it had never stopped, on any number of threads.
/// </summary>
static class Checkpoint
{
    const string Magic = "Spikebook.Loihi run 1";

    /// <summary>A digest of everything that a program is: populations, registers, synapses, rules, conventions.</summary>
    public static byte[] Fingerprint(LoihiProgram program)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(program.Conventions.ToString());
        foreach (var population in program.Populations)
        {
            Text($"{population.GetType().Name} {population.Name} {population.Count}");
            if (population is not NeuronGroup group) continue;
            Text($"{group.Compartment} {group.Dendrite?.Group.Name} {group.Dendrite?.Operation} {group.Dendrite?.OfCurrent}");
            if (group.BiasMantissas is { } biases) Text(string.Join(' ', biases));
        }
        foreach (var connection in program.Connections)
        {
            var synapse = connection.Synapse;
            Text($"{connection.Name} {connection.From.Name} {connection.To.Name} {synapse.Exponent} {synapse.Sign} {synapse.WeightBits} {synapse.Delay}");
            if (synapse.Plasticity is { } p)
                Text($"{string.Join(';', p.Rules)} {p.X1} {p.X2} {p.Y1} {p.Y2} {p.Y3} {p.R1} {p.Reward?.Name} {p.Epoch}");
            hash.AppendData(MemoryMarshal.AsBytes<int>(connection.Links.RowStart));
            hash.AppendData(MemoryMarshal.AsBytes<int>(connection.Links.Post));
            hash.AppendData(MemoryMarshal.AsBytes<short>(connection.Links.Weight));
        }
        return hash.GetHashAndReset();

        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }

    public static void WriteHeader(BinaryWriter writer, LoihiProgram program, ulong seed)
    {
        writer.Write(Magic);
        writer.Write(Fingerprint(program));
        writer.Write(seed);
    }

    public static ulong ReadHeader(BinaryReader reader, LoihiProgram program)
    {
        string magic;
        try
        {
            magic = reader.ReadString();
        }
        catch (Exception problem) when (problem is IOException or FormatException)
        {
            magic = "";
        }
        if (magic != Magic) throw new LoihiException($"this is no saved run: it does not begin with '{Magic}'.");
        if (!reader.ReadBytes(32).AsSpan().SequenceEqual(Fingerprint(program)))
            throw new LoihiException("the saved run belongs to another program; restore it with the network from which it was saved.");
        return reader.ReadUInt64();
    }

    public static void Write<T>(this BinaryWriter writer, ReadOnlySpan<T> values) where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));

    public static void Read<T>(this BinaryReader reader, Span<T> values) where T : unmanaged => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
}
