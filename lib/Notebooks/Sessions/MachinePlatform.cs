using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>A machine: the framework lies in files, and each cell has a thread of its own.</summary>
sealed class MachinePlatform : SessionPlatform
{
    const int CellStack = 16 << 20;

    static readonly string Runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // …/shared/Microsoft.NETCore.App/10.0.x

    readonly string[] _files =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetDirectoryName(path) == Runtime)];

    readonly HashSet<string> _names;
    readonly Lazy<MetadataReference[]> _framework;
    readonly Lazy<string?> _documentation = new(FindPack);

    public MachinePlatform()
    {
        _names = new HashSet<string>(_files.Select(path => Path.GetFileNameWithoutExtension(path)), StringComparer.OrdinalIgnoreCase);
        _framework = new(() =>
            [.. _files.Append(typeof(SessionPlatform).Assembly.Location)
            .Append(typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location)
                .Append(typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly.Location) // the type of HTML("…") lies beside the framework
                .Select(path => MetadataReference.CreateFromFile(path))]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MetadataReference> Framework => _framework.Value;

    /// <inheritdoc/>
    public override string? Documentation => _documentation.Value;

    /// <inheritdoc/>
    public override bool IsFramework(string name) => _names.Contains(name);

    /// <summary>
    /// Runs asynchronous work on a thread with a large stack. What waits for it goes on there too, since the thread has nothing else to do:
    /// on a busy machine each change of threads costs milliseconds.
    /// </summary>
    public override Task Run(Func<Task> work)
    {
        var done = new TaskCompletionSource();
        var thread = new Thread(() =>
        {
            Task task;
            try { task = work(); }
            catch (Exception e) { task = Task.FromException(e); }
            _ = task.ContinueWith(t =>
            {
                if (t.IsFaulted) done.SetException(t.Exception!.InnerExceptions);
                else if (t.IsCanceled) done.SetCanceled();
                else done.SetResult();
            }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }, CellStack)
        { IsBackground = true, Name = "cell" };
        thread.Start();
        return done.Task;
    }

    static string? FindPack()
    {
        string packs = Path.GetFullPath(Path.Combine(Runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        int major = Environment.Version.Major;
        return Directory.Exists(packs)
            ? Directory.EnumerateDirectories(packs, $"{major}.*").Order().Select(p => Path.Combine(p, "ref", $"net{major}.0"))
            .LastOrDefault(Directory.Exists)
            : null;
    }
}
