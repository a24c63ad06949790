using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Live;

/// <summary>
/// Files that a page fetches at once: a line of JSON, <c>[ { "name", "size" } ]</c>, then their contents one after the other, the whole
/// compressed with gzip, which browsers unfold themselves. Its file name carries its digest, so that a host may keep it for ever.
/// </summary>
/// <param name="Name">What it holds: <c>engine</c>, <c>data</c>, or the name of a library's folder.</param>
/// <param name="File">The file, relative to the manifest.</param>
/// <param name="Size">Bytes to fetch.</param>
/// <param name="Unpacked">Bytes that it unfolds to.</param>
public sealed record LivePack(string Name, string File, long Size, long Unpacked)
{
    /// <summary>Writes a pack; one that is there already, under its digest, is left as it is.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">What it holds.</param>
    /// <param name="files">Name in the worker's file system, and the file on this machine.</param>
    internal static LivePack Write(string folder, string name, IReadOnlyList<KeyValuePair<string, string>> files)
    {
        var contents = files.Select(file => (Name: file.Key, Bytes: System.IO.File.ReadAllBytes(file.Value))).ToList();
        var directory = new JsonArray([.. contents.Select(content
            => (JsonNode)new JsonObject { ["name"] = content.Name, ["size"] = content.Bytes.Length })]);
        byte[] head = Encoding.UTF8.GetBytes(directory.ToJsonString() + "\n");
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(head);
        foreach (var (_, bytes) in contents) digest.AppendData(bytes);
        string file = $"{name}-{Digest(digest.GetHashAndReset())}.pack", path = Path.Combine(folder, file);
        if (!System.IO.File.Exists(path))
            AtomicFile.Write(path, stream =>
            {
                using var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
                gzip.Write(head);
                foreach (var (_, bytes) in contents) gzip.Write(bytes);
            });
        return new LivePack(name, file, new FileInfo(path).Length, head.Length + contents.Sum(content => (long)content.Bytes.Length));
    }

    /// <summary>The part of a digest that stands in file names.</summary>
    internal static string Digest(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 6));

    internal JsonObject Describe() => new() { ["name"] = Name, ["file"] = File, ["size"] = Size, ["unpacked"] = Unpacked };
}
