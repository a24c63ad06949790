namespace Spikebook.MeanField.Tests;

/// <summary>
/// What a browser computes one by one, and what is computed for many voltages at once, beside the plain form: bit for bit.
/// </summary>
public sealed class DensityRowTests
{
    [Fact]
    public void A_row_of_voltages_is_the_density_at_each()
    {
        var density = new Density(1, 2, -2.1, 0.05, [.. Enumerable.Range(0, 80).Select(i => Math.Sin(0.1 * i) + 1)]);
        var row = new double[301];
        density.Sample(-2.5, 0.017, row);
        for (int i = 0; i < row.Length; i++) Assert.Equal(density.At(-2.5 + i * 0.017), row[i]);
        Assert.Equal(0, row[0]);
        Assert.Equal(0, row[^1]);
        Assert.All(row[30..250], p => Assert.True(p > 0));
    }

    [Theory]
    [InlineData(80, -1.3, 3)] // the series on every face
    [InlineData(83, 1, 2.5)]
    [InlineData(80, 0.1, 0.5)] // the closed form on most
    [InlineData(1_000, 40, 0.5)]
    public void Faces_one_by_one_and_by_four_have_the_same_bits(int cells, double centre, double noise)
    {
        var mesh = Mesh.For(new Nnlif(), -4, cells);
        VoltageOperator byFour = new(mesh, oneByOne: false), oneByOne = new(mesh, oneByOne: true);
        byFour.Set(centre, noise);
        oneByOne.Set(centre, noise);
        Assert.Equal(byFour.Up.ToArray(), oneByOne.Up.ToArray());
        Assert.Equal(byFour.Down.ToArray(), oneByOne.Down.ToArray());
        Assert.All(byFour.Up[1..].ToArray(), rate => Assert.True(rate > 0));
    }

    [Fact]
    public void A_volley_that_fells_all_leaves_a_point_at_reset()
    {
        var model = new Nnlif { A = 0.5, B = 5 };
        Density before = new Hybrid { Cells = 80 }.Run(model, InitialDensity.Gaussian(-0.5, 0.25), 0.5).Final;
        var (after, fired) = Fragility.AfterVolley(before, model.B, 0.9);
        Assert.Equal(1, fired);
        Assert.Equal(1, after.PointAtReset);
        MeanFieldRun run = new Hybrid { Cells = 80 }.Run(model, after, 0.1);
        Assert.InRange(run.MassDefect, 0, 1e-10);
        Assert.InRange(run.Final.Mean, 0.7, 1);
    }
}
