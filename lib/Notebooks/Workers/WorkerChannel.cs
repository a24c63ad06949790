using System.Text;
using System.Text.Json;

namespace Spikebook.Notebooks.Workers;

/// <summary>Reads and writes messages, a line each.</summary>
sealed class WorkerChannel(Stream input, Stream output) : IDisposable
{
    readonly StreamReader _reader = new(input, Encoding.UTF8);
    readonly Lock _writing = new();

    public void Send(WorkerMessage message)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(message, WorkerJson.Default.WorkerMessage);
        lock (_writing)
        {
            output.Write(line);
            output.WriteByte((byte)'\n');
            output.Flush();
        }
    }

    /// <summary>The next message; null when the other side has gone.</summary>
    public async Task<WorkerMessage?> ReceiveAsync()
    {
        try
        {
            string? line = await _reader.ReadLineAsync();
            return line is null ? null : JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerMessage);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or JsonException)
        {
            return null; // a line cut short: the other side ended in the middle of it
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        output.Dispose();
    }
}
