using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spikebook.Cli;

namespace Spikebook.Browser;

/// <summary>
/// The other engine: Debian's Firefox, spoken to by WebDriver BiDi as it comes, without a driver. The engine starts there and a page runs.
/// </summary>
/// <seealso href="https://w3c.github.io/webdriver-bidi/"/>
static partial class FirefoxLook
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task StepThroughAsync(string address, Report report)
    {
        string? firefox = ProgramPath.Find("firefox-esr") ?? ProgramPath.Find("firefox");
        if (firefox is null)
        {
            report.Check(false, "Firefox is not on the PATH (Debian: apt install firefox-esr)");
            return;
        }
        using var limit = new CancellationTokenSource(Patience);
        var profile = Directory.CreateTempSubdirectory("spikebook-firefox-");
        using var process = Process.Start(new ProcessStartInfo(firefox,
            ["--headless", "--no-remote", "--profile", profile.FullName, "--remote-debugging-port", "0"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            string socket = await SocketAsync(process, limit.Token);
            _ = process.StandardError.ReadToEndAsync(limit.Token);
            using var connection = new ClientWebSocket();
            await connection.ConnectAsync(new Uri(socket + "/session"), limit.Token);
            var browser = new Session(connection, limit.Token);
            await browser.AskAsync("session.new", new JsonObject { ["capabilities"] = new JsonObject() });
            string tab = (string)(await browser.AskAsync("browsingContext.getTree", []))["contexts"]![0]!["context"]!;
            await browser.OpenAsync(tab, $"{address}/11-steady-states.html");
            string ran = await browser.EvaluateAsync(tab, """
                (async () => { for (let i = 0; i < 600 && !window.spikebook?.page; i++) await new Promise(r => setTimeout(r, 100));
                  const page = spikebook.page, before = page.cells.map(c => c.section?.querySelector('.outputs table')?.textContent ?? '');
                  await page.run(page.cells);
                  const after = page.cells.map(c => c.section?.querySelector('.outputs table')?.textContent ?? '');
                  return JSON.stringify({ same: before.join() === after.join(), ran: page.cells.every(c => c.hasRun), tables: before.filter(t => t).length,
                    errors: [...document.querySelectorAll('section.code .error')].map(e => e.textContent).join() }); })()
                """);
            var result = JsonNode.Parse(ran)!;
            report.Check((bool)result["ran"]! && (string)result["errors"]! == "" && (int)result["tables"]! > 0, $"Firefox: a page runs ({ran})");
            report.Check((bool)result["same"]!, "Firefox: its tables are the desktop's");
            await browser.OpenAsync(tab, $"{address}/first-page.html");
            string alive = await browser.EvaluateAsync(tab, """
                (async () => { for (let i = 0; i < 600 && !document.querySelector('.begin'); i++) await new Promise(r => setTimeout(r, 100));
                  document.querySelector('.begin').click();
                  for (let i = 0; i < 1200 && !document.documentElement.dataset.showcase && !document.querySelector('.status.failed'); i++) await new Promise(r => setTimeout(r, 100));
                  return document.documentElement.dataset.showcase ?? document.querySelector('.status').textContent; })()
                """);
            report.Check(alive == "alive", $"Firefox: the first page comes alive ({alive})");
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or InvalidOperationException or JsonException)
        {
            report.Check(false, $"Firefox: {e.Message}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            try { profile.Delete(recursive: true); }
            catch (IOException) { } // a helper of the browser may still be writing
        }
    }

    static async Task<string> SocketAsync(Process process, CancellationToken cancel)
    {
        while (await process.StandardError.ReadLineAsync(cancel) is { } line)
            if (Listening().Match(line) is { Success: true } match) return match.Groups["address"].Value;
        throw new InvalidOperationException("it ended before it listened");
    }

    [GeneratedRegex(@"WebDriver BiDi listening on (?<address>ws://[\w.:\[\]]+)", RegexOptions.None, 1000)]
    private static partial Regex Listening();

    sealed class Session(ClientWebSocket connection, CancellationToken cancel)
    {
        int _asked;

        public async Task<JsonNode> AskAsync(string method, JsonObject parameters)
        {
            int id = ++_asked;
            string question = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString();
            await connection.SendAsync(Encoding.UTF8.GetBytes(question), WebSocketMessageType.Text, true, cancel);
            while (true)
            {
                var answer = JsonNode.Parse(await HearAsync())!;
                if ((int?)answer["id"] != id) continue;
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["message"] ?? answer["error"]}");
            }
        }

        public Task OpenAsync(string tab, string url)
            => AskAsync("browsingContext.navigate", new JsonObject { ["context"] = tab, ["url"] = url, ["wait"] = "complete" });

        public async Task<string> EvaluateAsync(string tab, string expression)
        {
            var answer = await AskAsync("script.evaluate", new JsonObject
            {
                ["expression"] = expression,
                ["target"] = new JsonObject { ["context"] = tab },
                ["awaitPromise"] = true,
            });
            return (string?)answer["result"]?["value"]
                ?? throw new InvalidOperationException($"a script failed: {answer["exceptionDetails"]?["text"]}");
        }

        async Task<string> HearAsync()
        {
            byte[] buffer = new byte[1 << 16];
            using var whole = new MemoryStream();
            while (true)
            {
                var part = await connection.ReceiveAsync(buffer, cancel);
                whole.Write(buffer, 0, part.Count);
                if (part.EndOfMessage) return Encoding.UTF8.GetString(whole.ToArray());
            }
        }
    }
}
