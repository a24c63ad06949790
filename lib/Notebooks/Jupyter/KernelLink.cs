using System.Text;
using System.Text.Json;
using Spikebook.Notebooks.Jupyter.Wire;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>What a kernel says, and to whom: replies to the one who asked, broadcasts to all.</summary>
sealed class KernelLink(ITransport transport, WireFormat wire)
{
    /// <summary>Answers a request on the channel it came by.</summary>
    public void Reply(JupyterChannel channel, Message request, string type, Action<Utf8JsonWriter> content)
        => transport.Send(channel, wire.Write(request.Identities, type, request.Header, WireFormat.Json(content)));

    /// <summary>Tells everyone.</summary>
    public void Publish(string type, Message? parent, Action<Utf8JsonWriter> content, Action<Utf8JsonWriter>? metadata = null,
        IReadOnlyList<byte[]>? buffers = null)
        => transport.Send(JupyterChannel.IoPub, wire.Write([Topic(type)], type, parent?.Header, WireFormat.Json(content),
            metadata is null ? default : WireFormat.Json(metadata), buffers));

    /// <summary>Tells everyone that the kernel is starting, busy or idle.</summary>
    public void Status(Message? parent, string state) => Publish("status", parent, w => w.WriteString("execution_state", state));

    /// <summary>Asks the one who sent a request for a line of text.</summary>
    public void Ask(Message request, string prompt)
        => transport.Send(JupyterChannel.Stdin, wire.Write(request.Identities, "input_request", request.Header, WireFormat.Json(w =>
        {
            w.WriteString("prompt", prompt);
            w.WriteBoolean("password", false);
        })));

    /// <summary>Greets a new subscriber, so that it knows from when on it hears everything.</summary>
    public void Welcome(byte[] subscription)
        => transport.Send(JupyterChannel.IoPub, wire.Write([subscription], "iopub_welcome", null,
            WireFormat.Json(w => w.WriteString("subscription", Encoding.UTF8.GetString(subscription)))));

    byte[] Topic(string type) => Encoding.UTF8.GetBytes($"kernel.{wire.Session}.{type}");
}
