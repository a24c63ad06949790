using System.Text.Json;
using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>Whether everybody can use a page: the rules of axe-core that count as serious or critical, in light and in dark.</summary>
/// <seealso href="https://github.com/dequelabs/axe-core"/>
sealed class AccessLook(IBrowser browser, string address, Report report)
{
    static string Axe => Path.Combine("tests", "Browser", "Web", "node_modules", "axe-core", "axe.min.js");

    public async Task LookAsync(params string[] pages)
    {
        if (!File.Exists(Axe))
        {
            report.Check(false, "axe-core is not installed (npm ci --prefix tests/Browser/Web)");
            return;
        }
        string rules = await File.ReadAllTextAsync(Axe);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            // The rules are a script that the page's policy does not name.
            await using var context = await browser.NewContextAsync(new()
            {
                BypassCSP = true,
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce
            });
            foreach (string name in pages)
            {
                var page = await context.NewPageAsync();
                await page.GotoAsync($"{address}/{name}.html", new() { WaitUntil = WaitUntilState.Load });
                await page.WaitForTimeoutAsync(500);
                await page.EvaluateAsync(rules);
                var found = await page.EvaluateAsync<JsonElement>(Run);
                string[] faults = [.. found.EnumerateArray().Select(fault => fault.GetString()!)];
                report.Check(faults.Length == 0, $"{name} ({scheme}): usable for everybody\n  {string.Join("\n  ", faults)}");
                await page.CloseAsync();
            }
        }
    }

    const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter(fault => fault.impact === 'serious' || fault.impact === 'critical')
          .map(fault => `${fault.id}: ${fault.help}: ${fault.nodes.slice(0, 4).map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`)
        """;
}
