using System.Text.Json;
using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>Steps through a notebook in Jupyter Notebook as a person would: run all, complete, ask for help, interrupt, restart.</summary>
sealed class JupyterLook(IBrowser browser, JupyterServer server, string root, Report report)
{
    const int Patience = 90_000;

    static readonly string[] Cells =
    [
        "#r \"{root}/lib/Figures/bin/Spikebook.Figures.dll\"\nusing Spikebook.Figures;\nrecord Row(double B, double Rate);\nvar rows = new List<Row> { new(0, 1), new(1, 2), new(2, 4) };",
        "Figure.New(\"rates\", \"Rates\").Line(rows, r => r.B, r => r.Rate, \"branch\")",
        "rows.Count",
        "Interact.With(Slider.Double(\"b\", 0, 3, step: .5), b => Figure.New(\"tilt\", $\"b = {b:0.0}\").Line(rows, r => r.B, r => b * r.Rate, \"tilt\"))",
    ];

    /// <summary>Debian's notebook has the widgets of ipywidgets 6, if any.</summary>
    const string WidgetExtension = "/usr/share/jupyter/nbextensions/jupyter-js-widgets/extension.js";

    public async Task StepThroughAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "steps.ipynb"), Notebook());
        await StepAsync(server.Address + "/notebooks/steps.ipynb");
    }

    async Task StepAsync(string address)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await page.GotoAsync(address, new() { Timeout = Patience });
        bool ready = await Eventually(page,
            "() => window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.implementation");
        report.Check(ready && await page.EvaluateAsync<string>("() => Jupyter.notebook.kernel.info_reply.implementation") == "spikebook",
            "Jupyter: the notebook opens with its own kernelspec");
        if (!ready) return;

        await RunAll(page);
        report.Check(await Eventually(page, ResultIs("get_cell(2)", 3)), "Jupyter: all cells run");
        report.Check(await Eventually(page, "() => Jupyter.notebook.get_cell(1).output_area.element.find('svg').length > 0"),
            "Jupyter: the chart is drawn");
        await ChartIsLiveAsync(page);

        report.Check(await Eventually(page, "() => Jupyter.notebook.get_cell(3).output_area.element.text().includes('b = 0.0')"),
            "Jupyter: a figure with a slider is drawn");
        if (File.Exists(WidgetExtension))
        {
            await Eventually(page, "() => window.firstChart = Jupyter.notebook.get_cell(3).output_area.element.find('.js-plotly-plot')[0]");
            var handle = page.Locator(".ui-slider-handle").First;
            await handle.WaitForAsync(new() { Timeout = Patience });
            var box = (await handle.BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + 400, box.Y + box.Height / 2, new() { Steps = 20 });
            await page.Mouse.UpAsync();
            report.Check(await Eventually(page,
                "() => Jupyter.notebook.get_cell(3).output_area.element.find('.js-plotly-plot .gtitle').text() == 'b = 3.0'"),
                "Jupyter: the slider is dragged and the live chart follows");
            report.Check(await page.EvaluateAsync<bool>(
                "() => firstChart === Jupyter.notebook.get_cell(3).output_area.element.find('.js-plotly-plot')[0]"),
                "Jupyter: it is the same chart, redrawn");
        }

        await NewCell(page, "rows.");
        await page.Keyboard.PressAsync("Tab");
        report.Check(await Eventually(page,
            "() => [...document.querySelectorAll('#complete option')].some(o => o.textContent.includes('AddRange'))"),
            "Jupyter: members are offered after a dot");
        await page.Keyboard.PressAsync("Escape");

        await NewCell(page, "Math.Sqrt");
        await page.Keyboard.PressAsync("Shift+Tab");
        report.Check(await Eventually(page,
            "() => $('#tooltip').is(':visible') && $('#tooltip').text().includes('double Math.Sqrt(double d)')"), "Jupyter: help is shown");
        await page.Keyboard.PressAsync("Escape");

        await NewCell(page, "Console.WriteLine(\"on\"); while (true) ;");
        await page.EvaluateAsync("() => Jupyter.notebook.execute_cell()");
        report.Check(await Eventually(page, "() => Jupyter.notebook.get_selected_cell().output_area.element.text().includes('on')"),
            "Jupyter: output comes while a cell runs");
        await page.EvaluateAsync("() => Jupyter.notebook.kernel.interrupt()");
        report.Check(await Eventually(page,
            "() => Jupyter.notebook.get_selected_cell().output_area.element.text().includes('interrupted')"),
            "Jupyter: an endless loop is interrupted");
        await page.EvaluateAsync("() => Jupyter.notebook.get_selected_cell().set_text("
            + "'Console.WriteLine(\"asleep\"); System.Threading.Thread.Sleep(-1);')");
        await page.EvaluateAsync("() => Jupyter.notebook.execute_cell()");
        await Eventually(page, "() => Jupyter.notebook.get_selected_cell().output_area.element.text().includes('asleep')");
        await page.EvaluateAsync("() => Jupyter.notebook.kernel.interrupt()");
        report.Check(await Eventually(page,
            "() => Jupyter.notebook.get_selected_cell().output_area.element.text().includes('left behind')"),
            "Jupyter: a call that knows of no interrupt is left behind");
        await page.EvaluateAsync("() => Jupyter.notebook.get_selected_cell().set_text('rows.Count + 1')");
        await page.EvaluateAsync("() => Jupyter.notebook.execute_cell()");
        report.Check(await Eventually(page, ResultIs("get_selected_cell()", 4)), "Jupyter: variables are kept after an interrupt");

        await page.EvaluateAsync(
            "() => { const n = Jupyter.notebook; n.delete_cells([4, 5, 6]); n.clear_all_output(); n.restart_run_all({ confirm: false }); }");
        report.Check(await Eventually(page, ResultIs("get_cell(2)", 3) + " && Jupyter.notebook.get_cell(0).input_prompt_number == 1"),
            "Jupyter: restart and run all");
        await page.CloseAsync();
    }

    /// <summary>
    /// The chart is drawn by the plotly.js that the kernel brought, no other address is asked, and it answers to the mouse.
    /// </summary>
    async Task ChartIsLiveAsync(IPage page)
    {
        const string chart = "Jupyter.notebook.get_cell(1).output_area.element.find('.js-plotly-plot')[0]";
        report.Check(await Eventually(page,
            $"() => {chart} && {chart}._fullLayout && {chart}.closest('.spikebook-figure').querySelector('.spikebook-static').style.display == 'none'"), "Jupyter: the chart becomes live");
        report.Check(await page.EvaluateAsync<bool>(
            "() => performance.getEntriesByType('resource').some(r => /\\/kernelspecs\\/.*plotly-.*\\.js/.test(r.name))"),
            "Jupyter: plotly.js comes from the kernelspec");
        report.Check(await page.EvaluateAsync<bool>(
            "() => performance.getEntriesByType('resource').every(r => r.name.startsWith(location.origin) || r.name.startsWith('data:'))"),
            "Jupyter: no other server is asked");
        if (!await page.EvaluateAsync<bool>($"() => !!{chart}")) return;
        await page.EvaluateAsync($"() => {chart}.scrollIntoView({{ block: 'center' }})");
        var area = (await page.Locator(".js-plotly-plot .nsewdrag").First.BoundingBoxAsync())!;
        float[] point = await page.EvaluateAsync<float[]>(
            $"() => {{ const l = {chart}._fullLayout; return [l.xaxis.d2p(1), l.yaxis.d2p(2)]; }}");
        float x = area.X + point[0], y = area.Y + point[1];
        await page.Mouse.MoveAsync(x - 40, y, new() { Steps = 4 });
        await page.Mouse.MoveAsync(x, y, new() { Steps = 4 });
        report.Check(await Eventually(page, $"() => {chart}.querySelector('.hoverlayer').textContent.length > 0"),
            "Jupyter: a point of the chart says its values");
        string range = await page.EvaluateAsync<string>($"() => {chart}._fullLayout.xaxis.range.join()");
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + area.Width / 4, y - area.Height / 4, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        report.Check(await Eventually(page, $"() => {chart}._fullLayout.xaxis.range.join() != '{range}'"),
            "Jupyter: dragging zooms the chart");
    }

    static string ResultIs(string cell, int value)
        => $"() => Jupyter.notebook.{cell}.output_area.outputs.some(o => o.output_type == 'execute_result' && o.data['text/plain'] == '{value}')";

    static Task RunAll(IPage page) => page.EvaluateAsync("() => Jupyter.notebook.execute_all_cells()");

    static async Task NewCell(IPage page, string code)
    {
        await page.EvaluateAsync(
            "code => { const n = Jupyter.notebook, c = n.insert_cell_at_bottom('code'); n.select(n.ncells() - 1); c.set_text(code); n.edit_mode(); c.focus_editor(); c.code_mirror.setCursor(c.code_mirror.lineCount(), 0); c.code_mirror.execCommand('goDocEnd'); }", code);
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

    string Notebook() => JsonSerializer.Serialize(new
    {
        nbformat = 4,
        nbformat_minor = 5,
        metadata = new { kernelspec = new { name = ".net-csharp", display_name = ".NET (C#)", language = "C#" } },
        cells = Cells.Select((code, i) => new
        {
            cell_type = "code",
            id = $"c{i}",
            metadata = new { },
            execution_count = (int?)null,
            outputs = Array.Empty<object>(),
            source = code.Replace("{root}", root.Replace('\\', '/'), StringComparison.Ordinal),
        }),
    });
}
