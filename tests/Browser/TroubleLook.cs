using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>
/// What a page says where it cannot run, or not as it should: one clear line each time, and all that it showed before stays. Browsers that
/// lack something are made by taking it away; workers really end.
/// </summary>
sealed class TroubleLook(IBrowser browser, string folder, string address, Report report)
{
    const string Name = "11-steady-states";
    const string NoStore = """
        Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new DOMException('refused', 'SecurityError'); };
        caches.open = () => Promise.reject(new DOMException('refused', 'SecurityError'));
        navigator.serviceWorker.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));
        """;

    public async Task StepThroughAsync()
    {
        await LacksAsync("WebAssembly", "Object.defineProperty(globalThis, 'WebAssembly', { value: undefined })");
        await LacksAsync("WebAssembly's vector instructions", "WebAssembly.validate = () => false");
        await LacksAsync("DecompressionStream", "delete globalThis.DecompressionStream");
        await LacksAsync("workers that are modules", "{ const Old = Worker; globalThis.Worker = function (address) { return new Old(address); }; }");
        await TooOldAsync();
        await FromTheFileSystemAsync();
        await DamagedDownloadsAsync();
        await WithoutStorageAsync();
        await EndedAsync();
    }

    // Looked for on a notebook's page and on the first page.
    async Task LacksAsync(string what, string takenAway)
    {
        await using var open = await OpenAsync($"{address}/{Name}.html", takenAway);
        string line = await LineAsync(open.Page, "main .notice");
        report.Check(line.Contains($"cannot run here: the browser has no {what}"), $"trouble: a page says that the browser has no {what} ({line})");
        await StaysAsync(open.Page, $"without {what}");
        await using var first = await OpenAsync($"{address}/first-page.html", takenAway);
        line = await LineAsync(first.Page, "#showcase-bar .status:has-text('no ')");
        report.Check(line.Contains(what), $"trouble: the first page says that the browser has no {what} ({line})");
        report.Check(await first.Page.Locator("#stage img.still").CountAsync() == 1, $"trouble: and its picture stays without {what}");
    }

    async Task TooOldAsync()
    {
        await using var open = await OpenAsync($"{address}/{Name}.html", "",
            page => page.RouteAsync("**/page.js",
                route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = "let let = ;" })));
        string line = await LineAsync(open.Page, "main .remark");
        report.Check(line.Contains("too old for its script"), $"trouble: a script that the browser cannot read ({line})");
        await StaysAsync(open.Page, "in a browser that is too old");
    }

    async Task FromTheFileSystemAsync()
    {
        await using var open = await OpenAsync(new Uri(Path.Combine(folder, Name + ".html")).AbsoluteUri, "");
        string line = await LineAsync(open.Page, "main .remark");
        report.Check(line.Contains("from a web server"), $"trouble: a page from the file system ({line})");
        await StaysAsync(open.Page, "from the file system");
    }

    async Task DamagedDownloadsAsync()
    {
        byte[] half = await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(folder, "live"), "engine-*.pack").Single());
        half = half[..(half.Length / 2)];
        await using var open = await OpenAsync($"{address}/{Name}.html", "",
            page => page.RouteAsync("**/engine-*.pack", route => route.FulfillAsync(new() { BodyBytes = half })));
        var page = open.Page;
        await page.Locator(".live-bar .begin").ClickAsync();
        string line = await LineAsync(page, ".live-bar .failed");
        report.Check(line.Contains("arrived incomplete"), $"trouble: a truncated download ({line})");
        await page.UnrouteAllAsync();
        await page.RouteAsync("**/engine-*.pack", route => route.AbortAsync());
        await page.Locator(".live-bar .begin").ClickAsync();
        line = await LineAsync(page, ".live-bar .failed:has-text('could not be loaded')");
        report.Check(line.Length > 0, "trouble: a download without an answer");
        await StaysAsync(page, "after a damaged download");
        await page.UnrouteAllAsync();
        report.Check(await RunAsync(page, "6 * 7") == "42", "trouble: and the next attempt runs");
    }

    async Task WithoutStorageAsync()
    {
        await using var open = await OpenAsync($"{address}/{Name}.html", NoStore);
        var page = open.Page;
        await page.EvaluateAsync("() => spikebook.page.cells[0].set('1 + 1')");
        string line = await LineAsync(page, ".live-bar .failed");
        report.Check(line.Contains("keeps nothing"), $"trouble: storage refused ({line})");
        await StaysAsync(page, "where storage is refused");
        report.Check(await RunAsync(page, "6 * 7") == "42", "trouble: cells run where storage is refused");
    }

    // Workers that end for good, each in its own way: closed without an event, as a browser closes one that it has no room for; by the
    // runtime, whose stack is used up; and memory taken until there is none, which the runtime survives.
    async Task EndedAsync()
    {
        await using var open = await OpenAsync($"{address}/{Name}.html", "");
        var page = open.Page;
        report.Check(await RunAsync(page, "int kept = 1; kept") == "1", "trouble: a cell runs");
        await page.Workers.Single().EvaluateAsync<object?>("() => { setTimeout(close, 0); }");
        string line = await LineAsync(page, ".live-bar .failed");
        report.Check(line.Contains("for want of memory") && line.Contains("variables are lost"), $"trouble: a worker that was ended ({line})");
        await StaysAsync(page, "after the worker's end");
        report.Check(await RunAsync(page, "40 + 2") == "42", "trouble: after it a new engine starts");

        await RunAsync(page, "int Deep(int n) => n == 0 ? 0 : 1 + Deep(n - 1);\nDeep(1_000_000)");
        line = await LineAsync(page, ".live-bar .failed");
        report.Check(line.Contains("too deeply") && line.Contains("variables are lost"), $"trouble: a stack that is used up ({line})");
        line = await RunAsync(page, "var much = new List<byte[]>();\nwhile (true) much.Add(new byte[10_000_000]);");
        report.Check(line.Contains("OutOfMemoryException") || line.Contains("no memory left"), $"trouble: memory taken until there is none ({line})");
        report.Check(await RunAsync(page, "40 + 2") == "42", "trouble: and after that cells run");
        await StaysAsync(page, "after all this");
    }

    // The text of the first cell as a reader's edit, and what it shows.
    static async Task<string> RunAsync(IPage page, string code)
        => (await page.EvaluateAsync<string>("""
            async code => { const page = spikebook.page, cell = page.cells[0]; cell.set(code); await page.run([cell]);
              return cell.section.querySelector('.outputs').innerText.trim(); }
            """, code));

    async Task StaysAsync(IPage page, string when)
        => report.Check(await page.EvaluateAsync<bool>(
            "() => document.querySelectorAll('.output table').length > 0 && document.querySelectorAll('.prose .math.drawn').length > 0"),
            $"trouble: the page stays {when}");

    static async Task<string> LineAsync(IPage page, string selector)
    {
        try
        {
            return await page.Locator(selector).First.InnerTextAsync(new() { Timeout = 30_000 });
        }
        catch (TimeoutException)
        {
            return "";
        }
    }

    async Task<OpenPage> OpenAsync(string url, string before, Func<IPage, Task>? prepare = null)
    {
        // A service worker would fetch past the routes.
        var context = await browser.NewContextAsync(new() { ServiceWorkers = ServiceWorkerPolicy.Block });
        context.SetDefaultTimeout(60_000);
        if (before.Length > 0) await context.AddInitScriptAsync(before);
        var page = await context.NewPageAsync();
        if (prepare is not null) await prepare(page);
        await page.GotoAsync(url, new() { WaitUntil = WaitUntilState.Load });
        if (url.StartsWith("http", StringComparison.Ordinal) && url.Contains(Name, StringComparison.Ordinal))
            await page.WaitForSelectorAsync(".live-bar, main .notice");
        return new OpenPage(context, page);
    }

    sealed record OpenPage(IBrowserContext Context, IPage Page) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Context.CloseAsync();
    }
}
