using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Jupyter.Comms;

/// <summary>A two-way line between an object of the kernel and its view in the front ends.</summary>
sealed class Comm(CommRegistry registry, string id, string target)
{
    public string Id => id;

    public string Target => target;

    /// <summary>Gets what the front end sends; on the thread that answers requests.</summary>
    public Action<JsonElement>? Received { get; set; }

    /// <summary>
    /// Called as soon as a message for this comm has come, before those in front of it are carried out; on the sockets' thread.
    /// </summary>
    public Action? Arriving { get; set; }

    /// <summary>Called when a front end closes the comm.</summary>
    public Action? Closed { get; set; }

    /// <summary>Sends data to the front ends.</summary>
    public void Send(JsonObject data, IReadOnlyList<byte[]>? buffers = null) => registry.Publish("comm_msg", id, null, data, null, buffers);

    /// <summary>Ends the line on both sides.</summary>
    public void Close()
    {
        if (registry.Forget(id)) registry.Publish("comm_close", id, null, [], null, null);
    }
}
