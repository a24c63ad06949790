using System.Runtime.Intrinsics;

namespace Spikebook.Randomness.Tests;

public class NormalBlocksTests
{
    const ulong Key = 0x0123456789ABCDEF;

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 40)]
    [InlineData((1UL << 29) - 2)]
    public void Words_are_those_of_Philox(ulong block)
    {
        (Vector512<uint> w0, Vector512<uint> w1, Vector512<uint> w2, Vector512<uint> w3) = NormalBlocks.Words(Key, 77, block);
        for (int lane = 0; lane < 16; lane++)
            Assert.Equal(Philox.Block(Key, 8 * block + (ulong)lane, 77), (w0[lane], w1[lane], w2[lane], w3[lane]));
    }

    [Fact]
    public void The_named_product_instruction_is_the_portable_product()
    {
        RandomStream stream = Streams.For(1, "products");
        for (int i = 0; i < 1_000; i++)
        {
            uint[] x = [.. Enumerable.Range(0, 16).Select(_ => stream.NextUInt32())];
            var factor = Vector512.Create(stream.NextUInt32());
            Assert.Equal(NormalBlocks.PortableEvenProducts(Vector512.Create(x), factor),
                NormalBlocks.EvenProducts(Vector512.Create(x), factor));
        }
    }

    [Fact]
    public void Vectors_give_the_bits_of_plain_single_numbers()
    {
        var values = new float[64 * NormalBlocks.Size];
        NormalBlocks.Fill(Key, 5, 1UL << 20, values);
        var plain = new float[values.Length];
        PlainNormals.Fill(Key, 5, 1UL << 20, plain);
        Assert.Equal(plain.Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_run_of_blocks_is_a_part_of_a_longer_one(int blocks)
    {
        float[] whole = new float[8 * NormalBlocks.Size], part = new float[blocks * NormalBlocks.Size];
        NormalBlocks.Fill(Key, 77, 1UL << 29, whole);
        for (int first = 0; first + blocks <= 8; first++)
        {
            NormalBlocks.Fill(Key, 77, (1UL << 29) + (ulong)first, part);
            Assert.Equal(whole[(first * NormalBlocks.Size)..].Take(part.Length), part);
        }
    }

    [Fact]
    public void Parts_of_blocks_are_refused()
        => Assert.Contains("whole blocks", Assert.Throws<ArgumentException>(() => NormalBlocks.Fill(1, 1, 1, new float[33])).Message);

    [Fact]
    public void Normals_are_Box_Muller_of_their_words()
    {
        var values = new float[NormalBlocks.Size];
        double worst = 0;
        for (ulong block = 0; block < 2_000; block++)
        {
            NormalBlocks.Fill(7, 5, block, values);
            for (int lane = 0; lane < 8; lane++)
            {
                (uint r0, uint a0, uint r1, uint a1) = Philox.Block(7, 8 * block + (ulong)lane, 5);
                worst = Math.Max(worst, Math.Max(Off(values[lane], values[8 + lane], r0, a0),
                    Off(values[16 + lane], values[24 + lane], r1, a1)));
            }
        }
        Assert.InRange(worst, 0, 3e-6);

        static double Off(double first, double second, uint radiusWord, uint angleWord)
        {
            // Radii near 0 come from u near 1, of which single precision keeps 24 bits: compare squares there.
            double square = -2 * Math.Log(((radiusWord >> 1) + 0.5) / 2147483648.0), angle = 2 * Math.PI * angleWord / 4294967296.0;
            double scale = Math.Max(1, Math.Sqrt(square));
            double cosine = Math.Abs(first / Math.Sqrt(square) - Math.Cos(angle)),
                sine = Math.Abs(second / Math.Sqrt(square) - Math.Sin(angle));
            return Math.Max(Math.Abs(first * first + second * second - square) / (scale * scale),
                square < 0.01 ? 0 : Math.Max(cosine, sine) * 0.1);
        }
    }

    [Fact]
    public void Normals_have_the_moments_of_a_normal()
    {
        var values = new float[1 << 20];
        NormalBlocks.Fill(9, 3, 0, values);
        double n = values.Length, mean = values.Average(v => (double)v);
        double variance = values.Average(v => (double)v * v), fourth = values.Average(v => Math.Pow(v, 4));
        Assert.InRange(mean, -4 / Math.Sqrt(n), 4 / Math.Sqrt(n));
        Assert.InRange(variance, 1 - 4 * Math.Sqrt(2 / n), 1 + 4 * Math.Sqrt(2 / n));
        Assert.InRange(fourth, 3 - 4 * Math.Sqrt(96 / n), 3 + 4 * Math.Sqrt(96 / n));
    }
}
