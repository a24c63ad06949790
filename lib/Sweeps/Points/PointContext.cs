using System.Globalization;
using Spikebook.Randomness;

namespace Spikebook.Sweeps;

/// <summary>What the computation of a point may use besides the point itself.</summary>
/// <param name="Seed">The sweep's seed.</param>
/// <param name="Key">The point's key.</param>
/// <param name="Cancellation">Cancelled when the sweep is to stop; long points look at it.</param>
public sealed record PointContext(ulong Seed, string Key, CancellationToken Cancellation)
{
    /// <summary>
    /// A stream of random numbers of this point's own: the same on any machine, in any order, however often the sweep is resumed.
    /// </summary>
    /// <param name="name">What the numbers are for.</param>
    /// <param name="index">Which of several streams of that name.</param>
    public RandomStream Stream(string name, long index = 0)
        => Streams.For(Seed ^ ulong.Parse(Key, NumberStyles.HexNumber, CultureInfo.InvariantCulture), name, index);
}
