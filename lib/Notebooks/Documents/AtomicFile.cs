using System.Text;

namespace Spikebook.Notebooks.Documents;

/// <summary>Writes a file whole or not at all: under a temporary name beside it first, then renamed.</summary>
static class AtomicFile
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string directory = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(directory);
        string temporary = Path.Combine(directory, $".{Guid.NewGuid():N}.partial");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                write(stream);
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public static void WriteText(string path, Action<TextWriter> write) => Write(path, stream =>
    {
        using StreamWriter writer = new(stream, Utf8, 1 << 16) { NewLine = "\n" };
        write(writer);
    });

    public static void Copy(string source, string target)
    {
        using FileStream from = File.OpenRead(source);
        Write(target, from.CopyTo);
    }
}
