using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Data.Tests;

public sealed class DatasetDownloadTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly HttpClient _client = new();
    readonly byte[] _content;
    readonly byte[] _gzip;

    public DatasetDownloadTests()
    {
        _content = new byte[300_000];
        new Random(1).NextBytes(_content);
        _gzip = Idx.Gzip(_content);
    }

    string Target => Path.Combine(_folder.Path, "set.gz");

    string Partial => Target + ".partial";

    [Fact]
    public async Task A_file_arrives_whole_with_progress_and_is_not_fetched_twice()
    {
        using var server = new FileServer(_ => new Reply(_gzip));
        var progress = new Collected();
        await Fetch(progress, server.Address);
        Assert.Equal(_gzip, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Partial));
        Assert.Equal(_gzip.Length, progress.Reports[^1].Received);
        Assert.Equal(_gzip.Length, progress.Reports[^1].Total);

        await Fetch(progress, server.Address);
        Assert.Equal(1, server.Requests);
        Assert.Equal("already here", progress.Reports[^1].Mirror);
    }

    [Fact]
    public async Task A_broken_transfer_goes_on_where_it_stopped()
    {
        using (var breaking = new FileServer(_ => new Reply(_gzip) { BreakAfter = 100_000 }))
        {
            var error = await Assert.ThrowsAsync<DatasetException>(() => Fetch(null, breaking.Address));
            Assert.DoesNotContain('\n', error.Message);
        }
        Assert.False(File.Exists(Target));
        long have = new FileInfo(Partial).Length;
        Assert.InRange(have, 1, 100_000);

        using var server = new FileServer(range => new Reply(_gzip) { From = range });
        await Fetch(null, server.Address);
        Assert.Equal(have, server.LastRange);
        Assert.Equal(_gzip, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_without_ranges_sends_it_again_from_the_start()
    {
        File.WriteAllBytes(Partial, _gzip[..5000]);
        using var server = new FileServer(_ => new Reply(_gzip));
        await Fetch(null, server.Address);
        Assert.Equal(_gzip, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_partial_file_of_other_bytes_is_dropped_and_fetched_once_more()
    {
        File.WriteAllBytes(Partial, new byte[5000]);
        using var server = new FileServer(range => new Reply(_gzip) { From = range });
        await Fetch(null, server.Address);
        Assert.Equal(2, server.Requests);
        Assert.Equal(_gzip, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_complete_partial_file_only_needs_its_name()
    {
        File.WriteAllBytes(Partial, _gzip);
        using var server = new FileServer(range => new Reply(_gzip) { From = range });
        await Fetch(null, server.Address);
        Assert.Equal(_gzip, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task The_next_mirror_helps_out_when_one_is_missing_wrong_or_silent()
    {
        using var missing = new FileServer(_ => new Reply([]) { Status = "404 Not Found" });
        using var wrong = new FileServer(_ => new Reply(Idx.Gzip(new byte[300_000])));
        using var silent = new FileServer(_ => new Reply(_gzip) { Silent = true });
        using var server = new FileServer(range => new Reply(_gzip) { From = range });
        await new DatasetDownload(_client, stallTimeout: TimeSpan.FromSeconds(4))
            .FetchAsync([Described(missing.Address, wrong.Address, silent.Address, server.Address)], _folder.Path);
        Assert.Equal(_gzip, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Wrong_or_far_too_long_content_leaves_nothing_and_says_why()
    {
        using var wrong = new FileServer(_ => new Reply("<html>a hotel's login page</html>"u8.ToArray()));
        using var endless = new FileServer(_ => new Reply(new byte[2_000_000]));
        var error = await Assert.ThrowsAsync<DatasetException>(() => Fetch(null, wrong.Address, endless.Address));
        Assert.Contains("SHA-256", error.Message);
        Assert.Contains("far more", error.Message);
        Assert.False(File.Exists(Target));
        Assert.True(!File.Exists(Partial) || new FileInfo(Partial).Length == 0, "what was wrong is not gone on from");
    }

    [Fact]
    public async Task Offline_is_said_with_the_remedy()
    {
        int port;
        using (var closed = new FileServer(_ => new Reply(_gzip))) port = closed.Address.Port;
        var error = await Assert.ThrowsAsync<DatasetException>(() => Fetch(null, new Uri($"http://127.0.0.1:{port}/set.gz")));
        Assert.Contains("go online and run it again, or put the file into", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_cancelled_transfer_keeps_what_it_has()
    {
        using var silent = new FileServer(_ => new Reply(_gzip) { BreakAfter = 50_000, Silent = true });
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new DatasetDownload(_client).FetchAsync([Described(silent.Address)], _folder.Path, null, cancel.Token));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        string file = _folder.Write("occupied", []);
        var error = await Assert.ThrowsAsync<DatasetException>(
            () => new DatasetDownload(_client).FetchAsync([Described(new Uri("http://127.0.0.1:1/set.gz"))], file));
        Assert.Contains("occupied", error.Message);
    }

    Task Fetch(IProgress<DownloadProgress>? progress, params Uri[] mirrors)
        => new DatasetDownload(_client).FetchAsync([Described(mirrors)], _folder.Path, progress);

    DatasetFile Described(params Uri[] mirrors)
        => new("set.gz", _content.Length, Convert.ToHexStringLower(SHA256.HashData(_content)), mirrors);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    sealed class Collected : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public void Report(DownloadProgress value) => Reports.Add(value);
    }
}

/// <summary>What the server sends: the content from a byte on, or broken off, or never.</summary>
sealed record Reply(byte[] Content)
{
    public string Status { get; init; } = "200 OK";
    public long? From { get; init; }
    public int? BreakAfter { get; init; }
    public bool Silent { get; init; }
}

/// <summary>A small HTTP server on the loopback interface; each request gets the reply that a function of its range makes.</summary>
sealed class FileServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Func<long?, Reply> _reply;

    public FileServer(Func<long?, Reply> reply)
    {
        _reply = reply;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/set.gz");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public int Requests { get; private set; }

    public long? LastRange { get; private set; }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                long? range = null;
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                    if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) range = long.Parse(
                        line["Range: bytes=".Length..].TrimEnd('-'));
                Requests++;
                LastRange = range;

                Reply reply = _reply(range);
                if (reply.Silent && reply.BreakAfter is null) await Task.Delay(Timeout.Infinite, _stop.Token);
                long from = reply.From ?? 0;
                string status = from == 0
                    ? reply.Status : from < reply.Content.Length ? "206 Partial Content" : "416 Range Not Satisfiable";
                string head = $"HTTP/1.1 {status}\r\nContent-Length: {Math.Max(0, reply.Content.Length - from)}\r\nConnection: close\r\n";
                if (from > 0) head += from < reply.Content.Length
                    ? $"Content-Range: bytes {from}-{reply.Content.Length - 1}/{reply.Content.Length}\r\n"
                    : $"Content-Range: bytes */{reply.Content.Length}\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"), _stop.Token);
                ReadOnlyMemory<byte> body = reply.Content.AsMemory((int)Math.Min(from, reply.Content.Length));
                await stream.WriteAsync(reply.BreakAfter is { } most ? body[..most] : body, _stop.Token);
                if (reply.Silent) await Task.Delay(Timeout.Infinite, _stop.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // the client left, or the test is over
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }
}
