using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Tests.Running;

/// <summary>Exceptions on threads that nobody watches: the process of a notebook outlives them, and they are told in its outputs.</summary>
public sealed class StrayExceptionTests : IDisposable
{
    readonly RunFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task They_are_printed_and_the_session_lives()
    {
        string[] throwing =
        [
            "async void F() { await Task.Yield(); throw new Exception(\"async void\"); }\nF(); Wait();",
            "var timer = new Timer(_ => throw new Exception(\"timer\"), null, 1, -1);\nWait();",
            "ThreadPool.QueueUserWorkItem(_ => throw new Exception(\"pool\")); Wait();",
            "new Thread(() => throw new Exception(\"thread\")).Start(); Wait();",
            "class Bad { ~Bad() => throw new Exception(\"finaliser\"); }\n[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]"
                + "\nvoid Leave() { new Bad(); }\nLeave(); GC.Collect(); GC.WaitForPendingFinalizers(); Wait();",
        ];
        _runs.Write("01", ["using System.Threading;\nint kept = 42;\nvoid Wait() => Thread.Sleep(300);", .. throwing, "kept"]);
        var run = Assert.Single(await _runs.Run());
        Assert.Equal("", run.Failure?.ToString() ?? "");
        var cells = run.Document!.Cells;
        Assert.Equal("42", Assert.IsType<ExecuteResultOutput>(cells[^1].Outputs[^1]).Data.Text("text/plain"));
        string errors = string.Concat(cells.SelectMany(c => c.Outputs).OfType<StreamOutput>().Where(s => s.Name == "stderr")
            .Select(s => s.Text));
        foreach (string kind in (string[])["async void", "timer", "pool", "thread", "finaliser"]) Assert.Contains($"Exception: {kind}",
            errors);
    }
}
