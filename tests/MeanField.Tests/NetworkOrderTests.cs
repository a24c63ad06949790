namespace Spikebook.MeanField.Tests;

/// <summary>
/// Orders of convergence of the two reference networks, from differences of runs on meshes h, h / 2 and h / 4. On 1,000 cells what is left
/// is below 1e-4 in times and sizes, and where in its cell an event begins shows in the rest.
/// </summary>
public sealed class NetworkOrderTests
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);

    static readonly Lazy<IReadOnlyList<double[]>> Excitatory = new(() => Runs("EE", 2.7, [125, 250, 500, 1_000]));

    static readonly Lazy<IReadOnlyList<double[]>> Inhibited = new(() => Runs("EI", 4.6, [250, 500, 1_000]));

    static IReadOnlyList<double[]> Runs(string name, double until, int[] cells) => [.. cells.Select(n =>
    {
        NetworkResult run = new ManyPopulations { Cells = n }.Run(NetworkTests.Case(name).Network, [Broad, Broad], until);
        (NetworkEvent first, NetworkEvent second) = (run.Events[0], run.Events[1]);
        return (double[])[first.Time, first.Taus[0], first.Taus[1], first.Sizes[1], second.Time - first.Time, second.Sizes[1],
            second.Taus[0] - first.Taus[0], second.Taus[1] - first.Taus[1]];
    })];

    static void Converges(IReadOnlyList<double[]> runs, int quantity, int coarsest)
    {
        double[] found = [.. runs.Skip(coarsest).Take(3).Select(r => r[quantity])];
        Assert.InRange(Reference.ObservedOrder(found[0], found[1], found[2]), 1.8, 2.2);
    }

    [Theory]
    [InlineData(0, 1)] // time of the first event; on 125 cells it is better than that
    [InlineData(1, 0)] // spikes of each population before it
    [InlineData(2, 0)]
    [InlineData(3, 0)] // the part of the second that fires in it
    [InlineData(6, 0)] // spikes of each from event to event
    [InlineData(7, 0)]
    public void Two_excitatory_populations_are_of_second_order(int quantity, int coarsest) =>
        Converges(Excitatory.Value, quantity, coarsest);

    [Theory]
    [InlineData(0)] // time of the first event
    [InlineData(2)] // spikes of the inhibitory population before it
    [InlineData(4)] // time to the next event
    [InlineData(7)] // spikes of the inhibitory one until then
    public void Excitation_with_late_inhibition_is_of_second_order(int quantity) => Converges(Inhibited.Value, quantity, 0);
}
