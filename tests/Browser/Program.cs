using Microsoft.Playwright;
using Spikebook.Browser;

// Looks at a gallery as a person would: every page in headless Chromium, from the file system. Or steps through a notebook in Jupyter.
bool jupyter = args is ["jupyter"];
bool live = args is ["live", var site] && File.Exists(Path.Combine(site, "live", "live.json"));
if (!jupyter && !live && (args is not [var named] || !File.Exists(Path.Combine(named, "index.html"))))
{
    Console.Error.WriteLine(
        "usage: dotnet run --project tests/Browser -- GALLERY, a folder with index.html (spikebook run makes output/gallery); or -- jupyter; or -- live SITE, what spikebook serve --export has written");
    return 2;
}
string? chromium = new[] { "chromium", "chromium-browser", "google-chrome" }
    .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, name)))
    .FirstOrDefault(File.Exists);
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
    var look = new LiveLook(browser, server.Address, report);
    await look.EditsAsync("11-steady-states");
    await look.SlidesAsync("22-synapses-exponents-and-lost-bits");
    foreach (string name in (string[])["01-blow-up-in-dilated-time", "11-steady-states", "14-dilated-timescale",
        "21-the-compartment-and-its-integers"])
        await look.RunsAsTheDesktopAsync(name);
}
else
{
    string folder = Path.GetFullPath(args[0]);
    var gallery = new GalleryLook(browser, folder, report);
    await gallery.IndexAsync();
    foreach (string page in Directory.GetFiles(folder, "*.html").Order(StringComparer.Ordinal))
        if (Path.GetFileName(page) != "index.html") await gallery.PageAsync(page);
    await new TrustLook(browser, report).StepThroughAsync();
}
Console.WriteLine($"{report.Passed} passed, {report.Failed} failed");
return report.Failed == 0 ? 0 : 1;
