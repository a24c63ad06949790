using System.Diagnostics;
using System.Net.Sockets;

namespace Spikebook.Storage.Tests;

public sealed class AtomicFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Writes_a_new_file_and_replaces_an_old_one()
    {
        AtomicFile.WriteText(At("deep/er/a.txt"), "one");
        AtomicFile.WriteText(At("deep/er/a.txt"), "two");
        Assert.Equal("two", File.ReadAllText(At("deep/er/a.txt")));
        Assert.Single(Directory.GetFiles(At("deep/er")));
    }

    [Fact]
    public void A_writer_that_fails_leaves_what_was_there_and_nothing_else()
    {
        AtomicFile.WriteText(At("a"), "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(At("a"), stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(At("a")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Old_or_new_whatever_operation_fails(bool existed)
    {
        for (int failing = 1; ; failing++)
        {
            string path = At($"file-{existed}-{failing}");
            if (existed) File.WriteAllText(path, "old");
            FailingDisk disk = new(failing);
            bool failed = false;
            try
            {
                AtomicFile.WriteText(path, "new", disk);
            }
            catch (IOException)
            {
                failed = true;
            }
            if (failed) Assert.Equal(existed ? "old" : null, File.Exists(path) ? File.ReadAllText(path) : null);
            else Assert.Equal("new", File.ReadAllText(path));
            Assert.Empty(Directory.GetFiles(_folder, ".*"));
            if (disk.Operations < failing)
            {
                Assert.True(failing > 4, "folder, creation, flush and renaming are to have failed once each");
                return;
            }
        }
    }

    [Fact]
    public void Refuses_devices_pipes_links_sockets_and_folders()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(At("target"), "kept");
        File.CreateSymbolicLink(At("link"), At("target"));
        File.CreateSymbolicLink(At("dangling"), At("nowhere"));
        using (var process = Process.Start("mkfifo", At("pipe"))) process.WaitForExit();
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("socket")));
        foreach ((string path, string kind) in new[] { ("/dev/null", "a device"), (At("pipe"), "a pipe"), (At("link"), "a link"),
            (At("dangling"), "a link"), (At("socket"), "a socket"), (_folder, "a folder") })
        {
            var error = Assert.Throws<StorageException>(() => AtomicFile.WriteText(path, "x"));
            Assert.Contains($"{path} is {kind}", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal("kept", File.ReadAllText(At("target")));
        Assert.Contains("is empty", Assert.Throws<StorageException>(() => AtomicFile.WriteText(" ", "x")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_refuses_what_would_not_end()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var process = Process.Start("mkfifo", At("pipe"))) process.WaitForExit();
        File.WriteAllText(At("target"), "");
        File.CreateSymbolicLink(At("link"), At("target"));
        File.CreateSymbolicLink(At("piped"), At("pipe"));
        Assert.Throws<StorageException>(() => RegularFile.RequireReadable(At("pipe")));
        Assert.Throws<StorageException>(() => RegularFile.RequireReadable(At("piped")));
        Assert.Throws<StorageException>(() => RegularFile.RequireReadable("/dev/zero"));
        Assert.Throws<StorageException>(() => RegularFile.RequireReadable(At("nothing")));
        RegularFile.RequireReadable(At("link"));
    }

    [Fact]
    public void Free_names_are_numbered()
    {
        Assert.Equal(At("a.npz"), AtomicFile.FreeName(At("a.npz")));
        File.WriteAllText(At("a.npz"), "");
        File.WriteAllText(At("a-2.npz"), "");
        Assert.Equal(At("a-3.npz"), AtomicFile.FreeName(At("a.npz")));
    }

    [Fact]
    public void Removes_its_own_partial_files_only()
    {
        File.WriteAllText(At($".{Guid.NewGuid():N}.partial"), "");
        File.WriteAllText(At(".mine.partial"), "");
        File.WriteAllText(At("thesis.partial"), "");
        Assert.Equal(1, AtomicFile.RemovePartials(_folder));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }
}
