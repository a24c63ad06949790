namespace Spikebook.Storage.Tests;

/// <summary>A disk whose n-th operation fails, as a full or broken one does; removing files goes on working.</summary>
public sealed class FailingDisk(int failing) : Disk
{
    int _operations;

    /// <summary>How many operations were asked for.</summary>
    public int Operations => _operations;

    public override Stream Create(string path)
    {
        Count();
        return base.Create(path);
    }

    public override void Flush(Stream stream)
    {
        Count();
        base.Flush(stream);
    }

    public override void Rename(string from, string to)
    {
        Count();
        base.Rename(from, to);
    }

    public override void CreateDirectory(string path)
    {
        Count();
        base.CreateDirectory(path);
    }

    void Count()
    {
        if (Interlocked.Increment(ref _operations) == failing) throw new IOException($"No space left on device (operation {failing})");
    }
}
