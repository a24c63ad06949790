namespace Spikebook.Spiking.Tests;

/// <summary>Costs and what follows from them.</summary>
public class EnergyTests
{
    [Fact]
    public void The_published_totals_break_even_at_1_7_spikes_and_2_bits()
    {
        var energy = SynapseEnergy.DavidsonFurber;
        Assert.Equal(12.0 / 7, energy.BreakEven(), 12);
        Assert.InRange(energy.BreakEvenBits(), 2.14, 2.15);
        Assert.Equal(7.0 / 12, energy.Ratio(1), 12);
        double[] ratios = [.. new[] { 1, 2, 3, 4, 8 }.Select(bits => energy.Ratio(SynapseEnergy.SpikesOfBits(bits)))];
        double[] published = [0.29, 0.88, 2.0, 4.4, 74];
        for (int k = 0; k < ratios.Length; k++) Assert.InRange(ratios[k] / published[k], 0.98, 1.03);
    }

    [Fact]
    public void The_parts_of_a_spike_add_up_and_every_row_names_its_source()
    {
        var costs = OperationCosts.DavidsonFurber22;
        Assert.InRange(costs["read 32 bit, SRAM"] + costs["add int32"] + costs["write back 32 bit"], 0.98 * costs["spike over a synapse"],
            1.02 * costs["spike over a synapse"]);
        Assert.All(OperationCosts.Horowitz45.Rows.Concat(costs.Rows), row => Assert.True(row.Picojoules > 0 && row.Source.Length > 20,
            row.Operation));
        Assert.Contains("Horowitz", OperationCosts.Horowitz45.Rows[5].Source, StringComparison.Ordinal);
        Assert.Contains("it has add int8", Assert.Throws<ArgumentException>(() => OperationCosts.Horowitz45["divide"]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_memory_is_all_that_costs_a_spike_is_worth_one_multiplication()
    {
        Assert.InRange(SynapseEnergy.Of45Nanometres(8, MemoryDistance.OffChip).BreakEven(), 1, 1.01);
        Assert.True(SynapseEnergy.Of45Nanometres(32, MemoryDistance.Near).BreakEven() > 1.15);
        // potentials looked at in every step take from what spikes may cost, the more the fewer synapses share them
        var energy = SynapseEnergy.Of45Nanometres(8, MemoryDistance.Core);
        Assert.Equal(energy.BreakEven() - 4 * energy.State / 100 / energy.Spike, energy.BreakEven(4, 100), 12);
        Assert.Equal(1, energy.Ratio(energy.BreakEven(4, 100), 4, 100), 12);
        Assert.True(energy.BreakEven(20, 10) < 0);
    }
}
