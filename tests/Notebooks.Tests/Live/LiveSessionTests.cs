using System.Text.Json.Nodes;
using Spikebook.Notebooks.Live;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Live;

/// <summary>The page's protocol, on an ordinary machine.</summary>
public sealed class LiveSessionTests : IAsyncDisposable
{
    readonly List<JsonNode> _messages = [];
    readonly LiveSession _session;

    public LiveSessionTests() => _session = new LiveSession(new SessionOptions { BaseDirectory = Path.GetTempPath() }, text =>
    {
        lock (_messages) _messages.Add(JsonNode.Parse(text)!);
    });

    [Fact]
    public async Task A_cell_prints_and_shows_its_value()
    {
        var result = JsonNode.Parse(await _session.RunAsync("c", "Console.Write(\"so\"); 6 * 7", "cell 1"))!;
        Assert.Equal("ok", (string)result["status"]!);
        Assert.Equal(["stream", "display"], _messages.Select(m => (string)m["type"]!));
        Assert.All(_messages, m => Assert.Equal("c", (string)m["cell"]!));
        Assert.Equal("42", (string)_messages[1]["data"]!["text/plain"]!);
    }

    [Fact]
    public async Task An_error_has_its_line()
    {
        var result = JsonNode.Parse(await _session.RunAsync("c", "int x = 1;\nint y = \"a\";", "cell 1"))!;
        Assert.Equal("failed", (string)result["status"]!);
        Assert.Equal(2, (int)result["error"]!["line"]!);
    }

    [Fact]
    public async Task What_runs_stops_when_asked()
    {
        var run = _session.RunAsync("c", "Console.Write(\"go\"); while (true) { }", "cell 1");
        while (!Started()) await Task.Delay(5);
        _session.Cancel();
        Assert.Equal("cancelled", (string)JsonNode.Parse(await run)!["status"]!);
        Assert.Equal("ok", (string)JsonNode.Parse(await _session.RunAsync("c", "1", "cell 2"))!["status"]!);

        bool Started() { lock (_messages) return _messages.Count > 0; }
    }

    [Fact]
    public async Task Completion_help_and_remarks_see_earlier_cells()
    {
        await _session.RunAsync("c", "int answer = 42;", "cell 1");
        Assert.Contains("answer", _session.Complete("ans", 3));
        Assert.Contains("int answer", _session.Inspect("answer", 2));
        var remark = JsonNode.Parse(_session.Diagnose("string s = answer;"))!.AsArray().Single()!;
        Assert.Equal("error", (string)remark["severity"]!);
        Assert.Equal(11, (int)remark["start"]!);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
