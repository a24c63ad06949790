namespace Spikebook.Loihi;

/// <summary>Threads that go through the steps of a run together, meeting at barriers between the parts of a step.</summary>
sealed class Crew(int members)
{
    int _arrived;
    volatile int _phase;
    volatile Exception? _failure;

    /// <summary>Runs the same work on every member and returns when all have finished; rethrows the first failure.</summary>
    public void Run(Action<int> work)
    {
        var threads = new Thread[members - 1];
        for (int member = 1; member < members; member++)
        {
            int number = member;
            threads[member - 1] = new Thread(() => Guarded(work, number)) { IsBackground = true, Name = $"Loihi shard {number}" };
            threads[member - 1].Start();
        }
        Guarded(work, 0);
        foreach (var thread in threads) thread.Join();
        if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(_failure).Throw();
    }

    /// <summary>Waits until all members are here; the last one to come does <paramref name="between"/> before all go on.</summary>
    public void Meet(Action? between = null)
    {
        int now = _phase;
        if (Interlocked.Increment(ref _arrived) == members)
        {
            between?.Invoke();
            _arrived = 0;
            _phase = now + 1;
            return;
        }
        var spin = new SpinWait();
        while (_phase == now)
        {
            if (_failure is not null) throw new OperationCanceledException();
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    void Guarded(Action<int> work, int member)
    {
        try
        {
            work(member);
        }
        catch (Exception problem)
        {
            Interlocked.CompareExchange(ref _failure, problem, null);
        }
    }
}
