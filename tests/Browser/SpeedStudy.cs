using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Spikebook.Browser;

/// <summary>
/// How much longer a notebook takes in a browser: it runs on the desktop, then at once in Chromium on the same machine, and the seconds of
/// the cells that both ran are summed; every table and line that they print is compared with the published ones, to the last digit. What
/// is found goes into a record from which the gallery writes its page.
/// </summary>
/// <param name="browser">Chromium.</param>
/// <param name="address">The site.</param>
/// <param name="record">The record's file; a notebook that is in it already is measured anew, the others stay.</param>
/// <param name="report">What happened.</param>
sealed class SpeedStudy(IBrowser browser, string address, string record, Report report)
{
    const int LongestSeconds = 90, MostDifferences = 6;

    /// <summary>Measures notebooks by the beginnings of their names.</summary>
    public async Task MeasureAsync(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            string path = Directory.GetFiles("notebooks", name + "*.ipynb").Single(), notebook = Path.GetFileNameWithoutExtension(path);
            var desktop = await DesktopAsync(notebook);
            var found = desktop.Count == 0 ? null : await BrowserAsync(notebook, desktop);
            if (found is null) continue;
            Save(found);
            report.Say(found.ToJsonString());
        }
    }

    /// <summary>Seconds of the notebook's cells on this machine, by their place in the file.</summary>
    async Task<Dictionary<int, double>> DesktopAsync(string notebook)
    {
        var output = Directory.CreateTempSubdirectory("spikebook-speed-");
        try
        {
            using var run = Process.Start(new ProcessStartInfo("dotnet",
                [Path.Combine("lib", "Cli", "bin", "spikebook.dll"), "run", notebook, "--output", output.FullName])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = run.StandardOutput.ReadToEndAsync();
            _ = run.StandardError.ReadToEndAsync();
            await run.WaitForExitAsync();
            string executed = Path.Combine(output.FullName, "notebooks", notebook + ".ipynb");
            if (run.ExitCode != 0 || !File.Exists(executed))
            {
                report.Say($"{notebook}: it does not run on this desktop, and is left out");
                return [];
            }
            var cells = JsonNode.Parse(await File.ReadAllTextAsync(executed))!["cells"]!.AsArray();
            return cells.Select((cell, index) => (index, seconds: (double?)cell!["metadata"]?["spikebook"]?["seconds"]))
                .Where(cell => cell.seconds is not null).ToDictionary(cell => cell.index, cell => cell.seconds!.Value);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    async Task<JsonObject> BrowserAsync(string notebook, Dictionary<int, double> desktop)
    {
        await using var context = await browser.NewContextAsync();
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync(); // "this will take long; run it?"
        page.Console += (_, said) =>
        {
            if (said.Text.StartsWith("cell-", StringComparison.Ordinal)) report.Say($"{notebook}, {said.Text}");
        };
        await page.GotoAsync($"{address}/{notebook}.html", new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForSelectorAsync(".live-bar .begin");
        var ran = await page.EvaluateAsync<JsonElement>(Run, LongestSeconds);
        double here = 0, there = 0;
        int cells = 0, printing = 0;
        JsonArray otherwise = [];
        foreach (var cell in ran.GetProperty("cells").EnumerateArray())
        {
            if (!desktop.TryGetValue(cell.GetProperty("index").GetInt32(), out double seconds)) continue;
            cells++;
            here += cell.GetProperty("seconds").GetDouble();
            there += seconds;
            if (cell.GetProperty("prints").GetBoolean()) printing++;
            if (cell.GetProperty("differs").GetString() is { Length: > 0 } lines) otherwise.Add((JsonNode)lines);
        }
        string ended = ran.GetProperty("ended").GetString()!;
        return new JsonObject
        {
            ["notebook"] = notebook,
            ["cells"] = cells,
            ["desktopSeconds"] = Math.Round(there, 3),
            ["browserSeconds"] = Math.Round(here, 2),
            ["cellsThatPrint"] = printing,
            ["cellsThatPrintOtherwise"] = otherwise.Count,
            ["ended"] = ended,
            ["otherwise"] = new JsonArray([.. otherwise.Take(MostDifferences).Select(lines => lines!.DeepClone())]),
        };
    }

    // Cell by cell, until one fails or the time is over; the cell that runs then is given up with its worker.
    const string Run = """
        async longest => {
          const page = spikebook.page, until = performance.now() + 1000 * longest, cells = [];
          const text = cell => [...(cell.section?.querySelectorAll('.outputs table, .outputs pre.stream, .outputs pre.value') ?? [])]
            .map(e => e.matches('table') ? [...e.rows].map(r => [...r.cells].map(c => c.textContent.trim()).join('\t')).join('\n') : e.textContent.trim()).join('\n');
          const differing = (before, after) => { // the first line that differs, as both print it
            const there = before.split('\n'), here = after.split('\n'), at = there.findIndex((line, i) => line !== here[i]);
            return before === after ? '' : `${(there[at] ?? '(nothing)').slice(0, 150)} | ${(here[at < 0 ? there.length : at] ?? '(nothing)').slice(0, 150)}`;
          };
          await page.ready(page.cells);
          for (const cell of page.cells) {
            const before = text(cell), left = until - performance.now(), from = performance.now();
            const over = new Promise(resolve => setTimeout(() => resolve('over'), left));
            if (left <= 0 || await Promise.race([page.run([cell]), over]) === 'over') {
              page.engine.end('the study has no more time');
              return { cells, ended: `stopped after ${longest} s` };
            }
            if (cell.section?.querySelector('.error')) return { cells, ended: `cell ${cell.index + 1}: ${cell.section.querySelector('.error-line').textContent}` };
            if (!page.engine.running) return { cells, ended: `cell ${cell.index + 1}: ${page.status.textContent}` };
            const after = text(cell), differs = differing(before, after);
            if (differs) console.warn(`${cell.id}\n--- desktop\n${before}\n--- browser\n${after}`);
            cells.push({ index: cell.index, seconds: (performance.now() - from) / 1000, prints: before.length > 0, differs });
          }
          return { cells, ended: 'whole' };
        }
        """;

    /// <summary>Adds what was said of start, download and sliders to a record.</summary>
    public static void SavePace(string record, IEnumerable<string> said)
    {
        var whole = File.Exists(record) ? JsonNode.Parse(File.ReadAllText(record))!.AsObject() : [];
        whole["pace"] = new JsonArray([.. said.Select(line => (JsonNode)line)]);
        File.WriteAllText(record, whole.ToJsonString(new() { WriteIndented = true }) + "\n");
    }

    void Save(JsonObject found)
    {
        var whole = File.Exists(record) ? JsonNode.Parse(File.ReadAllText(record))!.AsObject() : [];
        whole["source"] = "dotnet run --project tests/Browser -- live SITE speed RECORD NOTEBOOK…";
        whole["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        whole["browser"] = $"headless Chromium {browser.Version}";
        whole["machine"] = $"{Environment.ProcessorCount} cores of {Processor()}, {RuntimeInformation.OSArchitecture}, shared with other work";
        var rest = (whole["notebooks"] as JsonArray ?? []).Select(node => node!.DeepClone().AsObject())
            .Where(node => (string?)node["notebook"] != (string?)found["notebook"]);
        whole["notebooks"] = new JsonArray([.. rest.Append(found).OrderBy(node => (string?)node["notebook"], StringComparer.Ordinal)]);
        File.WriteAllText(record, whole.ToJsonString(new() { WriteIndented = true }) + "\n");
    }

    static string Processor()
    {
        const string Information = "/proc/cpuinfo", Key = "model name";
        string? line = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? "a processor without a name" : line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
    }
}
