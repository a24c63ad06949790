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
        report.Check(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth + 1"),
            $"{name}: nothing is wider than the window");
        report.Check(open.Errors.Count == 0, $"{name}: no console errors ({string.Join("; ", open.Errors)})");
    }

    /// <summary>Whether the index's search shows each card for the last word of its text, none for a word that is nowhere, all for none.</summary>
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

    const string MoveSliders = """
        () => [...document.querySelectorAll('.spikebook-places')].every(box => {
          const input = box.querySelector('input[type=range]'), places = [...box.children].filter(c => c.hasAttribute('data-place'));
          input.value = input.value === input.max ? 0 : input.max;
          input.dispatchEvent(new Event('input'));
          return places.every((p, i) => p.hidden === (i !== +input.value));
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

    async Task<OpenPage> OpenAsync(string path)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var errors = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(new Uri(path).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load, Timeout = Patience });
        return new OpenPage(page, errors);
    }

    sealed record OpenPage(IPage Page, List<string> Errors) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Page.CloseAsync();
    }
}
