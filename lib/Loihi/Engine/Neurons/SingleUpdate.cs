using System.Runtime.CompilerServices;

namespace Spikebook.Loihi;

/// <summary>
/// The step of a block of compartments with noise or with a dendrite, one by one: as <see cref="BlockUpdate"/>, with noise added to the
/// input (in chip units) or to what the voltage takes in, and with the current joined to the dendrite's state of the same step.
/// </summary>
sealed class SingleUpdate(NeuronGroup group, Conventions conventions, CompartmentArrays cells, NoiseSource? noise,
    CompartmentArrays? joined)
{
    readonly Compartment _registers = group.Compartment;
    readonly Dendrite? _dendrite = group.Dendrite;
    readonly bool _wrapInput = conventions.Input == InputRange.Wrap, _clip = conventions.Voltage == VoltageRange.Clip;
    readonly CurrentRange _range = conventions.Current;

    /// <returns>Whether anything changed, or may in the next step.</returns>
    public bool Update(int start, Span<int> input, long step, int shard, ref OverflowCounts counts)
    {
        bool changed = noise is not null, onVoltage = noise?.OnVoltage ?? true;
        var c = _registers;
        int floor = c.VoltageFloor, ceiling = c.VoltageCeiling;
        Span<int> draws = stackalloc int[GroupState.BlockSize];
        noise?.Fill(step, start, draws);
        int end = Math.Min(start + GroupState.BlockSize, cells.Count);
        for (int i = start; i < end; i++)
        {
            int draw = draws[i - start];
            long arrived = (long)input[i] << 6;
            input[i] = 0;
            if (!onVoltage) arrived += draw;
            int sum = Counted(_wrapInput ? (int)arrived << 10 >> 10 : (int)arrived, arrived, ref counts.Inputs);
            long freeU = (long)Decay.Apply(cells.U[i], c.CurrentDecay) + sum;
            int u = Counted(Limited((int)freeU), freeU, ref counts.Currents);
            bool gate = joined is not null && joined.IsOpen(i);
            long taken = joined is null ? u : _dendrite!.Join(u, joined.Passed(i, _dendrite.OfCurrent), gate);
            long freeDrive = taken + cells.Bias[i] + (onVoltage ? draw : 0);
            int drive = Counted(_range == CurrentRange.Wrap ? (int)freeDrive << 8 >> 8 : (int)freeDrive, freeDrive, ref counts.Currents);
            long freeV = (long)Decay.Apply(cells.V[i], c.VoltageDecay) + drive;
            int v = Counted(_clip ? (int)Math.Clamp(freeV, floor, ceiling) : (int)freeV, freeV, ref counts.Voltages);
            bool held = cells.Hold[i] > 0;
            if (held)
            {
                v = 0;
                cells.Hold[i]--;
                changed = true;
            }
            bool above = v > cells.FireAbove;
            if (joined is null ? above : _dendrite!.Fires(above, gate && !held))
            {
                v = c.SoftReset ? v - c.ThresholdVoltage : 0;
                cells.Hold[i] = c.Refractory - 1;
                cells.Fired.Add(i, shard);
                changed = true;
            }
            changed |= u != cells.U[i] || v != cells.V[i];
            (cells.U[i], cells.V[i]) = (u, v);
        }
        return changed;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        int Counted(int limited, long value, ref long count)
        {
            if (limited == value) return limited;
            count++;
            changed = true;
            return limited;
        }
    }

    int Limited(int current) => _range switch
    {
        CurrentRange.Wrap => current << 8 >> 8,
        CurrentRange.WrapOpenBelow => WrapOnce(current),
        _ => current,
    };

    /// <summary>Lava: above 2^23 one turn down, at or below -2^23 one turn up.</summary>
    internal static int WrapOnce(int u) => u > 1 << 23 ? u - (1 << 24) : u <= -(1 << 23) ? u + (1 << 24) : u;
}
