namespace Spikebook.Spiking.Tests;

/// <summary>One line that names the value, its bound and what to do.</summary>
public class BadInputTests
{
    static readonly Stimulus Quiet = Stimulus.Pulses(0.01, 1e-4);

    static void Says(string part, Func<object?> call)
    {
        var error = Assert.ThrowsAny<ArgumentException>(call);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message.Split(" (Parameter")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unstable_target_runs_with_a_warning_that_names_its_eigenvalues()
    {
        var system = new LinearSystem(new double[,] { { 3, -2 }, { 2, 3 } });
        Assert.False(system.IsStable);
        var run = new PoissonPopulation { Weights = ReadoutWeights.MirrorPairs(40, 0.1, 0.5, 1, 2), System = system, Delay = 1 }
            .Run(new Stimulus(1e-4, 2, new double[400]));
        string warning = Assert.Single(run.Warnings);
        Assert.Contains("unstable: eigenvalues 3+2i, 3-2i", warning, StringComparison.Ordinal);
        Assert.Contains("e^0.1", warning, StringComparison.Ordinal);
        Assert.Null(LinearSystem.Oscillator(0, 5).Warning(100));
    }

    [Fact]
    public void A_delay_of_zero_bins_runs_with_a_warning_that_it_acts_like_one()
    {
        var network = new LocalNetwork { Weights = ReadoutWeights.Signed(40, 0.1) };
        Assert.StartsWith("a delay of 0 bins acts on the voltage like one of 1 bin", Assert.Single(network.Run(Quiet).Warnings),
            StringComparison.Ordinal);
        Assert.Empty((network with { Delay = 1 }).Run(Quiet).Warnings);
    }

    [Fact]
    public void Delays_matrices_and_inputs_that_make_no_sense_are_refused()
    {
        var network = new LocalNetwork { Weights = ReadoutWeights.Signed(40, 0.1) };
        Says("Delay = -3 bins: a spike cannot act before it is decided; use 1 or more", () => (network with { Delay = -3 }).Run(Quiet));
        Says("Delay = 100 bins is not shorter than the input of 100 bins", () => (network with { Delay = 100 }).Run(Quiet));
        Says("A has 2 dimensions and the weights have 1", () => (network with { System = LinearSystem.Integrator(2) }).Run(Quiet));
        Says("the input has 2 dimensions", () => network.Run(new Stimulus(1e-4, 2, new double[10])));
        Says("DecayTime = 0", () => (network with { DecayTime = 0 }).Run(Quiet));
        Says("Sharpness = -1", () => (network with { Sharpness = -1 }).Run(Quiet));
        Says("MaxRate = 0", () => (network with { MaxRate = 0 }).Run(Quiet));
        Says("MinRate = NaN", () => (network with { MinRate = double.NaN }).Run(Quiet));
        Says("a loss of 1.5", () => (network with { Loss = new NeuronLoss(1.5, 0) }).Run(Quiet));
        Says("A is 1 x 2", () => new LinearSystem(new double[1, 2]));
        Says("A holds NaN", () => new LinearSystem(new[,] { { double.NaN } }));
        Says("value 1 of the input is NaN", () => new Stimulus(1e-4, 1, [0, double.NaN]));
        Says("step = 0", () => new Stimulus(0, 1, [0]));
        Says("cutoff = 9000 Hz", () => Stimulus.LowPassNoise(1, 1e-4, 1, 9000, 1));
        Says("shorter than a bin", () => Stimulus.RandomBlocks(1, 1e-4, 1e-5, 0, 1, 1));
        Says("are Infinity bins", () => Stimulus.Pulses(double.PositiveInfinity, 1e-4));
    }

    [Fact]
    public void The_population_form_asks_for_mirror_pairs_that_span_the_target()
    {
        Says("neurons 0 and 2 are no mirror pair: weights -0.1 and 0.2", () =>
            new PoissonPopulation { Weights = new ReadoutWeights(new[,] { { -0.1, -0.1, 0.2, 0.1 } }) }.Run(Quiet));
        Says("3 neurons cannot form mirror pairs", () => ReadoutWeights.MirrorPairs(3, 0.1));
        Says("do not span 2 dimensions", () => new PoissonPopulation { Weights = ReadoutWeights.MirrorPairs(10, 0.1, 0, 1, 2) }
            .Run(new Stimulus(1e-4, 2, new double[20])));
        Says("CorrectionBins = 0.5", () => new PoissonPopulation { Weights = ReadoutWeights.MirrorPairs(10, 0.1), CorrectionBins = 0.5 }
            .Run(Quiet));
        Says("no threshold", () => new PoissonPopulation { Weights = ReadoutWeights.MirrorPairs(10, 0.1), InFlight = InFlight.Own }
            .Run(Quiet));
    }

    [Fact]
    public void More_is_demanded_than_neurons_can_supply() => Says("the demand needs", () =>
        LoopStability.OfLocal(new LocalNetwork { Weights = ReadoutWeights.Signed(10, 0.1) }, 1e-4, 1000));
}
