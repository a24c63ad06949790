namespace Spikebook.Loihi;

/// <summary>How often values of one shard of a group left their range.</summary>
struct OverflowCounts
{
    public long Currents, Inputs, Voltages;
}
