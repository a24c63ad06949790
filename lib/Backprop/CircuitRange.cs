namespace Spikebook.Backprop;

/// <summary>
/// In which range circuit and arithmetic make the same weights. The circuit closes a layer against the echo of a pulse by its bias, or by
/// its bias and an
/// inhibiting gate; a sum that is large enough breaks through, and then a unit fires where it should be silent.
/// </summary>
/// <remarks>
/// <para>
/// A unit is memoryless and fires where sum - 8192 > 1024: an ungated one above 9216, one inhibited by a gate of -8128 above 17,344. After
/// a spike it is
/// refractory for one step. With one hidden layer, x → h → o, potentials h and u, errors e+ and e- of the hidden units, these sums meet a
/// closed layer:
/// </para>
/// <list type="table">
/// <item><term>h in phase 8 (x of phase 7), at most 17,344</term><description>else h fires in 8, is refractory in 9 and misses the
/// depression of W2, and
/// reaches the open outputs in 9.</description></item>
/// <item><term>h in phase 0 (x of phase 11), no bound</term><description>above 9216 h fires, which meets no partner and no open layer: o
/// hears it in 1
/// and may fire too, with all three copies, which cancel.</description></item>
/// <item><term>u in phases 6 and 10 (h of 5 and 9), at most 17,344</term><description>else o fires together with hT and depresses
/// W2ᵀ.</description></item>
/// <item><term>Σ W2 over the units with e+, in phase 8 (h of 7), at most 9216</term><description>nothing but bias closes o there; else it
/// is
/// refractory in 9 and misses its depression.</description></item>
/// <item><term>Σ W2 over the units with e-, in phase 0 (h of 11), at most 17,344</term><description>else o may meet h in
/// 0.</description></item>
/// <item><term>Σ W2ᵀ over the outputs that fire, in phase 4 (o of 3), at most 17,344</term><description>else hT fires and wakes h in phase
/// 5.</description></item>
/// </list>
/// <para>
/// Within these bounds the weights are equal, bit for bit. W2 is that of the phase in which the pulse leaves. Deeper circuits inhibit every
/// echo: for
/// them 17,344 bounds each potential, each Σ W over units with errors of one sign, and each Σ Wᵀ over a layer that fires. With all weights
/// below 256, sums
/// over fewer than 37 units stay below 9216 and sums over fewer than 69 units below 17,344, whatever is learned: digits of 8 x 8 pixels
/// never leave the range,
/// nor does MNIST with its hundred dark pixels in practice (the largest sum in sixty epochs is near 15,000); bright images do.
/// </para>
/// </remarks>
public static class CircuitRange
{
    /// <summary>The largest sum against which a layer's bias alone keeps it silent: threshold 1024 and bias 8192.</summary>
    public const int Closed = 9216;

    /// <summary>The largest sum against which bias and inhibiting gate keep a layer silent: 9216 and 8128.</summary>
    public const int Inhibited = 17344;

    /// <summary>With so many terms, a sum of weights cannot exceed a bound.</summary>
    internal static int SafeTerms(int bound) => bound / LearningRules.LargestWeight;
}

/// <summary>A sum that left the range in which circuit and arithmetic agree.</summary>
/// <param name="Layer">The layer that it reaches: h1, h2, … or o; h1T where errors come back.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Sum">The sum, in units of weight; null where only its spike was seen.</param>
/// <param name="Bound">The largest sum that changes nothing.</param>
/// <param name="Sample">Which learned sample, from 1.</param>
public sealed record RangeBreach(string Layer, int Unit, int? Sum, int Bound, long Sample)
{
    /// <summary>One line: layer, sum, bound, and what to do.</summary>
    public override string ToString()
        => $"sample {Sample}: {Layer}, unit {Unit}: a sum{(Sum is { } sum ? $" of {sum}" : "")} beyond {Bound}; from here on the circuit "
            + "learns other weights than arithmetic: use darker inputs or fewer of them, or take the circuit's";
}

/// <summary>Remembers the first sum that left the range.</summary>
sealed class RangeWatch
{
    public RangeBreach? First { get; private set; }

    public long Samples { get; private set; }

    public void NextSample() => Samples++;

    public void Say(string layer, int unit, int? sum, int bound) => First ??= new(layer, unit, sum, bound, Samples);

    public void Look(string layer, ReadOnlySpan<int> sums, int bound)
    {
        for (int unit = 0; unit < sums.Length && First is null; unit++)
            if (sums[unit] > bound) Say(layer, unit, sums[unit], bound);
    }
}
