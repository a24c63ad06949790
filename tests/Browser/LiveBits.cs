namespace Spikebook.Browser;

sealed partial class LiveLook
{
    /// <summary>Elementary functions in a cell: the same hash of their bits as in this process.</summary>
    public async Task ComputesTheDesktopsBitsAsync(string name, string root)
    {
        const int Arguments = 22_000;
        await using var open = await OpenAsync(name + ".html");
        var cell = open.Page.Locator("section.code").First;
        string functions = await File.ReadAllTextAsync(Path.Combine(root, "tests", "Elementary.Tests", "GoldenBits.cs"));
        await WriteAsync(open.Page, cell,
            $"#r \"../lib/Elementary/bin/Spikebook.Elementary.dll\"\n{functions}\nGoldenBits.Of({Arguments})");
        await open.Page.Keyboard.PressAsync("Shift+Enter");
        await SettledAsync(open.Page);
        string here = GoldenBits.Of(Arguments), there = (await cell.Locator(".outputs").InnerTextAsync()).Trim();
        report.Check(there == here, $"live: elementary functions have the desktop's bits\n--- desktop\n{here}\n--- browser\n{there}");
        open.Close(report, "live");
    }
}
