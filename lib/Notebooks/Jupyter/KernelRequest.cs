using Spikebook.Notebooks.Jupyter.Wire;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>
/// The request on whose behalf a flow of execution works: its outputs are broadcast under it, its questions go to its sender.
/// </summary>
/// <param name="Message">The request.</param>
/// <param name="AllowsInput">Whether its sender can be asked for a line.</param>
/// <param name="Interrupt">Cancelled when the work is to stop.</param>
sealed record KernelRequest(Message Message, bool AllowsInput = false, CancellationToken Interrupt = default)
{
    /// <summary>What the cell is known by when it is run again; what it opens belongs to it. Null where it is no cell.</summary>
    public string? Owner { get; init; }
}
