using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Running;

/// <summary>Writes a run's outputs back into the notebook itself, in a form small enough to review.</summary>
/// <param name="path">The notebook.</param>
/// <param name="read">SHA-256 of what the run read there.</param>
sealed class SavedOutputs(string path, byte[] read)
{
    /// <summary>A partial file beside notebooks that is older than this belongs to no run that is still alive.</summary>
    static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Replaces the notebook, unless somebody has changed it since the run read it.</summary>
    /// <exception cref="StorageException">It has changed, or is no regular file.</exception>
    public void Write(NotebookDocument executed, Disk disk)
    {
        if (!SHA256.HashData(File.ReadAllBytes(RegularFile.RequireReadable(path))).AsSpan().SequenceEqual(read))
            throw new StorageException($"{path} was changed while it ran and stays as it is; run it again to save its outputs");
        Reviewable(executed).Write(path, disk);
    }

    static NotebookDocument Reviewable(NotebookDocument executed)
    {
        var reviewable = executed.Clone();
        if (reviewable.Metadata["spikebook"] is JsonObject ours)
        {
            ours.Remove("version");
            ours.Remove("seconds");
            if (ours.Count == 0) reviewable.Metadata.Remove("spikebook"); // what a notebook needs stays
        }
        foreach (var cell in reviewable.Cells.Where(c => c.Kind == CellKind.Code))
        {
            cell.SetOutputs(cell.Outputs.Select(ReviewableOutputs.Reduce));
            cell.Metadata.Remove("spikebook"); // times differ from run to run
        }
        return reviewable;
    }

    /// <summary>
    /// Removes what killed runs left half written beside notebooks; no lock keeps others out of that folder, so their age must tell.
    /// </summary>
    public static void RemovePartials(IEnumerable<string> paths)
    {
        foreach (string folder in paths.Select(p => Path.GetDirectoryName(p)!).Distinct())
        {
            foreach (string file in Directory.GetFiles(folder, ".*" + AtomicFile.PartialEnding))
            {
                string name = Path.GetFileName(file)[1..^AtomicFile.PartialEnding.Length];
                if (Guid.TryParseExact(name, "N", out _) && DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > Abandoned) TryDelete(file);
            }
        }
    }

    static void TryDelete(string file)
    {
        try { File.Delete(file); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // it harms nobody
    }
}
