using System.Diagnostics;

namespace Spikebook.Storage.Tests;

public sealed class FileLockTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("spikebook-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Path => System.IO.Path.Combine(_folder, "inner", ".lock");

    [Fact]
    public void One_holds_it_at_a_time()
    {
        using (var first = FileLock.TryTake(Path))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(Path));
            Assert.Null(FileLock.Take(Path, TimeSpan.FromMilliseconds(150)));
        }
        using var second = FileLock.TryTake(Path);
        Assert.NotNull(second);
    }

    [Fact]
    public void Waiting_can_be_cancelled()
    {
        using var first = FileLock.TryTake(Path);
        using CancellationTokenSource source = new(100);
        Assert.ThrowsAny<OperationCanceledException>(() => FileLock.Take(Path, TimeSpan.FromMinutes(5), source.Token));
    }

    [Fact]
    public void A_kill_releases_it()
    {
        if (!OperatingSystem.IsLinux()) return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        using var holder = Process.Start(new ProcessStartInfo("flock",
            ["-x", Path, "-c", "echo held; sleep 600"])
        { RedirectStandardOutput = true })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.Null(FileLock.TryTake(Path));
        holder.Kill(entireProcessTree: true);
        holder.WaitForExit();
        using var taken = FileLock.Take(Path, TimeSpan.FromSeconds(10));
        Assert.NotNull(taken);
    }
}
