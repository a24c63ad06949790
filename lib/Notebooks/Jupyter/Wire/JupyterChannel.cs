namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>The five sockets between a front end and a kernel.</summary>
enum JupyterChannel
{
    /// <summary>Requests that queue: execute, complete, inspect.</summary>
    Shell,
    /// <summary>Requests that overtake: interrupt, shut down.</summary>
    Control,
    /// <summary>Questions of the kernel to the one who runs a cell.</summary>
    Stdin,
    /// <summary>What the kernel tells everyone: output, busy and idle.</summary>
    IoPub,
    /// <summary>Bytes that come back as they went, to show that the kernel lives.</summary>
    Heartbeat,
}
