using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>Steps through a notebook in Jupyter Notebook as a person would: run all, complete, ask for help, interrupt, restart.</summary>
sealed class JupyterLook(IBrowser browser, string root, Report report)
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
        string folder = Directory.CreateTempSubdirectory("spikebook-browser-").FullName;
        try
        {
            string program = Path.Combine(root, "lib", "Cli", "bin", "spikebook.dll");
            using (var install = Process.Start(new ProcessStartInfo("dotnet", [program, "jupyter", "install", "--prefix", folder, "--as-net-csharp"]))!)
                await install.WaitForExitAsync();
            await File.WriteAllTextAsync(Path.Combine(folder, "steps.ipynb"), Notebook());
            int port = FreePort();
            var start = new ProcessStartInfo("jupyter-notebook",
                ["--no-browser", "--allow-root", $"--port={port}", "--port-retries=0", "--NotebookApp.token=", "--NotebookApp.password=", "--notebook-dir=" + folder])
            { RedirectStandardError = true, RedirectStandardOutput = true };
            start.Environment["JUPYTER_PATH"] = Path.Combine(folder, "share", "jupyter")
                + (Environment.GetEnvironmentVariable("JUPYTER_PATH") is { Length: > 0 } more ? Path.PathSeparator + more : "");
            start.Environment["JUPYTER_DATA_DIR"] = start.Environment["JUPYTER_CONFIG_DIR"] = start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "user");
            start.Environment["SPIKEBOOK_WIDGETS"] = "6";
            using var server = Process.Start(start)!;
            server.OutputDataReceived += static (_, _) => { };
            server.ErrorDataReceived += static (_, _) => { };
            server.BeginErrorReadLine();
            server.BeginOutputReadLine();
            try
            {
                await AnswersAsync($"http://127.0.0.1:{port}/api");
                await StepAsync($"http://127.0.0.1:{port}/notebooks/steps.ipynb");
            }
            finally
            {
                server.Kill(entireProcessTree: true);
                await server.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task StepAsync(string address)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await page.GotoAsync(address, new() { Timeout = Patience });
        bool ready = await Eventually(page, "() => window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.implementation");
        report.Check(ready && await page.EvaluateAsync<string>("() => Jupyter.notebook.kernel.info_reply.implementation") == "spikebook", "Jupyter: the notebook opens with its own kernelspec");
        if (!ready) return;

        await RunAll(page);
        report.Check(await Eventually(page, ResultIs("get_cell(2)", 3)), "Jupyter: all cells run");
        report.Check(await Eventually(page, "() => Jupyter.notebook.get_cell(1).output_area.element.find('svg').length > 0"), "Jupyter: the chart is drawn");

        report.Check(await Eventually(page, "() => Jupyter.notebook.get_cell(3).output_area.element.text().includes('b = 0.0')"), "Jupyter: a figure with a slider is drawn");
        if (File.Exists(WidgetExtension))
        {
            var handle = page.Locator(".ui-slider-handle").First;
            await handle.WaitForAsync(new() { Timeout = Patience });
            var box = (await handle.BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + 400, box.Y + box.Height / 2, new() { Steps = 20 });
            await page.Mouse.UpAsync();
            report.Check(await Eventually(page, "() => Jupyter.notebook.get_cell(3).output_area.element.text().includes('b = 3.0')"), "Jupyter: the slider is dragged and the figure follows");
        }

        await NewCell(page, "rows.");
        await page.Keyboard.PressAsync("Tab");
        report.Check(await Eventually(page, "() => [...document.querySelectorAll('#complete option')].some(o => o.textContent.includes('AddRange'))"), "Jupyter: members are offered after a dot");
        await page.Keyboard.PressAsync("Escape");

        await NewCell(page, "Math.Sqrt");
        await page.Keyboard.PressAsync("Shift+Tab");
        report.Check(await Eventually(page, "() => $('#tooltip').is(':visible') && $('#tooltip').text().includes('double Math.Sqrt(double d)')"), "Jupyter: help is shown");
        await page.Keyboard.PressAsync("Escape");

        await NewCell(page, "Console.WriteLine(\"on\"); while (true) System.Threading.Thread.Sleep(1);");
        await page.EvaluateAsync("() => Jupyter.notebook.execute_cell()");
        report.Check(await Eventually(page, "() => Jupyter.notebook.get_selected_cell().output_area.element.text().includes('on')"), "Jupyter: output comes while a cell runs");
        await page.EvaluateAsync("() => Jupyter.notebook.kernel.interrupt()");
        report.Check(await Eventually(page, "() => Jupyter.notebook.get_selected_cell().output_area.element.text().includes('left behind')"), "Jupyter: an endless loop is interrupted");
        await page.EvaluateAsync("() => Jupyter.notebook.get_selected_cell().set_text('rows.Count + 1')");
        await page.EvaluateAsync("() => Jupyter.notebook.execute_cell()");
        report.Check(await Eventually(page, ResultIs("get_selected_cell()", 4)), "Jupyter: variables are kept after an interrupt");

        await page.EvaluateAsync("() => { const n = Jupyter.notebook; n.delete_cells([4, 5, 6]); n.clear_all_output(); n.restart_run_all({ confirm: false }); }");
        report.Check(await Eventually(page, ResultIs("get_cell(2)", 3) + " && Jupyter.notebook.get_cell(0).input_prompt_number == 1"), "Jupyter: restart and run all");
        await page.CloseAsync();
    }

    static string ResultIs(string cell, int value) => $"() => Jupyter.notebook.{cell}.output_area.outputs.some(o => o.output_type == 'execute_result' && o.data['text/plain'] == '{value}')";

    static Task RunAll(IPage page) => page.EvaluateAsync("() => Jupyter.notebook.execute_all_cells()");

    static async Task NewCell(IPage page, string code)
    {
        await page.EvaluateAsync("code => { const n = Jupyter.notebook, c = n.insert_cell_at_bottom('code'); n.select(n.ncells() - 1); c.set_text(code); n.edit_mode(); c.focus_editor(); c.code_mirror.setCursor(c.code_mirror.lineCount(), 0); c.code_mirror.execCommand('goDocEnd'); }", code);
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

    static async Task AnswersAsync(string address)
    {
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                if ((await client.GetAsync(address, patience.Token)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, patience.Token);
            }
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

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
