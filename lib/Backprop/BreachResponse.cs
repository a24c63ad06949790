namespace Spikebook.Backprop;

/// <summary>What a learner does where a sum leaves the range in which circuit and arithmetic agree (<see cref="CircuitRange"/>).</summary>
public enum BreachResponse
{
    /// <summary>Goes on as arithmetic and tells of the breach: other weights than the chip's come out.</summary>
    Report,

    /// <summary>Ends the training at that sample.</summary>
    Stop,

    /// <summary>Goes back to before that sample and goes on in spikes: the chip's weights come out, a hundred times slower.</summary>
    Circuit,
}
