using System.IO.Compression;
using Spikebook.Randomness;
using Spikebook.Storage;
using Spikebook.Storage.Tests;

namespace Spikebook.Loihi.Tests;

/// <summary>A saved run comes back whole, through whatever stream, or is refused in one line; never otherwise.</summary>
public sealed class DamagedRunTests
{
    static LoihiProgram Program()
    {
        var network = new Network();
        var input = network.Source("input", 30);
        var reward = network.Source("reward", 1);
        var layer = network.Neurons("layer", 70, new Compartment
        {
            Threshold = 300,
            CurrentDecay = 700,
            VoltageDecay = 300,
            Refractory = 3,
            Noise = new(9)
        });
        network.Connect(input, layer, Wiring.Random(.4, s => 2 * (s.NextInt(200) - 80), seed: 4), new Synapse
        {
            Plasticity = new(LearningRule.Parse("2^-2*x1*y0 - 2^-3*y1*x0 + 2*r0*x0*sgn(t)"), LearningRule.Parse("dt = 2^-3*x1*y0"),
                LearningRule.Parse("dd = 2^-1*y0*(d - 9)"))
            {
                X1 = new(100, 9),
                Y1 = new(80, 5),
                Reward = reward,
                Epoch = 3,
            },
        });
        network.Connect(layer, layer, Wiring.FanOut(5, s => -2 * s.NextInt(30), seed: 5), new Synapse { Delay = 4 });
        return network.Compile();
    }

    static byte[] Saved(LoihiProgram program, int steps = 40)
    {
        var run = program.Start(seed: 3);
        run.SendPoisson((SpikeSource)program.Populations[0], .1, 80);
        run.Run(steps);
        return Bytes(run);
    }

    static byte[] Bytes(LoihiRun run)
    {
        var stream = new MemoryStream();
        run.Save(stream);
        return stream.ToArray();
    }

    static byte[] Onward(LoihiRun run)
    {
        run.Run(40);
        return Bytes(run);
    }

    [Fact]
    public void A_stream_that_gives_one_byte_a_read_restores_the_run()
    {
        var program = Program();
        byte[] saved = Saved(program), onward = Onward(program.Restore(new MemoryStream(saved)));
        Assert.Equal(onward, Onward(program.Restore(new TricklingStream(new MemoryStream(saved)))));

        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(saved);
        packed.Position = 0;
        using var unpacking = new GZipStream(packed, CompressionMode.Decompress);
        Assert.Equal(onward, Onward(program.Restore(unpacking)));
    }

    [Fact]
    public void A_compressed_stream_that_is_damaged_is_refused_in_one_line()
    {
        var program = Program();
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(Saved(program));
        byte[] bytes = packed.ToArray();
        bytes[bytes.Length / 2] ^= 255;
        using var unpacking = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        OneLine(Assert.Throws<LoihiException>(() => program.Restore(unpacking)));
    }

    // Bits turned, bytes written over, stretches cut out, doubled, exchanged or cleared: 600 files.
    [Fact]
    public void A_damaged_file_is_refused_or_makes_no_difference()
    {
        var program = Program();
        byte[] good = Saved(program), state = Bytes(program.Restore(new MemoryStream(good)));
        int refused = 0, different = 0;
        for (int file = 0; file < 600; file++)
        {
            byte[] damaged = Damage(good, Streams.For(18, "damage", file));
            if (!damaged.SequenceEqual(good)) different++;
            try
            {
                Assert.True(Bytes(program.Restore(new MemoryStream(damaged))).SequenceEqual(state), $"file {file} was restored as "
                    + "something else");
            }
            catch (LoihiException problem)
            {
                OneLine(problem);
                refused++;
            }
        }
        Assert.Equal(different, refused);
        Assert.InRange(different, 400, 600);
    }

    static byte[] Damage(byte[] good, RandomStream random)
    {
        byte[] bytes = [.. good];
        int at = random.NextInt(bytes.Length), length = 1 + random.NextInt(Math.Min(64, bytes.Length - at)),
            other = random.NextInt(bytes.Length - length);
        switch (random.NextInt(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.NextInt(8));
                return bytes;
            case 1:
                bytes[at] ^= (byte)(1 + random.NextInt(255));
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4:
                return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 5:
                bytes.AsSpan(other, length).CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                bytes.AsSpan(at, length).Clear();
                return bytes;
        }
    }

    // Whoever writes checksums himself can still not make the engine leave its arrays.
    [Fact]
    public void A_file_with_right_checksums_and_wrong_values_is_refused_or_runs()
    {
        var program = Program();
        byte[] good = Saved(program);
        int refused = 0, ran = 0;
        for (int file = 0; file < 150; file++)
        {
            var random = Streams.For(19, "forged", file);
            byte[] forged = [.. good];
            var (start, length) = Sections(forged)[1 + random.NextInt(Sections(forged).Count - 1)];
            int bytes = Math.Min(length, 1 + random.NextInt(8)), at = start + random.NextInt(length - bytes + 1);
            for (int k = 0; k < bytes; k++) forged[at + k] = (byte)random.NextInt(256);
            BitConverter.TryWriteBytes(forged.AsSpan(start + length), Crc32.Of(forged.AsSpan(start, length)));
            try
            {
                program.Restore(new MemoryStream(forged), threads: 1 + file % 2, OverflowResponse.Count).Run(20);
                ran++;
            }
            catch (LoihiException problem)
            {
                OneLine(problem);
                refused++;
            }
        }
        Assert.True(refused > 15 && ran > 15, $"{refused} refused, {ran} ran");
    }

    // Head of a section: number, length, checksum of these; see SavedStateWriter.
    static List<(int Start, int Length)> Sections(byte[] saved)
    {
        var sections = new List<(int, int)>();
        for (int at = SavedState.Magic.Length; at < saved.Length;)
        {
            int length = (int)BitConverter.ToInt64(saved, at + 4);
            sections.Add((at + SavedStateWriter.HeadBytes, length));
            at += SavedStateWriter.HeadBytes + length + 4;
        }
        return sections;
    }

    [Fact]
    public void A_length_that_lies_costs_no_memory()
    {
        var program = Program();
        byte[] lying = Saved(program);
        var head = lying.AsSpan(SavedState.Magic.Length, SavedStateWriter.HeadBytes);
        BitConverter.TryWriteBytes(head[4..], (long)Array.MaxLength);
        BitConverter.TryWriteBytes(head[12..], Crc32.Of(head[..12]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("ends too early", OneLine(Assert.Throws<LoihiException>(() => program.Restore(new MemoryStream(lying)))));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_run_saved_without_checksums_is_named_as_such()
        => Assert.Contains("earlier form", OneLine(Assert.Throws<LoihiException>(()
            => Program().Restore(new MemoryStream("\u0015Spikebook.Loihi run 1 and more"u8.ToArray())))));

    [Fact]
    public void A_disk_that_fails_at_any_operation_leaves_the_old_state_or_the_new()
    {
        var program = Program();
        string folder = Directory.CreateTempSubdirectory("spikebook-run").FullName, path = Path.Combine(folder, "state.run");
        try
        {
            var run = program.Start(seed: 1);
            run.Run(5);
            run.Save(path);
            byte[] old = File.ReadAllBytes(path);
            run.Run(5);
            byte[] next = Bytes(run);
            for (int failing = 1; ; failing++)
            {
                var disk = new FailingDisk(failing);
                var problem = Record.Exception(() => run.Save(path, disk));
                byte[] now = File.ReadAllBytes(path);
                Assert.True(now.SequenceEqual(old) || now.SequenceEqual(next));
                Assert.Equal([path], Directory.GetFiles(folder));
                if (problem is null) break;
                Assert.Contains("cannot be saved", OneLine(Assert.IsType<LoihiException>(problem)));
                Assert.InRange(failing, 1, 20);
            }
            Assert.Equal(next, File.ReadAllBytes(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_is_no_regular_file_is_neither_read_nor_replaced()
    {
        var program = Program();
        string folder = Directory.CreateTempSubdirectory("spikebook-run").FullName;
        try
        {
            OneLine(Assert.Throws<LoihiException>(() => program.Start().Save(folder)));
            OneLine(Assert.Throws<LoihiException>(() => program.Restore(folder)));
            OneLine(Assert.Throws<LoihiException>(() => program.Restore(Path.Combine(folder, "nothing.run"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string OneLine(LoihiException problem)
    {
        Assert.DoesNotContain('\n', problem.Message);
        return problem.Message;
    }
}
