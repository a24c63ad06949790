using Microsoft.Playwright;
using Spikebook.Browser;
using Spikebook.Cli;

// Looks at a gallery as a person would: every page in headless Chromium, from the file system. Or steps through a notebook in Jupyter.
bool jupyter = args is ["jupyter"];
bool live = args is ["live", var site, ..] && (args.Length <= 3 || args is [_, _, "speed", _, _, ..] or [_, _, "pace", _])
    && File.Exists(Path.Combine(site, "live", "live.json"));
if (!jupyter && !live && (args is not [var named] || !File.Exists(Path.Combine(named, "index.html"))))
{
    Console.Error.WriteLine(
        "usage: dotnet run --project tests/Browser -- GALLERY, a folder with index.html (spikebook run makes output/gallery); or -- jupyter; or -- live SITE [first-page | access | firefox | offline | pace [RECORD] | trouble | cells | sliders | bits | tables | speed RECORD NOTEBOOK…], SITE being what spikebook serve --export has written");
    return 2;
}
string? chromium = ProgramPath.Find("chromium") ?? ProgramPath.Find("chromium-browser") ?? ProgramPath.Find("google-chrome");
if (chromium is null)
{
    Console.Error.WriteLine("Chromium is not on the PATH; install it (Debian: apt install chromium)");
    return 2;
}

using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = chromium,
    Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
var report = new Report();
if (jupyter)
{
    await using var server = await JupyterServer.StartAsync(Directory.GetCurrentDirectory());
    await new JupyterLook(browser, server, Directory.GetCurrentDirectory(), report).StepThroughAsync();
    await new LabLook(browser, server, Directory.GetCurrentDirectory(), report).StepThroughAsync();
}
else if (live)
{
    await using var server = await SiteServer.StartAsync(Path.GetFullPath(args[1]));
    if (args is [_, _, "speed", var record, .. var notebooks])
    {
        await new SpeedStudy(browser, server.Address, record, report).MeasureAsync(notebooks);
        return 0;
    }
    bool Wanted(string part) => args.Length < 3 || args[2] == part;
    if (Wanted("first-page")) await new ShowcaseLook(browser, server.Address, report).StepThroughAsync();
    if (Wanted("access"))
        await new AccessLook(browser, server.Address, report).LookAsync("index", "first-page", "01-blow-up-in-dilated-time");
    if (Wanted("firefox")) await FirefoxLook.StepThroughAsync(server.Address, report);
    if (Wanted("trouble")) await new TroubleLook(browser, Path.GetFullPath(args[1]), server.Address, report).StepThroughAsync();
    if (Wanted("pace")) await new PaceLook(browser, server.Address, report).StepThroughAsync();
    if (args is [_, _, "pace", var kept]) SpeedStudy.SavePace(kept, report.Said);
    var look = new LiveLook(browser, server.Address, report);
    if (Wanted("offline")) await look.WithoutNetworkAsync("11-steady-states");
    if (Wanted("cells")) await look.EditsAsync("11-steady-states");
    if (Wanted("sliders")) await look.SlidesAsync("22-synapses-exponents-and-lost-bits");
    if (Wanted("bits")) await look.ComputesTheDesktopsBitsAsync("11-steady-states", Directory.GetCurrentDirectory());
    if (Wanted("tables"))
        foreach (string name in LiveLook.LightPages) await look.RunsAsTheDesktopAsync(name);
}
else
{
    string folder = Path.GetFullPath(args[0]);
    var gallery = new GalleryLook(browser, folder, report);
    await gallery.IndexAsync();
    foreach (string page in Directory.GetFiles(folder, "*.html").Order(StringComparer.Ordinal))
        if (Path.GetFileName(page) != "index.html") await gallery.PageAsync(page);
    foreach (string page in (string[])["01-blow-up-in-dilated-time", "31-gating-and-the-twelve-phases"])
        if (Path.Combine(folder, page + ".html") is var still && File.Exists(still)) await gallery.WithoutPlotlyAsync(still);
    await new TrustLook(browser, report).StepThroughAsync();
}
Console.WriteLine($"{report.Passed} passed, {report.Failed} failed");
return report.Failed == 0 ? 0 : 1;
