using System.Text.Json;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Live;

/// <summary>
/// A session that speaks with a page: requests and answers are JSON text, what a cell shows is sent while it runs. The page's worker
/// holds one; tests hold one on an ordinary machine.
/// </summary>
/// <param name="options">The session's settings.</param>
/// <param name="send">Takes a message to the page: <c>{ "type", "cell", … }</c>.</param>
public sealed class LiveSession(SessionOptions options, Action<string> send) : IAsyncDisposable
{
    readonly CSharpSession _session = new(options);
    readonly Dictionary<string, LivePanel> _panels = new(StringComparer.Ordinal);
    CancellationTokenSource? _running;

    /// <summary>Runs a cell.</summary>
    /// <param name="cell">The page's name of the cell, which its messages carry.</param>
    /// <param name="code">The cell's text.</param>
    /// <param name="name">What the cell is called in errors, for instance "cell 3".</param>
    /// <returns>How it ended: <c>{ "status", "seconds", "error": { "name", "message", "line", "column", "traceback" } }</c>.</returns>
    public async Task<string> RunAsync(string cell, string code, string name)
    {
        foreach (string old in _panels.Where(panel => panel.Value.Cell == cell).Select(panel => panel.Key).ToList()) _panels.Remove(old);
        return Describe(await Stoppable(token => _session.ExecuteAsync(code, name, new LiveOutput(cell, send, _panels), token)));
    }

    /// <summary>Asks what runs to stop.</summary>
    public void Cancel() => _running?.Cancel();

    async Task<CellResult> Stoppable(Func<CancellationToken, Task<CellResult>> run)
    {
        using var running = _running = new CancellationTokenSource();
        try { return await run(running.Token); }
        finally { _running = null; }
    }

    /// <summary>Moves a control of a value that a cell showed, and shows the value anew.</summary>
    /// <param name="panel">The panel's name, from the message that opened it.</param>
    /// <param name="values">The places of all its controls, a JSON array.</param>
    /// <param name="faces">
    /// Of a chart what the page draws: <c>data</c> where it has drawn it before, <c>picture</c> where it can show no other, else
    /// <c>both</c>.
    /// </param>
    /// <returns>How the redrawing ended, as for a cell.</returns>
    public async Task<string> MoveAsync(string panel, string values, string faces = "both")
    {
        if (!_panels.TryGetValue(panel, out var moved))
            return Describe(new CellResult(CellStatus.Failed, new CellError("Gone", "the cell that showed this was run anew", 0, 0, []),
            default));
        var output = new LiveOutput(moved.Cell, send, _panels);
        return Describe(await Stoppable(
            token => _session.InvokeAsync(() => moved.Show(output, values, faces), "the redrawing", output, token)));
    }

    /// <summary>
    /// What can stand in place of the word at a position: <c>{ "start", "end", "items": [ { "text", "kind", "signature" } ] }</c>.
    /// </summary>
    public string Complete(string code, int position)
    {
        var found = _session.Complete(code, position);
        return new JsonObject
        {
            ["start"] = found.Start,
            ["end"] = found.End,
            ["items"] = new JsonArray([.. found.Items.Select(item =>
                (JsonNode)new JsonObject { ["text"] = item.Text, ["kind"] = item.Kind, ["signature"] = item.Signature })]),
        }.ToJsonString();
    }

    /// <summary>Help for the name at a position as <c>{ "signatures": […], "text" }</c>; empty where nothing is known.</summary>
    public string Inspect(string code, int position)
        => _session.Inspect(code, position) is not { } help ? ""
            : new JsonObject
            {
                ["signatures"] = new JsonArray([.. help.Signatures.Select(signature => (JsonNode)signature)]),
                ["text"] = help.Documentation?.ToText() ?? "",
            }.ToJsonString();

    /// <summary>What the compiler says of a cell that is being written: <c>[ { "start", "end", "severity", "message" } ]</c>.</summary>
    public string Diagnose(string code)
        => new JsonArray([.. _session.Diagnose(code).Select(found => (JsonNode)new JsonObject
        {
            ["start"] = found.Start,
            ["end"] = found.End,
            ["severity"] = found.IsError ? "error" : "warning",
            ["message"] = found.Message,
        })]).ToJsonString();

    static string Describe(CellResult result)
    {
        var answer = new JsonObject
        {
            ["status"] = JsonNamingPolicy.CamelCase.ConvertName(result.Status.ToString()),
            ["seconds"] = result.Elapsed.TotalSeconds
        };
        if (result.Error is { } error)
            answer["error"] = new JsonObject
            {
                ["name"] = error.Name,
                ["message"] = error.Message,
                ["line"] = error.Line,
                ["column"] = error.Column,
                ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
            };
        return answer.ToJsonString();
    }

    /// <summary>Ends the session.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
