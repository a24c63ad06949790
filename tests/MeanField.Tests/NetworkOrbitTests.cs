using System.Numerics;

namespace Spikebook.MeanField.Tests;

/// <summary>Periodic events as fixed points: against long runs, how runs approach them, and along a parameter.</summary>
public sealed class NetworkOrbitTests
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);

    static PopulationNetwork Pair(double inhibition) => new()
    {
        Names = ["E", "I"],
        Populations = [new Nnlif { A = 0.5, Mu = 1 }, new Nnlif { A = 0.5, Mu = 0.6 }],
        Excitation = new[,] { { 2.0, 0 }, { 1.2, 0 } },
        Delayed = [new DelayedCoupling(0.05, new[,] { { 0, -inhibition }, { 0, -0.5 * inhibition } })],
    };

    static NetworkEventMap Map(double inhibition) => new(Pair(inhibition), [Broad, Broad], 120);

    [Fact]
    public void An_orbit_is_what_a_long_run_settles_on()
    {
        var orbit = EventOrbit.Find(Map(1));
        NetworkResult run = new ManyPopulations { Cells = 120 }.Run(Pair(1), [Broad, Broad], 9.3);
        NetworkEvent last = run.Events[^1], before = run.Events[^2];
        Assert.InRange(orbit.Defect, 0, 1e-5);
        // The past is kept as means over forty stretches of the delay.
        Assert.InRange(orbit.Period - (last.Time - before.Time), -1e-3, 1e-3);
        for (int a = 0; a < 2; a++)
        {
            Assert.InRange(orbit.Sizes[a] - last.Sizes[a], -1e-4, 1e-4);
            Assert.InRange(orbit.Spikes[a] - (last.Taus[a] + last.Sizes[a] - before.Taus[a] - before.Sizes[a]), -1e-3, 1e-3);
        }
    }

    /// <summary>A slow adaptation is a memory of its own: more of it waits longer, and then there is less; a run alternates.</summary>
    [Fact]
    public void A_run_approaches_its_orbit_by_the_leading_multiplier()
    {
        var network = new PopulationNetwork
        {
            Populations = [new Nnlif { A = 0.5, Mu = 2 }],
            Excitation = new[,] { { 2.0 } },
            Adaptations = [new Adaptation(0.8, 2)],
        };
        var map = new NetworkEventMap(network, [Broad], 120);
        var orbit = EventOrbit.Find(map, tolerance: 1e-6);
        Complex leading = orbit.Multipliers(map, 6)[0];
        double[] far = [.. orbit.State];
        far[^1] += 0.05; // the adaptation
        double[] one = map.Next(far).State, two = map.Next(one).State;
        double ratio = (two[^1] - orbit.State[^1]) / (one[^1] - orbit.State[^1]);
        Assert.InRange(leading.Imaginary, -1e-6, 1e-6);
        Assert.InRange(ratio - leading.Real, -0.03, 0.03);
        Assert.InRange(leading.Real, -0.9, -0.1);
    }

    /// <summary>
    /// Pauses of a long run on 500 cells approach the last one by -.0214 each: (2.31485 - 2.31523) / (2.31523 - 2.29750).
    /// </summary>
    [Fact]
    public void A_small_multiplier_is_the_same_on_every_mesh()
    {
        double Leading(int cells)
        {
            var map = new NetworkEventMap(Pair(1), [Broad, Broad], cells);
            var orbit = EventOrbit.Find(map, tolerance: 1e-6);
            Assert.InRange(orbit.Period, 2.3147, 2.3147 + 2e-3 * Math.Pow(177.0 / cells, 2) + 1e-4);
            return orbit.Multipliers(map, 6)[0].Real;
        }
        Assert.InRange(Leading(177), -0.0214 - 6e-3, -0.0214 + 6e-3);
        Assert.InRange(Leading(354), -0.0214 - 1.5e-3, -0.0214 + 1.5e-3);
    }

    [Fact]
    public void A_branch_consists_of_orbits()
    {
        IReadOnlyList<BranchPoint> branch = OrbitBranch.Follow(Map, 0.5, 0.1, 5, 0, 2, 3e-4);
        Assert.Equal(5, branch.Count);
        Assert.All(branch, p => Assert.InRange(p.Orbit.Defect, 0, 3e-4));
        Assert.All(branch.Zip(branch.Skip(1)), pair => Assert.True(pair.Second.Orbit.Period > pair.First.Orbit.Period));
        Assert.Empty(OrbitBranch.Folds(branch));
        BranchPoint last = branch[^1];
        var alone = EventOrbit.Find(Map(last.Parameter));
        Assert.InRange(alone.Period - last.Orbit.Period, -2e-3, 2e-3);
    }

    [Fact]
    public void Where_no_event_comes_there_is_no_orbit()
    {
        var quiet = new PopulationNetwork { Populations = [new Nnlif { A = 0.5, Mu = 0 }], Excitation = new[,] { { 0.5 } } };
        Assert.Contains("no event within 3 membrane times", Assert.Throws<NoEventException>(() =>
            EventOrbit.Find(new NetworkEventMap(quiet, [Broad], 120) { Patience = 3 })).Message);
        PopulationNetwork refractory = quiet with { Populations = [new Nnlif { Refractory = 0.1 }] };
        Assert.Contains("population 0 has a refractory time", Assert.Throws<ArgumentException>(() =>
            new NetworkEventMap(refractory, [Broad])).Message);
    }
}
