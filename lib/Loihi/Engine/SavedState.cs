using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Loihi;

/// <summary>
/// The whole state of a run in a stream: a magic line, then sections, each with its number, its length and two checksums, numbers
/// little-endian. A restored run goes on bit for bit as if it had never stopped, on any number of threads.
/// </summary>
static class SavedState
{
    public const string Magic = "Spikebook.Loihi run 2\n";

    /// <summary>The first line of saved runs that had no checksums.</summary>
    public const string EarlierMagic = "\u0015Spikebook.Loihi run 1";

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
            Text($"{connection.Name} {connection.From.Name} {connection.To.Name} {synapse.Exponent} {synapse.Sign} "
                + $"{synapse.WeightBits} {synapse.Delay}");
            if (synapse.Plasticity is { } p)
                Text($"{string.Join(';', p.Rules)} {p.X1} {p.X2} {p.Y1} {p.Y2} {p.Y3} {p.R1} {p.Reward?.Name} {p.Epoch}");
            hash.AppendData(MemoryMarshal.AsBytes<int>(connection.Links.RowStart));
            hash.AppendData(MemoryMarshal.AsBytes<int>(connection.Links.Post));
            hash.AppendData(MemoryMarshal.AsBytes<short>(connection.Links.Weight));
        }
        return hash.GetHashAndReset();

        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }

    /// <summary>Which program it is, and the seed of its run.</summary>
    public static void WriteSeed(SavedStateWriter writer, LoihiProgram program, ulong seed) => writer.Section(section =>
    {
        section.Write(Fingerprint(program));
        section.Write(seed);
    });

    /// <exception cref="LoihiException">It is another program's.</exception>
    public static ulong ReadSeed(SavedStateReader reader, LoihiProgram program)
    {
        var section = reader.Section("the head");
        Span<byte> fingerprint = stackalloc byte[SHA256.HashSizeInBytes];
        section.Fill(fingerprint);
        ulong seed = (ulong)section.Int64(long.MinValue, long.MaxValue, "seed");
        section.End();
        if (!fingerprint.SequenceEqual(Fingerprint(program)))
            throw new LoihiException("the saved run belongs to another program; restore it with the network from which it was saved.");
        return seed;
    }
}
