using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Spikebook.Data;

/// <summary>A file of a dataset: where it is published and how its content is known to be right.</summary>
/// <param name="Name">File name, a gzip file.</param>
/// <param name="Length">Bytes of the decompressed content.</param>
/// <param name="Sha256">SHA-256 of the decompressed content, hexadecimal. (The gzip wrapping differs between mirrors.)</param>
/// <param name="Mirrors">Addresses, tried in this order.</param>
public sealed record DatasetFile(string Name, long Length, string Sha256, IReadOnlyList<Uri> Mirrors);

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Compressed bytes that are here.</param>
/// <param name="Total">Compressed bytes in all, or null while unknown.</param>
/// <param name="BytesPerSecond">Rate of this transfer.</param>
/// <param name="Mirror">The host it comes from; "already here" when nothing had to be fetched.</param>
public sealed record DownloadProgress(string File, long Received, long? Total, double BytesPerSecond, string Mirror);

/// <summary>
/// Fetches datasets: several mirrors, interrupted transfers resumed, content verified, each file written whole or not at all.
/// </summary>
/// <param name="client">The client to fetch with; it belongs to the caller.</param>
/// <param name="stallTimeout">How long to wait for the next bytes before the next mirror is tried; 30 s by default.</param>
public sealed class DatasetDownload(HttpClient client, TimeSpan? stallTimeout = null)
{
    readonly TimeSpan _stallTimeout = stallTimeout ?? TimeSpan.FromSeconds(30);

    /// <summary>
    /// Fetches what is not yet in <paramref name="folder"/>. A file that is there and right is left alone. An interrupted transfer
    /// leaves <c>name.partial</c>, from which the next call goes on.
    /// </summary>
    /// <exception cref="DatasetException">
    /// No mirror delivers a file, its content is wrong everywhere, or the folder cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; the partial file stays.</exception>
    public async Task FetchAsync(
        IReadOnlyList<DatasetFile> files, string folder, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            Directory.CreateDirectory(folder);
            foreach (DatasetFile file in files) await FetchAsync(file, folder, progress, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{folder}: cannot be written: {error.Message}", error);
        }
    }

    async Task FetchAsync(DatasetFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, file.Name), partial = path + ".partial";
        if (File.Exists(path) && await IsRightAsync(path, file, cancellation).ConfigureAwait(false))
        {
            long length = new FileInfo(path).Length;
            progress?.Report(new(file.Name, length, length, 0, "already here"));
            return;
        }

        var failures = new List<string>();
        foreach (Uri mirror in file.Mirrors)
        {
            // A resumed file that turns out wrong may have begun on another mirror: once more from the start.
            for (bool again = true; again;)
            {
                bool resumed = File.Exists(partial) && new FileInfo(partial).Length > 0;
                string? failure = await TransferAsync(file, mirror, partial, progress, cancellation).ConfigureAwait(false);
                again = false;
                if (failure is null)
                {
                    if (await IsRightAsync(partial, file, cancellation).ConfigureAwait(false))
                    {
                        File.Move(partial, path, overwrite: true);
                        return;
                    }
                    File.Delete(partial);
                    failure = "its content does not have the published SHA-256";
                    again = resumed;
                }
                if (!again) failures.Add($"{mirror.Host}: {failure}");
            }
        }
        throw new DatasetException($"{file.Name} could not be fetched ({string.Join(
            "; ", failures)}); go online and run it again, or put the file into {folder} yourself");
    }

    /// <summary>Brings the partial file up to its full length; returns what went wrong, or null.</summary>
    async Task<string?> TransferAsync(
        DatasetFile file, Uri mirror, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(_stallTimeout);
        try
        {
            await using var output = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            using HttpResponseMessage response = await RequestAsync(mirror, output.Length, stall.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                return output.Length > 0 && IsWhole(response, output.Length) ? null : Restart(output);
            if (!response.IsSuccessStatusCode) return $"HTTP {(int)response.StatusCode}";
            bool continues = response.StatusCode == HttpStatusCode.PartialContent
                && response.Content.Headers.ContentRange?.From == output.Length;
            if (!continues) output.SetLength(0);
            output.Seek(0, SeekOrigin.End);

            long start = output.Length, limit = 2 * file.Length + 4096;
            long? total = start + response.Content.Headers.ContentLength;
            if (total > limit) return $"{total} bytes, far more than the {file.Length} of the content";
            var clock = Stopwatch.StartNew();
            await using Stream input = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            var buffer = new byte[1 << 16];
            while (true)
            {
                stall.CancelAfter(_stallTimeout);
                int got;
                try
                {
                    got = await input.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
                }
                catch (Exception error) when (error is IOException or HttpRequestException)
                {
                    return Short(error); // the wire, not the disk
                }
                if (got == 0) break;
                await output.WriteAsync(buffer.AsMemory(0, got), cancellation).ConfigureAwait(false);
                if (output.Length > limit)
                {
                    Restart(output);
                    return $"more than {limit} bytes, far more than the {file.Length} of the content";
                }
                progress?.Report(new(
                    file.Name, output.Length, total, (output.Length - start) / Math.Max(clock.Elapsed.TotalSeconds, 1e-3), mirror.Host));
            }
            return total is { } all && output.Length < all ? $"the transfer broke off after {output.Length} of {all} bytes" : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer for {_stallTimeout.TotalSeconds:0.#} s";
        }
        catch (HttpRequestException error)
        {
            return Short(error);
        }

        static string Short(Exception error) => (error.InnerException ?? error).Message.ReplaceLineEndings(" ");

        static string? Restart(FileStream output)
        {
            output.SetLength(0);
            return "the partial file did not fit and was dropped";
        }

        static bool IsWhole(HttpResponseMessage response, long length) => response.Content.Headers.ContentRange?.Length == length;
    }

    Task<HttpResponseMessage> RequestAsync(Uri mirror, long have, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, mirror);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    static async Task<bool> IsRightAsync(string path, DatasetFile file, CancellationToken cancellation)
    {
        try
        {
            await using var content = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            long length = 0;
            for (int got; (got = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
            {
                if ((length += got) > file.Length) return false;
                hash.AppendData(buffer, 0, got);
            }
            return Convert.ToHexString(hash.GetHashAndReset()).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
