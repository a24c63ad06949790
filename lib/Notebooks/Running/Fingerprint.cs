using System.Security.Cryptography;
using System.Text;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Running;

/// <summary>One number for all that a notebook's outputs depend on: its sources, the libraries and files it names, the data.</summary>
static class Fingerprint
{
    public static string Of(NotebookDocument document, string path, IEnumerable<string> dataDirectories)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Text("runtime " + Environment.Version);
        foreach (var cell in document.Cells)
        {
            Text($"{cell.Kind} {cell.Language}");
            Text(cell.Source);
            if (cell.Kind != CellKind.Code) continue;
            foreach (string named in CellSource.FilesNamed(cell.Source)) Content(Path.GetFullPath(named, folder));
        }
        foreach (string directory in dataDirectories.Where(Directory.Exists).Order(StringComparer.Ordinal))
            foreach (string file in Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var about = new FileInfo(file);
                Text($"{Path.GetRelativePath(directory, file)} {about.Length} {(about.Length > 1 << 20 ? about.LastWriteTimeUtc.Ticks : 0)}");
                if (about.Length <= 1 << 20) Content(file);
            }
        return Convert.ToHexStringLower(hash.GetCurrentHash());

        void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        void Content(string file)
        {
            if (!ReadableFile.Is(file)) return;
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            if (!file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) return;
            // What lies beside a library is loaded with it.
            foreach (string beside in Directory.GetFiles(Path.GetDirectoryName(file)!, "*.dll").Order(StringComparer.Ordinal))
                if (beside != file) hash.AppendData(SHA256.HashData(File.ReadAllBytes(beside)));
        }
    }
}
