using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Live;

namespace Spikebook.Notebooks.Tests.Live;

public sealed class LivePackTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pack").FullName;

    [Fact]
    public void What_is_packed_unfolds_to_the_same_bytes()
    {
        string one = Written("one", "α\nβ"), two = Written("two", "");
        var pack = LivePack.Write(_folder, "Room", [new("house/a", one), new("house/b", two)]);

        byte[] bytes = Unfolded(Path.Combine(_folder, pack.File));
        Assert.Equal(pack.Unpacked, bytes.Length);
        Assert.Equal(pack.Size, new FileInfo(Path.Combine(_folder, pack.File)).Length);
        int end = Array.IndexOf(bytes, (byte)'\n');
        var directory = JsonNode.Parse(bytes.AsSpan(0, end))!.AsArray();
        Assert.Equal(["house/a", "house/b"], directory.Select(entry => (string)entry!["name"]!));
        Assert.Equal([5, 0], directory.Select(entry => (int)entry!["size"]!));
        Assert.Equal("α\nβ", Encoding.UTF8.GetString(bytes.AsSpan(end + 1)));
    }

    [Fact]
    public void The_name_follows_the_content_and_nothing_else()
    {
        string file = Written("x", "1");
        string first = LivePack.Write(_folder, "Room", [new("x", file)]).File;
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Assert.Equal(first, LivePack.Write(_folder, "Room", [new("x", file)]).File);
        Written("x", "2");
        Assert.NotEqual(first, LivePack.Write(_folder, "Room", [new("x", file)]).File);
    }

    [Fact]
    public void A_site_without_an_engine_is_refused_in_a_sentence()
    {
        var refusal = Assert.Throws<FileNotFoundException>(() => LiveSite.Write(_folder, _folder, Path.Combine(_folder, "none"), "1"));
        Assert.Contains("dotnet build lib/Live", refusal.Message);
        Assert.False(Directory.Exists(Path.Combine(_folder, LiveSite.Folder)));
    }

    string Written(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    static byte[] Unfolded(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var all = new MemoryStream();
        gzip.CopyTo(all);
        return all.ToArray();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
