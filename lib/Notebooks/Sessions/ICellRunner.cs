namespace Spikebook.Notebooks.Sessions;

/// <summary>Where a cell's code runs: on a thread of its own where there are threads, in place where there are none.</summary>
public interface ICellRunner
{
    /// <summary>Runs asynchronous work.</summary>
    /// <param name="work">The cell; it may never return.</param>
    Task Run(Func<Task> work);
}

/// <summary>
/// Runs each cell on a thread of its own with a large stack, so that one that does not stop can be left behind. What waits for it goes on
/// there too, since the thread has nothing else to do: on a busy machine each change of threads costs milliseconds.
/// </summary>
sealed class ThreadedCellRunner : ICellRunner
{
    const int StackBytes = 16 << 20;

    public Task Run(Func<Task> work)
    {
        var done = new TaskCompletionSource();
        var thread = new Thread(() =>
        {
            Task task;
            try { task = work(); }
            catch (Exception e) { task = Task.FromException(e); }
            task.ContinueWith(t =>
            {
                if (t.IsFaulted) done.SetException(t.Exception!.InnerExceptions);
                else if (t.IsCanceled) done.SetCanceled();
                else done.SetResult();
            }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }, StackBytes)
        { IsBackground = true, Name = "cell" };
        thread.Start();
        return done.Task;
    }
}
