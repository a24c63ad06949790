namespace Spikebook.Loihi;

/// <summary>From a description to a program.</summary>
public static class Compilation
{
    /// <summary>Makes a network ready to run; what is added to it later is not part of the program.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="LoihiException">The network is empty.</exception>
    public static LoihiProgram Compile(this Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(network);
    }
}
