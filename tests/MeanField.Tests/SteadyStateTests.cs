using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.MeanField.Tests;

public sealed class SteadyStateTests
{
    [Fact]
    public void All_roots_of_the_table_are_found_to_ten_digits()
    {
        foreach (var row in Reference.Read("steady-rates").GetProperty("rows").EnumerateArray())
        {
            double[] expected = [.. row.GetProperty("rates").EnumerateArray().Select(r => r.GetDouble())];
            double[] found = [.. SteadyState.All(new Nnlif { B = row.GetProperty("b").GetDouble() }).Select(s => s.Rate)];
            Assert.Equal(expected.Length, found.Length);
            for (int i = 0; i < found.Length; i++) Assert.InRange(found[i] / expected[i], 1 - 1e-10, 1 + 1e-10);
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, 0.427583576155807)]
    [InlineData(2.4, 0.2184987345370334)]
    [InlineData(10.0, 0.0561409927438226)]
    [InlineData(-2.0, 108.940904389978)]
    public void Erfcx_agrees_with_its_table(double x, double expected) =>
        Assert.InRange(ScaledErrorFunction.Erfcx(x) / expected, 1 - 2e-10, 1 + 2e-10);

    [Fact]
    public void Erfcx_joins_its_two_forms_to_rounding() =>
        Assert.InRange(ScaledErrorFunction.Erfcx(2.5 - 1e-15) / ScaledErrorFunction.Erfcx(2.5), 1 - 1e-13, 1 + 1e-13);

    [Fact]
    public void Every_root_solves_its_equation_and_its_density_has_mass_one() =>
        Prop.ForAll(Gen.Choose(-30, 29).ToArbitrary(), Gen.Choose(2, 30).ToArbitrary(), (b, a) =>
        {
            var model = new Nnlif { B = b / 10.0, A = a / 10.0, Mu = 0.5 };
            return SteadyState.All(model).All(state =>
                Math.Abs(state.Rate * SteadyState.MeanPassageTime(model, state.Rate) - 1) < 1e-9
                && (state.Rate > 20 || Math.Abs(Enumerable.Range(0,
                    2_000).Sum(i => state.DensityAt(2 - (i + 0.5) * 0.01) * 0.01) - 1) < 1e-3));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void The_lower_branch_is_stable_and_the_upper_is_not()
    {
        IReadOnlyList<SteadyState> states = SteadyState.All(new Nnlif { B = 1.5 });
        LinearStability lower = states[0].Stability(), upper = states[1].Stability();
        Assert.True(lower.IsStable);
        Assert.InRange(lower.Leading.Real, -0.84, -0.82);
        Assert.False(upper.IsStable);
    }

    [Fact]
    public void Slowest_mode_is_the_decay_rate_seen_in_time()
    {
        var model = new Nnlif { B = 0.5 };
        MeanFieldRun run = new PhysicalTime { Cells = 400, StepError = 0.02 }.Run(model, InitialDensity.Gaussian(0, 0.5), 20);
        double limit = run.Rate[^1].Rate;
        RateSample first = run.Rate.First(r => r.Time > 4), second = run.Rate.First(r => r.Time > 6);
        double decay = Math.Log(Math.Abs(second.Rate - limit) / Math.Abs(first.Rate - limit)) / (second.Time - first.Time);
        Assert.InRange(decay / SteadyState.All(model)[0].Stability().Leading.Real, 0.98, 1.02);
    }

    [Fact]
    public void The_fold_of_the_branch_is_found_between_two_and_three()
    {
        var branch = SteadyState.OverCoupling(new Nnlif(), 2, 2.3, 31).GroupBy(s => s.Model.B).ToDictionary(g => g.Key, g => g.Count());
        Assert.All(branch.Values, count => Assert.Equal(2, count));
        Assert.True(branch.Keys.Max() is > 2.05 and < 2.3);
    }

    [Fact]
    public void Bad_parameters_are_refused_in_one_line()
    {
        Assert.Contains("a = -1", Assert.Throws<ArgumentOutOfRangeException>(() => new Nnlif { A = -1 }).Message);
        Assert.Contains("b = NaN", Assert.Throws<ArgumentOutOfRangeException>(() => new Nnlif { B = double.NaN }).Message);
        Assert.Contains("V_R = 3", Assert.Throws<ArgumentException>(() => SteadyState.All(new Nnlif { Reset = 3 })).Message);
        Assert.Contains("does not contain V_R", Assert.Throws<ArgumentException>(() => Mesh.For(new Nnlif(), 1.5, 100)).Message);
        Assert.Contains("no mass", Assert.Throws<ArgumentException>(() => new Hybrid().Run(new Nnlif(), InitialDensity.Uniform(3, 4),
            1)).Message);
        Assert.Contains("not below 0", Assert.Throws<ArgumentException>(() => new Hybrid().Run(new Nnlif(), InitialDensity.From(v => -1,
            0, 1), 1)).Message);
        Assert.Contains("tolerance = 1E-09", Assert.Throws<ArgumentOutOfRangeException>(() => Hybrid.ToTolerance(1e-9, new Nnlif(),
            InitialDensity.Uniform(0, 1), 1)).Message);
    }
}
