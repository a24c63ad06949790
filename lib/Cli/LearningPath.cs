using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;
using Spikebook.Notebooks.Live;
using Spikebook.Notebooks.Running;
using Spikebook.Storage;

namespace Spikebook.Cli;

/// <summary>Makes the gallery of a run: the notebooks of this run, and those that earlier runs left.</summary>
static class LearningPath
{
    static readonly GalleryOptions Options = new()
    {
        Title = "Spikebook",
        Subtitle = "Executable notebooks for the mathematics of spiking networks: each derives, computes, checks and draws.",
        Groups =
        [
            new(1, 4, "First steps", "The two results in short, and each paper beside ours."),
            new(5, 10, "Build it yourself", "Stubs to fill in, with checks that say what is wrong: the two clocks, the point of mass, the learning rule."),
            new(11, 20, "Mean-field blow-up", "Multiple firing events, and the timescale in which they are regular."),
            new(21, 30, "The chip", "Loihi's integers, its learning engine, its limits and its cost."),
            new(31, 40, "Backpropagation on the chip", "The synfire-gated circuit that learns."),
            new(41, 50, "Learning by gradients", "Exact gradients of spike times, and gradients that pretend."),
            new(51, 60, "Plasticity", "Codes of times, learning by the timing of spikes and by reward."),
            new(61, 70, "Balance and cost", "Networks that correct themselves late; what a spike costs; who fires together."),
            new(71, 80, "Many populations", "Excitation and inhibition through several events; orbits; events that travel."),
            new(81, 90, "Many languages", "Frames, F# and SQL beside C#: other tools' tables and charts on the same results."),
            new(91, 99, "Parameter studies", "The same computation at many points, on one machine or on many."),
        ],
    };

    static IReadOnlyList<GalleryFeature> Asides => BrowserSpeedPage.Find() is { } page ? [page] : [];

    /// <summary>Writes the gallery.</summary>
    /// <returns>The path of its front page.</returns>
    public static string WriteGallery(RunOptions options, IReadOnlyList<NotebookRun> runs)
    {
        var entries = runs.Select(run => Entry(options, run)).ToList();
        foreach (string path in Directory.GetFiles(options.NotebooksDirectory, "*.ipynb"))
        {
            string name = Path.GetFileNameWithoutExtension(
                path), executed = Path.Combine(options.OutputDirectory, "notebooks", name + ".ipynb");
            if (entries.All(e => e.Name != name) && Earlier(executed) is { } document)
                entries.Add(new GalleryEntry(
                    document, name, Status(document), Seconds(document), Path: executed)
                { SourceDirectory = options.NotebooksDirectory });
        }
        return GalleryWriter.Write(entries, Path.Combine(options.OutputDirectory, "gallery"), GalleryAssets.Find(),
            Options with { Feature = FirstPage.Feature, Asides = Asides });
    }

    /// <summary>
    /// Writes a gallery that stands alone, for a web server: with what the last runs left, else with what the notebooks hold, and with the
    /// notebooks themselves in <c>notebooks/</c>.
    /// </summary>
    /// <param name="notebooks">Folder of the notebooks.</param>
    /// <param name="output">Folder of the last runs.</param>
    /// <param name="site">Where to.</param>
    /// <param name="live">What makes the pages live.</param>
    public static void WriteSite(string notebooks, string output, string site, LiveSite live)
    {
        List<GalleryEntry> entries = [];
        foreach (string path in Directory.GetFiles(notebooks, "*.ipynb"))
        {
            string name = Path.GetFileNameWithoutExtension(path), executed = Path.Combine(output, "notebooks", name + ".ipynb");
            var written = NotebookDocument.Read(path);
            var earlier = Earlier(executed) is { } run && HasTextOf(run, written) ? run : null;
            var document = earlier ?? written;
            string copy = Path.Combine(site, "notebooks", name + ".ipynb");
            AtomicFile.Copy(earlier is null ? path : executed, copy);
            var status = earlier is null ? GalleryStatus.NotRun : Status(document);
            entries.Add(new GalleryEntry(document, name, status, Seconds(document), Path: copy) { SourceDirectory = notebooks });
        }
        GalleryWriter.Write(entries, site, GalleryAssets.Find(),
            Options with { Live = live.Script, Feature = FirstPage.Alive(live), Asides = Asides });
    }

    static GalleryEntry Entry(RunOptions options, NotebookRun run)
    {
        var document = run.Document
            ?? Earlier(Path.Combine(options.OutputDirectory, "notebooks", run.Name + ".ipynb")) ?? Unreadable(run.Name);
        var status = run.Status switch
        {
            RunStatus.Ok => GalleryStatus.Ok,
            RunStatus.Unchanged => GalleryStatus.Unchanged,
            RunStatus.Interrupted => GalleryStatus.Stopped,
            RunStatus.NotRun => GalleryStatus.NotRun,
            _ => GalleryStatus.Failed,
        };
        return new GalleryEntry(document, run.Name, status, run.Elapsed, run.Failure?.ToString(), Path.Combine(
            options.OutputDirectory, "notebooks", run.Name + ".ipynb"))
        {
            SourceDirectory = options.NotebooksDirectory,
        };
    }

    static NotebookDocument Unreadable(string name)
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown, $"# {name}");
        return document;
    }

    static NotebookDocument? Earlier(string path)
    {
        try { return File.Exists(path) ? NotebookDocument.Read(path) : null; }
        catch (NotebookFormatException) { return null; }
    }

    // What a run of another text left is no page of this one.
    static bool HasTextOf(NotebookDocument run, NotebookDocument written)
        => run.Cells.Select(cell => (cell.Kind, cell.Source)).SequenceEqual(written.Cells.Select(cell => (cell.Kind, cell.Source)));

    static GalleryStatus Status(NotebookDocument document)
        => document.Cells.SelectMany(c => c.Outputs).Any(o => o is ErrorOutput) ? GalleryStatus.Failed : GalleryStatus.Unchanged;

    static TimeSpan Seconds(NotebookDocument document)
        => document.Metadata["spikebook"]?["seconds"] is { } seconds
            && seconds.AsValue().TryGetValue(out double value) ? TimeSpan.FromSeconds(value) : default;
}
