using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>What must be true of a site whose pages run: the desktop's numbers, and everything that a reader can do to a cell.</summary>
sealed partial class LiveLook(IBrowser browser, string address, Report report)
{
    const int Patience = 60_000;
    const string Ready = "() => document.documentElement.dataset.engine === 'ready'";
    const string Status = ".live-bar .status";

    /// <summary>
    /// Pages whose cells are all light: they run whole, and print what the desktop printed, to the last digit. Additions, products, roots
    /// and fused products are the same bits on both, and so are lib/Elementary's functions, which are made of the first two.
    /// </summary>
    public static readonly string[] LightPages =
    [
        "01-blow-up-in-dilated-time", "04-the-second-paper-beside-ours", "11-steady-states", "12-why-standard-methods-fail",
        "13-cascade", "14-dilated-timescale", "15-moving-gaussian", "18-fragility",
        "21-the-compartment-and-its-integers", "22-synapses-exponents-and-lost-bits",
        "24-a-learning-rule-from-text-to-weights",
    ];

    /// <summary>Tables, printed lines and plain values of each cell, as text.</summary>
    const string Printed = """
        () => [...document.querySelectorAll('section.code')].map(cell => cell.id + '\n' + [...cell.querySelectorAll('.outputs table, .outputs pre.stream, .outputs pre.value')]
          .map(e => e.matches('table') ? [...e.rows].map(r => [...r.cells].map(c => c.textContent.trim()).join('\t')).join('\n') : e.textContent.trim()).join('\n'))
        """;

    /// <summary>Runs a whole page and compares what it prints with what the desktop printed, to the last digit.</summary>
    public async Task RunsAsTheDesktopAsync(string name)
    {
        await using var open = await OpenAsync(name + ".html");
        var page = open.Page;
        string[] desktop = await page.EvaluateAsync<string[]>(Printed);
        await page.Locator(".live-bar .begin").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await SettledAsync(page);
        string[] here = await page.EvaluateAsync<string[]>(Printed);
        report.Check(await page.Locator("section.code .error").CountAsync() == 0,
            $"{name}: no cell fails ({await TextAsync(page, "section.code .error")})");
        report.Check(desktop.Any(cell => cell.Contains('\n')), $"{name}: the desktop printed something");
        for (int i = 0; i < desktop.Length; i++)
            report.Check(desktop[i] == here[i],
            $"{name}: the same digits as the desktop\n--- desktop\n{desktop[i]}\n--- browser\n{here[i]}");
        report.Check(await page.Locator("section.code figure.chart, section.code img.still").CountAsync() > 0,
            $"{name}: its figures are drawn");
        open.Close(report, name);
    }

    /// <summary>Changes, stops, restarts, shares: on one page, whose first cells know the library.</summary>
    public async Task EditsAsync(string name)
    {
        await using var open = await OpenAsync(name + ".html");
        var page = open.Page;
        var cell = page.Locator("section.code").First;
        report.Check(open.Fetched.All(url => !url.EndsWith(".pack", StringComparison.Ordinal)),
            "live: nothing is fetched before it is asked for");

        await WriteAsync(page, cell, "int x = 6;\nx * 7");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        report.Check((await cell.Locator(".outputs").InnerTextAsync()).Trim() == "42", "live: an edited cell runs as it is written");

        await WriteAsync(page, cell, "int y = 1;\nint z = \"a\";");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        string error = await TextAsync(page, "section.code .error");
        report.Check(error.Contains("CS0029") && error.Contains("line 2"), $"live: an error of the compiler with its line ({error})");
        report.Check(await EventuallyAsync(page, "() => document.querySelector('.cm-lintRange-error')"), "live: a squiggle under it");

        await WriteAsync(page, cell, "var end = DateTime.Now.AddSeconds(2);\nwhile (DateTime.Now < end) { }");
        await page.Keyboard.PressAsync("Shift+Enter");
        await WriteAsync(page, cell, "int z = \"a\";");
        await SettledAsync(page);
        report.Check(await EventuallyAsync(page, "() => document.querySelector('.cm-lintRange-error')"),
            "live: a squiggle under what was typed while the cell ran, once it has run");

        await WriteAsync(page, cell, "Console.WriteLine(\"before\");\nthrow new InvalidOperationException(\"boom\");");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        error = await cell.Locator(".outputs").InnerTextAsync();
        report.Check(error.Contains("before") && error.Contains("InvalidOperationException") && error.Contains("boom"),
            $"live: an exception, after what was printed ({error})");

        await WriteAsync(page, cell, "int Half(int x)\n{\n    if (x % 2 == 1)\n        throw new ArgumentException(\"odd\");\n    return x / 2;\n}\n\nHalf(3)");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        error = await TextAsync(page, "section.code .error");
        report.Check(error.Contains("odd (line 4)") && error.Contains("at Half, cell") && error.Contains("throw new ArgumentException"),
            $"live: a run-time error with its line within a function, and the line's text ({error})");

        await ProseAsync(page, cell);

        await WriteAsync(page, cell, "Math.Sq");
        await page.Keyboard.PressAsync("Control+Space");
        report.Check(await EventuallyAsync(page,
            "() => [...document.querySelectorAll('.cm-tooltip-autocomplete li')].some(l => l.textContent.includes('Sqrt'))"),
            "live: completion knows Math.Sqrt");
        await page.Keyboard.PressAsync("Escape");

        await WriteAsync(page, cell, "int kept = 5; while (true) { }");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.engine === 'busy'", null, new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        report.Check(await EventuallyAsync(page, $"() => document.querySelector('{Status}').textContent.startsWith('Stopped.')"),
            "live: Stop ends an endless loop and says what was lost");

        await WriteAsync(page, cell, "1 + 1");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        report.Check((await cell.Locator(".outputs").InnerTextAsync()).Trim() == "2", "live: after it the engine starts anew");

        await WriteAsync(page, cell, "int only = 1;");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Restart", Exact = true }).ClickAsync();
        await WriteAsync(page, cell, "only");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        report.Check((await TextAsync(page, "section.code .error")).Contains("CS0103"), "live: Restart forgets every variable");
        await LinksAsync(open, cell, name);
        open.Close(report, "live");
    }

    // What else a value may be: Markdown and LaTeX as on the static page, sanitised alike; JSON folded; what nobody can show, named.
    async Task ProseAsync(IPage page, ILocator cell)
    {
        await WriteAsync(page, cell, """
            "## A *heading* with $x^2$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<b onclick='document.title=1'>x</b><script>document.title = 2</script>".DisplayAs("text/markdown");
            "\\frac{a}{b}".DisplayAs("text/latex");
            "{\"a\":1}".DisplayAs("application/json");
            "x".DisplayAs("application/x-unheard-of");
            """);
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        report.Check(await EventuallyAsync(page, """
            () => { const box = document.querySelector('section.code .outputs'), prose = box.querySelectorAll('.prose:not(.plain)');
              return prose.length === 2 && prose[0].querySelector('h2 em') && prose[0].querySelector('h2 .math') && prose[0].querySelectorAll('td').length === 2
                && prose[1].querySelector('.math.display') && [...box.querySelectorAll('.math')].every(m => m.querySelector('.katex, math')); }
            """), $"live: Markdown and LaTeX are drawn ({await cell.Locator(".outputs").InnerHTMLAsync()})");
        report.Check(await page.TitleAsync() is not ("1" or "2")
            && await cell.Locator(".outputs").EvaluateAsync<bool>("outputs => !outputs.querySelector('[onclick], script')"), "live: nothing in them runs");
        string text = await cell.Locator(".outputs").InnerTextAsync();
        report.Check(await cell.Locator(".outputs details.json").CountAsync() == 1 && text.Contains("application/x-unheard-of"),
            $"live: JSON is folded, a type that nobody can show is named ({text})");
    }

    async Task LinksAsync(OpenPage open, ILocator cell, string name)
    {
        var page = open.Page;
        await WriteAsync(page, cell, "// from a link: ü\n2 + 3");
        await cell.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await page.WaitForFunctionAsync("() => location.hash.includes('=')", null, new() { Timeout = Patience });
        string link = page.Url;
        await page.ReloadAsync();
        await page.WaitForSelectorAsync(".live-bar");
        report.Check((await cell.Locator(".source").InnerTextAsync()).Contains("2 + 3"), "live: an edit is there after a reload");
        await cell.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        report.Check((await cell.Locator(".source").InnerTextAsync()).Contains("#r "), "live: Reset brings the published text back");

        await using var visitor = await OpenAsync(name + ".html" + new Uri(link).Fragment);
        var theirs = visitor.Page.Locator("section.code").First;
        report.Check((await theirs.Locator(".source").InnerTextAsync()).Contains("// from a link: ü"), "live: a link carries the cell");
        report.Check(visitor.Fetched.All(url => !url.EndsWith(".pack", StringComparison.Ordinal)), "live: and does not run it");
        var download = visitor.Page.WaitForDownloadAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Download .ipynb" }).ClickAsync();
        string saved = await File.ReadAllTextAsync(await (await download).PathAsync());
        report.Check(saved.Contains("from a link: ü") && saved.Contains("nbformat"), "live: the notebook downloads with the change");
    }

    /// <summary>Moves a control of a page that has run, and waits for what it shows to change.</summary>
    public async Task SlidesAsync(string name)
    {
        await using var open = await OpenAsync(name + ".html");
        var page = open.Page;
        await page.Locator(".live-bar .begin").ClickAsync();
        await SettledAsync(page);
        var slider = page.Locator(".live-controls input[type=range]").First;
        report.Check(await slider.CountAsync() == 1, $"{name}: there is a slider");
        if (await slider.CountAsync() == 0) return;
        string before = await page.EvaluateAsync<string>(Beside);
        await slider.FocusAsync();
        for (int i = 0; i < 5; i++) await page.Keyboard.PressAsync("ArrowRight");
        await SettledAsync(page);
        report.Check(await page.EvaluateAsync<string>(Beside) != before, $"{name}: a moved slider computes anew");
        report.Check(await page.Locator("section.code .error").CountAsync() == 0, $"{name}: without an error");
        open.Close(report, name);
    }

    /// <summary>A page that was run once opens and runs again without a network.</summary>
    public async Task WithoutNetworkAsync(string name)
    {
        await using var open = await OpenAsync(name + ".html");
        var page = open.Page;
        report.Check(await EventuallyAsync(page, "() => document.documentElement.dataset.kept"), "offline: the page is kept");
        await page.ReloadAsync(); // now everything comes through the worker
        await page.WaitForSelectorAsync(".live-bar");
        var cell = page.Locator("section.code").First;
        await WriteAsync(page, cell, "1 + 1");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        await page.Context.SetOfflineAsync(true);
        await page.ReloadAsync();
        report.Check(await EventuallyAsync(page, "() => document.querySelector('.live-bar')"), "offline: the page opens and knows its engine");
        await WriteAsync(page, cell, "6 * 7");
        await page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(page);
        report.Check((await cell.Locator(".outputs").InnerTextAsync()).Trim() == "42", "offline: a cell runs");
    }

    const string Beside = """
        () => { const next = document.querySelector('.live-controls input[type=range]').closest('.output').nextElementSibling;
          return next.querySelector('script[type="application/json"]')?.textContent ?? next.innerHTML; }
        """;

    // Replaces a cell's text by hand: the Edit button, everything selected, typed over.
    static async Task WriteAsync(IPage page, ILocator cell, string text)
    {
        await cell.GetByRole(AriaRole.Button, new() { Name = "Edit" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await cell.Locator(".editor [contenteditable=true]:focus, .editor textarea:focus").WaitForAsync(new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync(text);
    }

    static async Task SettledAsync(IPage page)
    {
        await page.EvaluateAsync("() => spikebook.page.queue");
        await page.WaitForFunctionAsync(Ready, null, new() { Timeout = Patience });
    }

    static async Task<string> TextAsync(IPage page, string selector)
        => string.Join("; ", await page.Locator(selector).AllInnerTextsAsync());

    static async Task<bool> EventuallyAsync(IPage page, string condition)
    {
        try
        {
            await page.WaitForFunctionAsync(condition, null, new() { Timeout = 15_000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    async Task<OpenPage> OpenAsync(string path)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(4 * Patience);
        var page = await context.NewPageAsync();
        var open = new OpenPage(context, page, address);
        await page.GotoAsync($"{address}/{path}", new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForSelectorAsync(".live-bar");
        return open;
    }

    sealed class OpenPage : IAsyncDisposable
    {
        readonly IBrowserContext _context;
        readonly string _address;
        readonly List<string> _errors = [];

        public OpenPage(IBrowserContext context, IPage page, string address)
        {
            (_context, Page, _address) = (context, page, address);
            page.Console += (_, message) => { if (message.Type == "error") _errors.Add(message.Text); };
            page.PageError += (_, error) => _errors.Add(error);
            context.Request += (_, request) => Fetched.Add(request.Url);
        }

        public IPage Page { get; }

        public List<string> Fetched { get; } = [];

        public void Close(Report report, string name)
        {
            var away = Fetched.Where(url => !url.StartsWith(_address, StringComparison.Ordinal)
                && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal));
            report.Check(!away.Any(), $"{name}: no request leaves the page's origin ({string.Join(", ", away)})");
            report.Check(_errors.Count == 0, $"{name}: no console errors ({string.Join("; ", _errors)})");
        }

        public async ValueTask DisposeAsync() => await _context.CloseAsync();
    }
}
