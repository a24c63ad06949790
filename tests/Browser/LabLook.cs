using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>
/// Drives the kernel with JupyterLab's own parts (client library, output areas, the widgets of ipywidgets 8), as the npm package
/// thebe-core bundles them, in a page that the Jupyter server serves.
/// </summary>
sealed class LabLook(IBrowser browser, JupyterServer server, string root, Report report)
{
    const int Patience = 60_000;

    /// <summary>The one script that the bundle would fetch from elsewhere; the Jupyter server has it too.</summary>
    const string RequireScript = "https://cdnjs.cloudflare.com/**/require.min.js",
        OwnRequireScript = "/static/components/requirejs/require.js";

    public async Task StepThroughAsync()
    {
        string web = Path.Combine(root, "tests", "Browser", "Web"), bundle = Path.Combine(web, "node_modules", "thebe-core", "dist", "lib");
        if (!Directory.Exists(bundle))
        {
            report.Check(false, "Lab: its components are here (npm ci --prefix tests/Browser/Web)");
            return;
        }
        string folder = Directory.CreateDirectory(Path.Combine(server.Extensions, "lab")).FullName;
        File.Copy(Path.Combine(web, "lab.html"), Path.Combine(folder, "lab.html"));
        foreach (string file in Directory.GetFiles(bundle))
            if (!file.EndsWith(".map", StringComparison.Ordinal)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        using var client = new HttpClient();
        byte[] require = await client.GetByteArrayAsync(server.Address + OwnRequireScript);
        await page.RouteAsync(RequireScript, route
            => route.FulfillAsync(new()
            {
                BodyBytes = require,
                ContentType = "text/javascript",
                Headers = new Dictionary<string,
            string>
                { ["Access-Control-Allow-Origin"] = "*" }
            }));
        await page.GotoAsync(server.Address + "/nbextensions/lab/lab.html", new() { Timeout = Patience });
        report.Check(await page.EvaluateAsync<string>("() => lab.start('.net-csharp')") == "spikebook",
            "Lab: its client library starts the kernel");

        await CellsAsync(page);
        await ChartAndSliderAsync(page);
        await ControlsAsync(page);
        await InterruptAsync(page);
        await page.CloseAsync();
    }

    async Task CellsAsync(IPage page)
    {
        string setup = $$"""
            #r "{{root.Replace('\\', '/')}}/lib/Figures/bin/Spikebook.Figures.dll"
            using Spikebook.Figures;
            record Row(double B, double Rate);
            var rows = new List<Row> { new(0, 1), new(1, 2), new(2, 4) };
            rows.Count
            """;
        report.Check(await page.EvaluateAsync<string>("code => lab.run(code).then(o => o[0].data['text/plain'])", setup) == "3",
            "Lab: a cell's value");
        report.Check(await page.EvaluateAsync<bool>(
            "() => lab.session.kernel.requestComplete({ code: 'rows.', cursor_pos: 5 }).then(r => r.content.matches.includes('AddRange'))"),
            "Lab: completion");
        report.Check(await page.EvaluateAsync<bool>(
            "() => lab.session.kernel.requestInspect({ code: 'Math.Sqrt(', cursor_pos: 10, detail_level: 0 }).then(r => r.content.data['text/plain'].includes('double Math.Sqrt(double d)'))"), "Lab: help");
        report.Check(await page.EvaluateAsync<string>(
            "() => lab.run('throw new Exception(\"no\");').then(o => o[0].output_type)") == "error", "Lab: an error is shown");
    }

    async Task ChartAndSliderAsync(IPage page)
    {
        await page.EvaluateAsync(
            "() => lab.run('Interact.With(Slider.Double(\"b\", 0, 3, step: .5), b => Figure.New(\"tilt\", $\"b = {b:0.0}\").Line(rows, r => r.B, r => b * r.Rate, \"tilt\"))')");
        report.Check(await Eventually(page,
            "() => window.firstChart = document.querySelector('.js-plotly-plot .gtitle') && document.querySelector('.js-plotly-plot')"),
            "Lab: the chart becomes live");
        report.Check(await page.EvaluateAsync<bool>(
            "() => performance.getEntriesByType('resource').some(r => /\\/kernelspecs\\/.*plotly-.*\\.js/.test(r.name))"),
            "Lab: plotly.js comes from the kernelspec");
        await DragToEnd(page, ".widget-slider .noUi-handle");
        report.Check(await Eventually(page, "() => document.querySelector('.js-plotly-plot .gtitle').textContent == 'b = 3.0'"),
            "Lab: the slider of ipywidgets 8 is dragged and the live chart follows");
        report.Check(await page.EvaluateAsync<bool>("() => document.querySelector('.js-plotly-plot') === firstChart"),
            "Lab: it is the same chart, redrawn");
    }

    async Task ControlsAsync(IPage page)
    {
        await page.EvaluateAsync("""
            () => lab.run(`Interact.Output(Slider.Play("n", 0, 3), Slider.IntRange("k", 0, 9), Choice.Of("shape", "ring", "line"), Choice.YesNo("log"),
                (n, k, shape, log) => { Console.WriteLine("printed " + n); return $"n={n} k={k.From} {shape} {log}"; }).Beside()`)
            """);
        const string cell = "[...document.querySelectorAll('.cell')].at(-1)";
        report.Check(await Eventually(page,
            $"() => {cell}.querySelector('.jupyter-widgets.widget-output, .jupyter-widget-output')?.textContent.includes('n=0 k=0 ring False')"), "Lab: an output area shows the first value");
        report.Check(await Eventually(page,
            $"() => ['.widget-play', '.widget-hslider', '.widget-dropdown select', '.widget-checkbox input', '.widget-hbox', '.widget-vbox'].every(s => {cell}.querySelector(s))"), "Lab: play button, sliders, drop-down, check box and boxes are drawn");
        report.Check(await page.EvaluateAsync<int>($"() => {cell}.querySelectorAll('.noUi-handle').length") == 3,
            "Lab: range sliders have two handles");
        await page.Locator(".widget-dropdown select").Last.SelectOptionAsync("line");
        await page.Locator(".widget-checkbox input").Last.CheckAsync();
        report.Check(await Eventually(page, $"() => {cell}.textContent.includes('ring') && {cell}.textContent.includes('line True')"),
            "Lab: drop-down and check box are heard");
        await page.Locator(".widget-play button").First.ClickAsync();
        report.Check(await Eventually(page, $"() => {cell}.textContent.includes('n=3') && {cell}.textContent.includes('printed 3')"),
            "Lab: the play button runs through its values, and what is printed is shown");
        await DragToEnd(page, ".cell:last-of-type .noUi-handle-lower >> nth=1");
        report.Check(await Eventually(page, $"() => {cell}.textContent.includes('k=9')"), "Lab: a whole-number range is dragged");
    }

    async Task InterruptAsync(IPage page)
    {
        await page.EvaluateAsync(
            "() => { window.endless = lab.run('while (true) { Cell.Token.ThrowIfCancellationRequested(); System.Threading.Thread.Sleep(1); }'); }");
        await Eventually(page, "() => lab.session.kernel.status == 'busy'");
        await page.EvaluateAsync("() => lab.session.kernel.interrupt()");
        report.Check(await page.EvaluateAsync<bool>("() => endless.then(o => JSON.stringify(o).includes('interrupted'))"),
            "Lab: an endless loop is interrupted");
        await page.EvaluateAsync("() => lab.session.kernel.restart()");
        report.Check(await page.EvaluateAsync<bool>("() => lab.run('rows').then(o => o[0].output_type == 'error')"),
            "Lab: a restart forgets all variables");
    }

    static async Task DragToEnd(IPage page, string selector)
    {
        var handle = page.Locator(selector).First;
        await handle.ScrollIntoViewIfNeededAsync();
        var box = (await handle.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 500, box.Y + box.Height / 2, new() { Steps = 20 });
        await page.Mouse.UpAsync();
    }

    static async Task<bool> Eventually(IPage page, string condition)
    {
        try
        {
            await page.WaitForFunctionAsync(condition, null, new() { Timeout = Patience });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
