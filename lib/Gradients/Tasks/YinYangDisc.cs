using Spikebook.Gradients.EventProp;

namespace Spikebook.Gradients.Tasks;

/// <summary>The disc as a network sees it: for the points of a square grid, how much later than the first output each one fires.</summary>
/// <param name="DelaysMs">For each output the delay in ms at [y, x], no number outside of the disc.</param>
/// <param name="Agreement">Part of the disc where the output of the point's class is the first.</param>
public sealed record YinYangDisc(IReadOnlyList<double[,]> DelaysMs, double Agreement)
{
    /// <summary>Asks a network with three outputs for every point of a grid.</summary>
    /// <param name="network">A network trained for <see cref="YinYang"/>.</param>
    /// <param name="side">Points along an edge of the square around the disc.</param>
    /// <param name="mostMs">Longer delays, and those of silent outputs, are cut to this.</param>
    /// <exception cref="ArgumentException">The network has other inputs or outputs, or there is no point.</exception>
    public static YinYangDisc Of(EventNetwork network, int side, double mostMs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        if (network.Loss is not TimeToFirstSpike || network.Inputs != 5 || network.Outputs != 3)
            throw new ArgumentException("a network with 5 inputs and 3 outputs that fire is needed");
        var places = (from k in Enumerable.Range(0, side * side)
                      let at = (X: (k % side + 0.5) / side, Y: (k / side + 0.5) / side)
                      where Real.Pow(at.X - 0.5, 2) + Real.Pow(at.Y - 0.5, 2) < 0.25
                      select (Row: k / side, Column: k % side, at.X, at.Y)).ToList();
        SpikeDataset asked = YinYang.Spikes(new YinYangPoints(
            [.. places.Select(p => p.X)], [.. places.Select(p => p.Y)], [.. places.Select(p => YinYang.ClassOf(p.X, p.Y))]));
        double[][,] delays = [Outside(side), Outside(side), Outside(side)];
        EventPass pass = network.NewPass();
        int agree = 0;
        for (int i = 0; i < places.Count; i++)
        {
            pass.Forward(asked.Spikes[i], asked.Labels[i]);
            double first = Math.Min(pass.FirstMs[0], Math.Min(pass.FirstMs[1], pass.FirstMs[2]));
            for (int k = 0; k < 3; k++)
            {
                double delay = double.IsFinite(pass.FirstMs[k]) ? pass.FirstMs[k] - first : mostMs;
                delays[k][places[i].Row, places[i].Column] = Math.Min(mostMs, delay);
            }

            if (double.IsFinite(first) && pass.FirstMs[asked.Labels[i]] == first) agree++;
        }
        return new(delays, (double)agree / places.Count);
    }

    static double[,] Outside(int side)
    {
        var z = new double[side, side];
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++) z[y, x] = double.NaN;
        return z;
    }
}
