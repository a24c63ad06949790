namespace Spikebook.Randomness.Tests;

public sealed class NormalTableTests
{
    [Fact]
    public void A_table_gives_the_bits_of_the_generator_when_it_draws_and_when_it_remembers()
    {
        var table = new NormalTable();
        float[] wanted = new float[3 * NormalBlocks.Size], found = new float[wanted.Length];
        for (int round = 0; round < 2; round++)
            foreach (ulong stream in (ulong[])[0, 1, 900])
            {
                NormalBlocks.Fill(7, stream, 5, wanted);
                Array.Clear(found);
                table.Fill(7, stream, 5, found);
                Assert.Equal(wanted, found);
                Assert.Equal(Math.Min(3, round * 3 + (stream == 900 ? 3 : (int)stream + 1)) * wanted.Length, table.Count);
            }
    }

    [Fact]
    public void Another_length_of_the_same_place_is_drawn_and_parts_of_blocks_are_refused()
    {
        var table = new NormalTable();
        float[] two = new float[2 * NormalBlocks.Size], one = new float[NormalBlocks.Size];
        table.Fill(7, 1, 0, two);
        table.Fill(7, 1, 0, one);
        Assert.Equal(two.Take(one.Length), one);
        Assert.Throws<ArgumentException>(() => table.Fill(7, 1, 0, new float[3]));
    }

    [Fact]
    public void What_is_beyond_the_table_is_drawn_each_time()
    {
        var table = new NormalTable();
        float[] many = new float[NormalTable.MostNumbers], wanted = new float[NormalBlocks.Size], found = new float[NormalBlocks.Size];
        table.Fill(7, 1, 0, many);
        table.Fill(7, 2, 0, found);
        NormalBlocks.Fill(7, 2, 0, wanted);
        Assert.Equal(wanted, found);
        Assert.Equal(NormalTable.MostNumbers, table.Count);
    }
}
