using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>
/// How fast a site is in this browser, on this machine, now: what is loaded, how long until it is ready, and how often a dragged slider
/// redraws. The numbers are said; only what no machine could excuse is a failure.
/// </summary>
sealed class PaceLook(IBrowser browser, string address, Report report)
{
    const double LargestEngine = 12e6; // bytes
    const int DragMilliseconds = 4000;

    /// <summary>The 80-cell hybrid scheme under a slider, as a reader would write it.</summary>
    const string Slider80 = """
        #r "../lib/MeanField/bin/Spikebook.MeanField.dll"
        #r "../lib/Figures/bin/Spikebook.Figures.dll"
        using Spikebook.MeanField;
        using Spikebook.Figures;
        Interact.With(Slider.Double("b", 0, 3, step: .01), b => Figure.New("rate", $"b = {b:0.00}").Line(
            new Hybrid { Cells = 80 }.Run(new Nnlif { A = 0.5, B = b, Mu = 1 }, InitialDensity.Gaussian(0, 0.25), until: 2).Rate
                .Where(r => double.IsFinite(r.Rate)), r => r.Time, r => r.Rate, "N"))
        """;

    public async Task StepThroughAsync()
    {
        await DownloadsAsync();
        await CellAsync();
        await FirstPageAsync();
    }

    async Task DownloadsAsync()
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{address}/11-steady-states.html"); // whose policy lets it fetch
        var sizes = await page.EvaluateAsync<JsonElement>("""
            async () => { const manifest = await (await fetch('live/live.json')).json(), size = names => manifest.packs
                .filter(pack => names.includes(pack.name) || names.includes(pack.file)).reduce((sum, pack) => sum + pack.size, 0);
              const index = new DOMParser().parseFromString(await (await fetch('index.html')).text(), 'text/html');
              const pages = [...index.querySelectorAll('.card a[href$=".html"]')].map(a => a.getAttribute('href')).filter(a => /^\d/.test(a)), all = [];
              for (const name of pages) {
                const block = new DOMParser().parseFromString(await (await fetch(name)).text(), 'text/html').getElementById('live-cells');
                const text = JSON.parse(block.textContent).cells.map(cell => cell.source).join('\n');
                const rooms = [...new Set([...text.matchAll(/#r\s+"\.\.\/lib\/(\w+)\/bin\//g)].map(match => match[1]))].flatMap(room => manifest.rooms[room] ?? []);
                all.push([name, size(['base', 'engine', 'data', ...rooms, ...(/(?<![.\w])Mnist\s*\./.test(text) ? ['mnist-binary'] : [])])]);
              }
              all.sort((a, b) => b[1] - a[1]);
              return { engine: size(['base', 'engine']), largest: all[0], median: all[all.length >> 1][1], first: size(['base', 'Spikebook.Showcase']) }; }
            """);
        double engine = sizes.GetProperty("engine").GetDouble(), largest = sizes.GetProperty("largest")[1].GetDouble();
        report.Say($"download: compiler and runtime {Megabytes(engine)}, with libraries and data {Megabytes(sizes.GetProperty("median").GetDouble())} on the median page, "
            + $"{Megabytes(largest)} on the largest ({sizes.GetProperty("largest")[0].GetString()}, with MNIST); the first page {Megabytes(sizes.GetProperty("first").GetDouble())}");
        report.Check(engine < LargestEngine && largest < LargestEngine, $"pace: what a page loads is below 12 MB ({Megabytes(largest)})");
    }

    async Task CellAsync()
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{address}/11-steady-states.html");
        await page.WaitForSelectorAsync(".live-bar .begin");
        var start = await page.EvaluateAsync<JsonElement>("""
            async code => { const page = spikebook.page, cell = page.cells[0], from = performance.now();
              await page.ready([cell]);
              const ready = performance.now() - from;
              cell.set('1 + 1'); await page.run([cell]);
              const first = performance.now() - from - ready;
              cell.set(code); await page.run([cell]);
              return { ready, first, error: cell.section.querySelector('.error')?.textContent ?? '' }; }
            """, Slider80);
        report.Say($"start: the engine is ready {Seconds(start.GetProperty("ready").GetDouble())} after the button, its first cell has run after another {Seconds(start.GetProperty("first").GetDouble())}");
        report.Check(start.GetProperty("error").GetString() == "", $"pace: the slider's cell runs ({start.GetProperty("error").GetString()})");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('figure.chart')].every(f => f.dataset.state === 'drawn')");
        await page.EvaluateAsync("() => { globalThis.redraws = 0; const draw = spikebook.redraw; spikebook.redraw = (...chart) => draw(...chart) && ++redraws > 0; }");
        (double rate, double moves) = await DragAsync(page, ".live-controls input[type=range]", "redraws");
        report.Say($"slider: a cell with the 80-cell hybrid scheme and its chart, {rate:0.0} redraws a second of {moves:0} moves");
        report.Check(rate > 1, $"pace: a dragged slider of a cell redraws ({rate:0.0} a second)");
    }

    async Task FirstPageAsync()
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 } });
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{address}/first-page.html");
        await page.ClickAsync(".begin");
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.showcase === 'alive'");
        report.Say($"first page: {(await page.InnerTextAsync("#showcase-bar .status")).Split(':')[0]}");
        await page.EvaluateAsync("() => Object.defineProperty(globalThis, 'both', { get: () => Math.min(spikebook.showcase.stage.redraws.density, spikebook.showcase.stage.redraws.raster) })");
        foreach (int slider in (int[])[0, 1, 2])
        {
            string before = await page.EvaluateAsync<string>("() => JSON.stringify(spikebook.showcase.stage.redraws)");
            (double slower, double moves) = await DragAsync(page, $".movers label:nth-child({slider + 1}) input", "both");
            string after = await page.EvaluateAsync<string>("() => JSON.stringify(spikebook.showcase.stage.redraws)");
            double Rate(string name) => (Count(after, name) - Count(before, name)) * 1000.0 / DragMilliseconds;
            report.Say($"first page, slider {slider + 1}: the 80-cell density {Rate("density"):0.0} redraws a second, the raster {Rate("raster"):0.0}, of {moves:0} moves");
            report.Check(slower > 0.5, $"pace: every panel of the first page follows slider {slider + 1} ({slower:0.0} a second)");
        }
    }

    static int Count(string json, string name) => JsonDocument.Parse(json).RootElement.GetProperty(name).GetInt32();

    // To and fro by the mouse, a hundred moves a second, none of which waits for the one before; how much a counter of the page has grown
    // in a second, and how many places the slider has told the page of.
    static async Task<(double Rate, double Moves)> DragAsync(IPage page, string selector, string counter)
    {
        var input = page.Locator(selector).First;
        await input.ScrollIntoViewIfNeededAsync();
        var box = (await input.BoundingBoxAsync())!;
        await page.EvaluateAsync("() => { globalThis.heardMoves = 0; globalThis.hearsMoves ??= addEventListener('input', () => heardMoves++, true) ?? true; }");
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        double before = await page.EvaluateAsync<double>($"() => {counter}");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        List<Task> moves = [];
        while (watch.ElapsedMilliseconds < DragMilliseconds)
        {
            double share = 0.5 + 0.3 * Math.Sin(watch.ElapsedMilliseconds / 700.0);
            moves.Add(page.Mouse.MoveAsync((float)(box.X + share * box.Width), box.Y + box.Height / 2));
            await Task.Delay(10);
        }
        await Task.WhenAll(moves);
        double[] after = await page.EvaluateAsync<double[]>($"() => [{counter}, heardMoves]");
        double seconds = watch.Elapsed.TotalSeconds;
        await page.Mouse.UpAsync();
        return ((after[0] - before) / seconds, after[1] / seconds);
    }

    static string Megabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    static string Seconds(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s");
}
