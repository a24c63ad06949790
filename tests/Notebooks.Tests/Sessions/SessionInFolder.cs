using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>Tests with a session that works in an empty folder of its own.</summary>
public abstract class SessionInFolder : IAsyncLifetime
{
    protected SessionInFolder(string purpose) => Folder = Directory.CreateTempSubdirectory($"spikebook-{purpose}-").FullName;

    protected string Folder { get; }

    protected CSharpSession Session { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Session = new(new SessionOptions { BaseDirectory = Folder });
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync()
    {
        await Session.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task<(CellResult Result, RecordedOutput Output)> Run(string code)
    {
        var output = new RecordedOutput();
        return (await Session.ExecuteAsync(code, "cell 1", output), output);
    }

    protected async Task<RecordedOutput> Ok(string code)
    {
        var (result, output) = await Run(code);
        Assert.True(result.Status == CellStatus.Ok, result.Error is { } e ? string.Join('\n', e.Traceback) : "");
        return output;
    }
}
