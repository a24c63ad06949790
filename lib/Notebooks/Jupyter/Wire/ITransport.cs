namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>Carries messages of several frames over the five channels; echoes heartbeats by itself.</summary>
interface ITransport : IDisposable
{
    /// <summary>Starts to listen.</summary>
    /// <param name="received">Gets each message that arrives, on one thread; on <see cref="JupyterChannel.IoPub"/> these are
    /// subscriptions.</param>
    void Start(Action<JupyterChannel, List<byte[]>> received);

    /// <summary>Queues a message; those of one channel leave in the order of the calls. May be called from any thread;
    /// what is sent by the receiver of a message, on its thread, leaves at once.</summary>
    void Send(JupyterChannel channel, IReadOnlyList<ReadOnlyMemory<byte>> frames);
}
