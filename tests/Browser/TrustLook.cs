using Microsoft.Playwright;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Browser;

/// <summary>
/// What runs on a gallery's pages in a browser: the scripts of a run's own outputs, and nothing that prose, or somebody who edits a
/// page, brings in.
/// </summary>
sealed class TrustLook(IBrowser browser, Report report)
{
    const string Mark = "document.documentElement.dataset.injected='1'";

    static readonly string[] Injections =
    [
        $"<script>{Mark}</script>", $"<img src=x onerror=\"{Mark}\">", $"<svg onload=\"{Mark}\"></svg>",
            $"<details open ontoggle=\"{Mark}\"><summary>x</summary></details>",
        $"<iframe srcdoc=\"<script>parent.{Mark}</script>\"></iframe>", $"<iframe src=\"javascript:parent.{Mark}\"></iframe>",
        $"<input autofocus onfocus=\"{Mark}\">",
        $"<style>@keyframes k {{}} b {{ animation: k 1ms }}</style><b onanimationstart=\"{Mark}\">x</b>",
        $"<a class=bait href=\"javascript:{Mark}\">x</a>", $"[bait](javascript:{Mark})",
    ];

    public async Task StepThroughAsync()
    {
        var folder = Directory.CreateTempSubdirectory("spikebook-trust-");
        try
        {
            string all = string.Join("\n\n", Injections);
            var hostile = NotebookDocument.Create();
            hostile.Add(CellKind.Markdown, $"# Hostile {Injections[0]}{Injections[1]}\n\nSummary {Injections[1]}");
            hostile.Add(CellKind.Markdown, all);
            hostile.Add(CellKind.Code, "x").SetOutputs([new DisplayOutput(new MimeBundle { { "text/markdown", all } })]);
            var own = NotebookDocument.Create();
            own.Add(CellKind.Code, "x").SetOutputs([new DisplayOutput(new MimeBundle
            {
                { "text/html", "<button id='own' onclick=\"this.dataset.clicked='1'\">own</button><script>document.documentElement.dataset.own = 'é < 1';</script>" },
            })]);
            var foreign = NotebookDocument.Create();
            foreign.Add(CellKind.Code, "x").SetOutputs([new DisplayOutput(new MimeBundle { { "text/html", all } })]);
            GalleryWriter.Write(
                [
                    new GalleryEntry(hostile, "01-hostile", GalleryStatus.Ok, TimeSpan.Zero),
                    new GalleryEntry(own, "02-own", GalleryStatus.Ok, TimeSpan.Zero),
                    new GalleryEntry(foreign, "03-foreign", GalleryStatus.NotRun, TimeSpan.Zero),
                ], folder.FullName, GalleryAssets.Find());
            foreach (string name in (string[])["index", "01-hostile", "03-foreign"])
                report.Check(!await InjectedAsync(Path.Combine(folder.FullName, name + ".html")),
                $"trust: nothing that was injected runs on {name}.html");

            // The second wall: a page into which markup got past the sanitiser.
            string page = Path.Combine(folder.FullName, "02-own.html"), edited = Path.Combine(folder.FullName, "04-edited.html");
            File.WriteAllText(edited,
                File.ReadAllText(page).Replace("</main>", string.Join("\n", Injections[..^1]) + "</main>", StringComparison.Ordinal));
            report.Check(!await InjectedAsync(edited), "trust: the page's policy stops what got past the sanitiser");

            var tab = await browser.NewPageAsync();
            await tab.GotoAsync(new Uri(page).AbsoluteUri);
            report.Check(await tab.EvaluateAsync<string?>("() => document.documentElement.dataset.own") == "é < 1",
                "trust: a script of the run's own output runs");
            await tab.ClickAsync("#own");
            report.Check(await tab.EvaluateAsync<string?>("() => document.querySelector('#own').dataset.clicked") == "1",
                "trust: a handler of the run's own output runs");
            report.Check(await tab.Locator("button.theme:not([hidden])").CountAsync() == 1, "trust: the gallery's own script runs");
            await tab.CloseAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    async Task<bool> InjectedAsync(string path)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        foreach (var bait in await page.Locator("a.bait, a:text('bait')")
            .AllAsync()) await bait.ClickAsync(new() { Timeout = 2000, Force = true });
        await page.WaitForTimeoutAsync(300);
        bool injected = await page.EvaluateAsync<bool>("() => 'injected' in document.documentElement.dataset");
        await page.CloseAsync();
        return injected;
    }
}
