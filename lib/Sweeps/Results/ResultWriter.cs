using System.Globalization;
using System.Text;

namespace Spikebook.Sweeps;

/// <summary>
/// A worker's own file of results: a line a point, each written in one go, so that a kill at any moment loses at most the point in work.
/// No two workers write the same file; on a shared folder nobody waits for anybody.
/// </summary>
sealed class ResultWriter : IDisposable
{
    readonly FileStream _file;
    readonly Lock _lock = new();

    /// <summary>Makes the file.</summary>
    /// <param name="folder">The sweep's folder of results.</param>
    public ResultWriter(string folder)
    {
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture,
            $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}.jsonl");
        _file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
    }

    /// <summary>Appends a point.</summary>
    public void Write(ResultLine line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line.Text() + "\n");
        lock (_lock)
        {
            _file.Write(bytes);
            if (line.Seconds > 1) _file.Flush(flushToDisk: true); // a crash of the machine may take a second's work, not an hour's
        }
    }

    /// <summary>Closes the file; an empty one is removed.</summary>
    public void Dispose()
    {
        bool empty = _file.Length == 0;
        _file.Dispose();
        if (empty) File.Delete(_file.Name);
    }
}
