using Spikebook.Notebooks.Jupyter.Wire;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>
/// Requests that wait for one thread: those of one sender in their order, senders by turns, so that one who sends a hundred thousand
/// keeps no
/// other waiting; and a bound for each, so that none fills the memory.
/// </summary>
sealed class RequestQueue(int mostOfOneSender = RequestQueue.MostOfOneSender)
{
    /// <summary>How many requests of one sender may wait: more than a person runs cells at once, less than a flood.</summary>
    public const int MostOfOneSender = 4096;

    readonly Lock _changing = new();
    readonly Dictionary<string, Queue<(Message Request, long Arrival)>> _waiting = [];
    readonly Queue<string> _turns = new();
    readonly SemaphoreSlim _count = new(0);
    bool _isClosed;

    /// <summary>Adds a request.</summary>
    /// <returns>False where too many of its sender wait already; it is not added then.</returns>
    public bool TryAdd(Message request, long arrival)
    {
        string sender = request.Identities.Count > 0 ? Convert.ToHexString(request.Identities[0]) : "";
        lock (_changing)
        {
            if (_isClosed) return true; // no one is served any more
            if (!_waiting.TryGetValue(sender, out var own))
            {
                _waiting[sender] = own = [];
                _turns.Enqueue(sender);
            }
            if (own.Count >= mostOfOneSender) return false;
            own.Enqueue((request, arrival));
        }
        _count.Release();
        return true;
    }

    /// <summary>The requests, as they come, until the queue is closed.</summary>
    public IEnumerable<(Message Request, long Arrival)> Take()
    {
        while (true)
        {
            _count.Wait();
            (Message, long) next;
            lock (_changing)
            {
                if (_isClosed) yield break;
                string sender = _turns.Dequeue();
                var own = _waiting[sender];
                next = own.Dequeue();
                if (own.Count > 0) _turns.Enqueue(sender);
                else _waiting.Remove(sender);
            }
            yield return next;
        }
    }

    /// <summary>Ends the serving; what still waits is dropped.</summary>
    public void Close()
    {
        lock (_changing) _isClosed = true;
        _count.Release();
    }
}
