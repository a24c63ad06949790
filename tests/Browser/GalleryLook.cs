using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>What must be true of a gallery in a browser.</summary>
sealed class GalleryLook(IBrowser browser, string folder, Report report)
{
    const int Patience = 30_000;

    public async Task IndexAsync()
    {
        await using var open = await OpenAsync(Path.Combine(folder, "index.html"));
        int pages = Directory.GetFiles(folder, "*.html").Length - 1;
        var targets = await open.Page.EvalOnSelectorAllAsync<string[]>("a[href]",
            "links => [...new Set(links.map(l => l.getAttribute('href')))]");
        report.Check(pages > 0, "index: there are notebook pages");
        foreach (string page in Directory.GetFiles(folder, "*.html").Select(p => Path.GetFileName(p)!).Where(p => p != "index.html"))
            report.Check(targets.Any(t => t.Split('#')[0] == page), $"index: links to {page}");
        report.Check(await open.Page.Locator("svg, img").CountAsync() > 0, "index: shows a thumbnail");
        report.Check(await SearchFindsAsync(open.Page), "index: the search finds every card by words of its text, and nothing by others");
        report.Check(open.Errors.Count == 0, $"index: no console errors ({string.Join("; ", open.Errors)})");
    }

    public async Task PageAsync(string path)
    {
        string name = Path.GetFileName(path);
        await using var open = await OpenAsync(path);
        var page = open.Page;
        report.Check(!string.IsNullOrWhiteSpace(await page.TitleAsync()), $"{name}: has a title");

        // Charts draw when they come into view.
        int charts = await page.Locator(".chart").CountAsync();
        for (int i = 0; i < charts; i++) await page.Locator(".chart").Nth(i).ScrollIntoViewIfNeededAsync();
        report.Check(await Eventually(page, "() => [...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))"),
            $"{name}: all {charts} charts have drawn");

        int formulas = await page.EvaluateAsync<int>("() => document.querySelectorAll('.math').length");
        report.Check(await Eventually(page, "() => [...document.querySelectorAll('.math')].every(m => m.querySelector('.katex, math'))"),
            $"{name}: all {formulas} formulas have rendered");
        report.Check(await page.Locator(".katex-error").CountAsync() == 0, $"{name}: no formula is in error");
        int sliders = await page.Locator(".spikebook-places input[type=range]").CountAsync();
        report.Check(await page.EvaluateAsync<bool>(MoveSliders), $"{name}: all {sliders} sliders change what is shown");
        await FitsAsync(page, name, 1280);
        await page.SetViewportSizeAsync(400, 900);
        await page.WaitForTimeoutAsync(100);
        await FitsAsync(page, name, 400);
        report.Check(open.Errors.Count == 0, $"{name}: no console errors ({string.Join("; ", open.Errors)})");
    }

    /// <summary>Whether the search shows each card for a word of its text, none for a word that is nowhere, all for none.</summary>
    public static Task<bool> SearchFindsAsync(IPage index) => index.EvaluateAsync<bool>("""
        () => {
          const input = document.querySelector('#search'), cards = [...document.querySelectorAll('.card')];
          const seek = word => {
            input.value = word;
            input.dispatchEvent(new Event('input', { bubbles: true }));
            return cards.filter(card => !card.hidden);
          };
          const found = cards.every(card => card.dataset.text && seek(card.dataset.text.split(' ').at(-1)).includes(card));
          return found && seek('zzqxzzqx').length === 0 && seek('').length === cards.length;
        }
        """);

    async Task FitsAsync(IPage page, string name, int width)
    {
        report.Check(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth + 1"),
            $"{name}: at {width} pixels nothing is wider than the window");
        string[] faults = await page.EvaluateAsync<string[]>(Crowded);
        report.Check(faults.Length == 0, $"{name}: at {width} pixels nothing overlaps, and wide tables say so ({string.Join("; ", faults)})");
    }

    // Blocks that lie on each other, and tables that go on beyond an edge that does not show it or cannot be scrolled by the keyboard.
    const string Crowded = """
        () => { const faults = [], boxes = [...document.querySelectorAll('main :is(h1, h2, h3, p, pre, ul, ol, figure, .source, .output, .across, .math.display)')]
            .filter(e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden' && !e.closest('.chart .live, details:not([open]) > :not(summary)'));
          const places = boxes.map(e => e.getBoundingClientRect()), words = e => `${e.tagName} ${e.textContent.trim().slice(0, 30)}`;
          for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
            if (places[j].top > places[i].bottom - 3 || places[j].bottom < places[i].top + 3 || boxes[i].contains(boxes[j]) || boxes[j].contains(boxes[i])) continue;
            if (Math.min(places[i].right, places[j].right) - Math.max(places[i].left, places[j].left) > 3) faults.push(`${words(boxes[i])} | ${words(boxes[j])}`);
          }
          for (const table of document.querySelectorAll('.prose table, .output table')) {
            const box = table.closest('.across');
            if (box && box.scrollWidth > box.clientWidth + 1 && !(box.matches('.more-right, .more-left') && box.tabIndex === 0 && box.getAttribute('aria-label'))) faults.push(words(table));
          }
          return faults.slice(0, 5); }
        """;

    /// <summary>Frames play where the plotting library cannot be had, by the keyboard too, under the page's own policy.</summary>
    public async Task WithoutPlotlyAsync(string path)
    {
        string name = Path.GetFileName(path);
        await using var open = await OpenAsync(path, page => page.RouteAsync("**/*plotly*", route => route.AbortAsync()));
        var page = open.Page;
        report.Check(await Eventually(page, "() => [...document.querySelectorAll('figure.chart:has(script.frames)')].every(f => f.querySelector('.player input'))"),
            $"{name}: without Plotly every slider stands beside its picture");
        var input = page.Locator(".player input").First;
        if (await input.CountAsync() == 0) return;
        const string Shown = "input => [input.closest('figure').querySelector('img.still').src, input.parentElement.querySelector('output').textContent].join()";
        string before = await input.EvaluateAsync<string>(Shown);
        await input.FocusAsync();
        await page.Keyboard.PressAsync("End");
        string end = await input.EvaluateAsync<string>(Shown);
        await page.Keyboard.PressAsync("Home");
        report.Check(end != before || await input.EvaluateAsync<string>(Shown) != end, $"{name}: without Plotly a slider shows another frame");
        report.Check(await Eventually(page, "() => [...document.querySelectorAll('figure.chart:has(.player) img.still')].every(i => { i.loading = 'eager'; return i.complete && i.naturalWidth > 0; })"),
            $"{name}: without Plotly every frame is a picture");
    }

    const string MoveSliders = """
        () => [...document.querySelectorAll('.spikebook-places')].every(box => {
          const places = [...box.children].filter(c => c.hasAttribute('data-place')), shown = () => places.filter(p => !p.hidden);
          return [...box.querySelectorAll('input[type=range]')].every(input => {
            const before = shown();
            input.value = input.value === input.max ? 0 : input.max;
            input.dispatchEvent(new Event('input'));
            const now = shown();
            return before.length === 1 && now.length === 1 && now[0] !== before[0];
          });
        })
        """;

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

    async Task<OpenPage> OpenAsync(string path, Func<IPage, Task>? prepare = null)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var errors = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        page.PageError += (_, error) => errors.Add(error);
        if (prepare is not null) await prepare(page);
        await page.GotoAsync(new Uri(path).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load, Timeout = Patience });
        return new OpenPage(page, errors);
    }

    sealed record OpenPage(IPage Page, List<string> Errors) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Page.CloseAsync();
    }
}
