using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter.Comms;

/// <summary>The open comms of a kernel, and the request on whose behalf they now speak.</summary>
sealed class CommRegistry(KernelLink link)
{
    readonly ConcurrentDictionary<string, Comm> _open = new();
    readonly ConcurrentDictionary<string, ConcurrentQueue<Comm>> _owned = new();
    readonly ConcurrentDictionary<string, Action<JsonElement>> _targets = new();

    /// <summary>The request on whose behalf this code runs.</summary>
    public static Message? CurrentRequest => (SessionFlow.Current?.Host as KernelRequest)?.Message;

    /// <summary>Opens a comm to a target that front ends know, for instance <c>jupyter.widget</c>.</summary>
    public Comm Open(string target, JsonObject data, JsonObject? metadata = null, string? id = null)
    {
        var comm = new Comm(this, id ?? Guid.NewGuid().ToString("N"), target);
        _open[comm.Id] = comm;
        if ((SessionFlow.Current?.Host as KernelRequest)?.Owner is { } owner) _owned.GetOrAdd(owner, _ => new()).Enqueue(comm);
        Publish("comm_open", comm.Id, target, data, metadata, null);
        return comm;
    }

    /// <summary>Closes what an earlier run of a cell has opened: its output goes, and with it all views.</summary>
    public void CloseOf(string? owner)
    {
        if (owner is null || !_owned.TryRemove(owner, out var comms)) return;
        foreach (var comm in comms) comm.Close();
    }

    /// <summary>Lets front ends open comms to a target of this kernel; what they open them with is all that they tell.</summary>
    public void Offer(string target, Action<JsonElement> told) => _targets[target] = told;

    /// <summary>Carries out what a front end sends over a comm.</summary>
    public void Handle(Message request)
    {
        string id = request.Text("comm_id");
        using var entered = SessionFlow.EnterFor(new KernelRequest(request));
        switch (request.Type)
        {
            case "comm_open":
                if (!_targets.TryGetValue(request.Text("target_name"), out var told)) Publish("comm_close", id, null, [], null, null);
                else if (request.Content.TryGetProperty("data", out var opening)) told(opening);
                break;
            case "comm_close":
                if (_open.TryRemove(id, out var closed)) closed.Closed?.Invoke();
                break;
            default:
                if (_open.TryGetValue(id, out var comm)
                    && request.Content.TryGetProperty("data", out var data)) comm.Received?.Invoke(data);
                break;
        }
    }

    /// <summary>A message is on its way to a comm.</summary>
    public void Arriving(Message request)
    {
        if (request.Type == "comm_msg" && _open.TryGetValue(request.Text("comm_id"), out var comm)) comm.Arriving?.Invoke();
    }

    /// <summary>Answers <c>comm_info_request</c>.</summary>
    public void WriteInfo(Utf8JsonWriter w, string target)
    {
        w.WriteString("status", "ok");
        w.WriteStartObject("comms");
        foreach (var comm in _open.Values.Where(c => target.Length == 0 || c.Target == target))
        {
            w.WriteStartObject(comm.Id);
            w.WriteString("target_name", comm.Target);
            w.WriteEndObject();
        }
        w.WriteEndObject();
    }

    internal bool Forget(string id) => _open.TryRemove(id, out _);

    internal void Publish(string type, string id, string? target, JsonObject data, JsonObject? metadata, IReadOnlyList<byte[]>? buffers)
        => link.Publish(type, CurrentRequest, w =>
        {
            w.WriteString("comm_id", id);
            if (target is not null) w.WriteString("target_name", target);
            w.WritePropertyName("data");
            data.WriteTo(w);
        }, metadata is null ? null : w =>
        {
            foreach (var (name, value) in metadata)
            {
                w.WritePropertyName(name);
                if (value is null) w.WriteNullValue();
                else value.WriteTo(w);
            }
        }, buffers);
}
