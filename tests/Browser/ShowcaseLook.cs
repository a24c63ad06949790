using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>The first page waits to be asked, then computes what its sliders say and what its circuit does.</summary>
sealed class ShowcaseLook(IBrowser browser, string address, Report report)
{
    const int Patience = 120_000;

    public async Task StepThroughAsync()
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 } });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        List<string> errors = [], fetched = [];
        page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        page.PageError += (_, error) => errors.Add(error);
        context.Request += (_, request) => fetched.Add(request.Url);
        await page.GotoAsync($"{address}/index.html");
        report.Check(await page.Locator(".card").First.Locator("a[href='first-page.html']").CountAsync() == 1,
            "first page: its card is the first of the index");
        report.Check(await GalleryLook.SearchFindsAsync(page), "first page: the index's search finds its card as it finds the others");
        await page.GotoAsync($"{address}/first-page.html");
        await page.WaitForSelectorAsync(".begin");
        report.Check(await page.Locator("#stage img.still").CountAsync() == 1, "first page: a picture before anything is computed");
        report.Check((await page.InnerTextAsync("#showcase-bar .status")).Contains(" MB to load once"), "first page: says what it will load");
        report.Check(fetched.All(url => !url.EndsWith(".pack", StringComparison.Ordinal)), "first page: loads nothing before it is asked");

        await page.Locator(".begin").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync(
            "() => document.documentElement.dataset.showcase === 'alive' || document.querySelector('#showcase-bar .failed')");
        report.Check(await page.Locator("#showcase-bar .failed").CountAsync() == 0,
            $"first page: comes alive ({await page.InnerTextAsync("#showcase-bar")})");
        report.Check(await page.EvaluateAsync<bool>(Events), "first page: in an event t stands still and the dilated clock runs on");
        report.Check(await page.EvaluateAsync<bool>(Spikes), "first page: the neurons fire in the same event");

        // By the keyboard alone: the volley to 0, and nobody fires together any more.
        await page.Locator(".movers input").Nth(2).FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.WaitForFunctionAsync("() => spikebook.showcase.stage.film.events.every(e => e.size < .5)");
        report.Check((await page.InnerTextAsync(".population .told")).Contains("Nothing blows up"), "first page: the sentence says what happened");

        report.Check(await page.EvaluateAsync<bool>(Phases), "first page: the digit goes through twelve phases, x first, errors back to x");
        await page.SetViewportSizeAsync(400, 900);
        await page.WaitForTimeoutAsync(300);
        report.Check(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth + 1"),
            "first page: nothing is wider than a phone");
        string[] own = [address, "data:", "blob:"];
        report.Check(fetched.All(url => own.Any(start => url.StartsWith(start, StringComparison.Ordinal))),
            "first page: no request leaves its origin");
        report.Check(errors.Count == 0, $"first page: no console errors ({string.Join("; ", errors)})");
    }

    const string Events = """
        () => { const { moments, events } = spikebook.showcase.stage.film, inside = moments.filter(m => m.rate === Infinity);
          return events.some(e => e.size > .9) && inside.length > 10 && new Set(inside.map(m => m.time)).size <= events.length
            && inside.at(-1).tau - inside[0].tau > .9; }
        """;

    const string Spikes = """
        async () => { const stage = spikebook.showcase.stage; await stage.computing;
          const { neurons, film } = stage, event = film.events.find(e => e.size > .5);
          return neurons.spikes.filter(([t]) => Math.abs(t - event.time) < .02).length > .8 * neurons.count; }
        """;

    const string Phases = """
        async () => { const desk = spikebook.showcase.desk; await desk.mistake(); const { lesson } = desk;
          const pixels = [...desk.pixels.keys()].filter(i => desk.pixels[i]), same = fired => [...fired].sort((a, b) => a - b).join() === pixels.join();
          return lesson.phases.length === 12 && same(lesson.phases[1][0]) && lesson.read !== lesson.label && lesson.changed > 0
            && lesson.phases[3][12].length === 1 && lesson.phases[3][12][0] === lesson.label && (same(lesson.phases[7][0]) || same(lesson.phases[11][0])); }
        """;
}
