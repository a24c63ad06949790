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

    [Theory]
    [InlineData("both", "application/vnd.plotly.v1+json,image/svg+xml")]
    [InlineData("data", "application/vnd.plotly.v1+json")]
    [InlineData("picture", "image/svg+xml")]
    public async Task A_moved_control_redraws_the_faces_that_the_page_draws(string faces, string mimes)
    {
        await _session.RunAsync("c", Moving, "cell 1");
        Assert.Equal(["controls", "display"], _messages.Select(m => (string)m["type"]!));
        Assert.Equal(2, _messages[1]["data"]!.AsObject().Count);
        string panel = (string)_messages[0]["id"]!;
        Assert.Equal("ok", (string)JsonNode.Parse(await _session.MoveAsync(panel, "[3]", faces))!["status"]!);
        var update = _messages[2];
        Assert.Equal(("update", panel), ((string)update["type"]!, (string)update["id"]!));
        Assert.Equal(mimes.Split(','), update["data"]!.AsObject().Select(face => face.Key));
        if (faces != "picture") Assert.Equal(3, (int)update["data"]!["application/vnd.plotly.v1+json"]!["x"]!);
        if (faces != "data") Assert.Equal("<svg>\"3\" ü</svg>", (string)update["data"]!["image/svg+xml"]!);
    }

    // A value that can be moved, and a chart, both known by their shapes alone.
    const string Moving = """
        class TypeFormatterSourceAttribute(Type source) : Attribute { public Type FormatterSourceType => source; }
        class Face(string mime, Func<Chart, string> text)
        {
            public string MimeType => mime;
            public bool Format(object value, System.IO.TextWriter to) { to.Write(text((Chart)value)); return true; }
        }
        class Faces
        {
            public IEnumerable<object> CreateTypeFormatters() => [new Face("application/vnd.plotly.v1+json", c => $"{{\"x\":{c.X}}}"),
                new Face("image/svg+xml", c => $"<svg>\"{c.X}\" ü</svg>"), new Face("text/plain", c => $"{c.X}")];
        }
        [TypeFormatterSource(typeof(Faces))]
        class Chart(int x) { public int X => x; }
        class Mover
        {
            public string DescribeControls() => "{\"arrangement\":\"above\",\"area\":false,\"controls\":[{\"kind\":\"slider\",\"name\":\"x\",\"value\":1}]}";
            public object Redraw(string values) => new Chart(int.Parse(values.Trim('[', ']')));
        }
        new Mover()
        """;

    [Fact]
    public async Task What_claims_to_be_json_and_is_none_is_an_error_of_the_cell()
    {
        var result = JsonNode.Parse(await _session.RunAsync("c", "\"{x\".DisplayAs(\"application/json\")", "cell 1"))!;
        Assert.Equal("failed", (string)result["status"]!);
        Assert.Empty(_messages);
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
