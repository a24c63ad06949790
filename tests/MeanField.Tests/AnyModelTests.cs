using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.MeanField.Tests;

/// <summary>What holds whatever the model: mass, positivity, clocks that run forward, an end.</summary>
public sealed class AnyModelTests
{
    public sealed record Case(Nnlif Model, InitialDensity Start, int Cells);

    static readonly Gen<Case> Cases =
        from noise in Between(-1.2, 0.3)
        from b in Between(-1, 4)
        from mu in Between(-0.5, 3.5)
        from refractory in Seldom(3, Between(0.002, 0.4))
        from delay in Seldom(5, Between(0.02, 0.3))
        from a1 in Seldom(3, Between(0, 0.1))
        from convention in Gen.Elements(ResetConvention.HeldAtReset, ResetConvention.HeldAtReset, ResetConvention.KickedAfterReset)
        from mean in Between(-1, 1)
        from variance in Between(0.02, 0.5)
        from cells in Gen.Choose(80, 250)
        select new Case(
            new Nnlif
            {
                A = Math.Pow(10, noise),
                B = b,
                Mu = mu,
                Refractory = refractory,
                Delay = delay,
                A1 = a1,
                Convention = convention,
            },
            InitialDensity.Gaussian(mean, variance), cells);

    static Gen<double> Between(double low, double high) => Gen.Choose(0, 10_000).Select(k => low + (high - low) * k / 10_000);

    static Gen<double> Seldom(int oneIn, Gen<double> value) => Gen.Choose(1, oneIn).SelectMany(k => k == 1 ? value : Gen.Constant(0.0));

    [Fact]
    public void Every_solver_keeps_mass_positivity_and_time() =>
        Prop.ForAll(Cases.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    static void Holds(Case given)
    {
        foreach (IMeanFieldSolver solver in (IMeanFieldSolver[])
            [
                new Hybrid { Cells = given.Cells, StepLimit = 200_000 },
                new DilatedTime { Cells = given.Cells, StepLimit = 200_000 },
                new PhysicalTime { Cells = given.Cells, StepLimit = 200_000 },
            ])
        {
            MeanFieldRun run;
            try
            {
                run = solver.Run(given.Model, given.Start, 2, [0.3, 0.5, 0.71, 0.9, 1.3]);
            }
            catch (EndlessEventException)
            {
                Assert.Equal(ResetConvention.KickedAfterReset, given.Model.Convention);
                continue;
            }
            Assert.InRange(run.MassDefect, 0, 1e-12);
            Assert.True(run.LowestDensity >= -1e-8, $"{solver}: lowest density {run.LowestDensity}");
            Assert.All(run.Rate, r => Assert.True(r.Rate >= 0 && double.IsFinite(r.Tau), $"{solver}: {r}"));
            Assert.All(run.Rate.Zip(run.Rate.Skip(1)), pair =>
                Assert.True(pair.First.Time <= pair.Second.Time + 1e-9 && pair.First.Tau <= pair.Second.Tau + 1e-9,
                    $"{solver}: {pair.First} before {pair.Second}"));
            Assert.All(run.Events, e => Assert.InRange(e.Size, 0, 1 + 1e-9));
            Assert.True(run.LowestQueue >= -1e-4 * (given.Model.Threshold - given.Model.Reset), $"{solver}: lowest queue {run.LowestQueue}");
            Assert.InRange(run.HighestAway, 0, 1 + 1e-9);
            Assert.All(run.Events, e => Assert.InRange(e.Before.Mass + e.Before.Refractory, 1 - 1e-9, 1 + 1e-9));
            Assert.All(run.Densities, d => Assert.InRange(d.Mass + d.Refractory, 1 - 1e-9, 1 + 1e-9));
            if (solver is not PhysicalTime) Assert.Null(run.BlowUp);
            if (run.Runaway is { } away) Assert.True(given.Model.Delay > 0 && given.Model.B > 1 && away.GrowthPerDelay > 1);
            if (solver is not PhysicalTime && run.Runaway is null) Assert.Equal(2, run.Final.Time, 1e-9);
        }
    }
}
