using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>
/// Replaces what a notebook's run leaves. No file system replaces several files at once; so the state is made invalid before the first
/// file is touched and written anew after the last, with the digest of each. Whatever stops the writing in between, every file is the
/// old one or the new one, and the next run with --only-changed knows that they are not to be trusted.
/// </summary>
sealed class RunOutputs(OutputFolder folder, string notebook, long largestNotebook = NotebookDocument.MaxBytes)
{
    /// <summary>Where an executed notebook lies in an output folder.</summary>
    public static string Executed(string notebook) => Path.Combine("notebooks", notebook + ".ipynb");

    /// <summary>Writes executed notebook, figures and tables, then what is to be saved, then the state.</summary>
    /// <returns>The figures and tables, as paths in the output folder.</returns>
    /// <exception cref="IOException">Something cannot be written, or would lie outside the folder.</exception>
    public IReadOnlyList<string> Replace(NotebookDocument document, RunState state, SavedOutputs? save)
    {
        string executed = Executed(notebook);
        state.Invalid().Write(folder, notebook);
        document.Write(folder.PlaceOf(executed), folder.Disk, largestNotebook);
        var files = FigureFiles.Of(document, notebook);
        FigureFiles.Write(files, notebook, folder);
        save?.Write(document, folder.Disk);
        var digests = files.Keys.Append(executed).ToDictionary(file => file, file => folder.Digest(file) ?? "");
        (state with { Outputs = digests }).Write(folder, notebook);
        return [.. files.Keys];
    }
}
