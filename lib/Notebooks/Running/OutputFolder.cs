using System.Security.Cryptography;
using Spikebook.Notebooks.Documents;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Running;

/// <summary>
/// The folder that a run writes into, held by one run at a time; whoever holds it first removes what killed runs left half written. A
/// kill gives it back.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    readonly FileLock _held;

    OutputFolder(string root, FileLock held, Disk disk) => (Root, _held, Disk) = (root, held, disk);

    /// <summary>Its full path.</summary>
    public string Root { get; }

    internal Disk Disk { get; }

    /// <summary>Takes a folder for a run and whatever belongs to it, as its gallery does.</summary>
    /// <param name="directory">The folder; it is made where it does not exist.</param>
    /// <exception cref="RunException">Another run holds it, or it cannot be written.</exception>
    public static OutputFolder Take(string directory) => Take(directory, Disk.Machine);

    internal static OutputFolder Take(string directory, Disk disk)
    {
        if (string.IsNullOrWhiteSpace(directory)) throw new RunException(
            "the name of the output folder is empty; name one with --output DIR");
        try
        {
            string root = Path.GetFullPath(directory);
            Directory.CreateDirectory(root);
            var taken = FileLock.TryTake(Path.Combine(root, ".lock"))
                ?? throw new RunException(
                $"another run is writing into {root}; wait for its end, or choose another folder with --output DIR");
            AtomicFile.RemovePartials(root, below: true, disk);
            return new OutputFolder(root, taken, disk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RunException($"the output folder {directory} cannot be written: {e.Message.TrimEnd('.')}; choose another with --output DIR", e);
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _held.Dispose();

    /// <summary>The place of a file in the folder.</summary>
    /// <exception cref="StorageException">It would lie outside.</exception>
    internal string PlaceOf(string relative)
        => RootedPath.Within(Root, relative)
            ?? throw new StorageException($"{relative} leads out of the output folder {Root}; nothing is written there");

    internal void WriteText(string relative, string text) => AtomicFile.WriteText(PlaceOf(relative), text, Disk);

    /// <summary>SHA-256 of a file in the folder, in hexadecimal digits; null where there is no such file that can be read.</summary>
    internal string? Digest(string relative)
    {
        try
        {
            using var stream = File.OpenRead(RegularFile.RequireReadable(PlaceOf(relative)));
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
