namespace Spikebook.Loihi;

/// <summary>From a program to cores.</summary>
public static class Placing
{
    /// <summary>Places a program on cores and checks every published limit.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">How; default: one chip, cores filled as far as possible.</param>
    /// <param name="limits">Limits to keep; default <see cref="ChipLimits.Loihi1"/>.</param>
    /// <exception cref="LoihiException">The network does not fit; the message names the group, the limit, and how far over.</exception>
    public static Placement Place(this LoihiProgram program, PlacementOptions? options = null, ChipLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new Placer(program, limits ?? ChipLimits.Loihi1, options ?? new PlacementOptions()).Place();
    }
}
