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

    readonly Lock changing = new();
    readonly Dictionary<string, Queue<(Message Request, long Arrival)>> waiting = [];
    readonly Queue<string> turns = new();
    readonly SemaphoreSlim count = new(0);
    bool isClosed;

    /// <summary>Adds a request.</summary>
    /// <returns>False where too many of its sender wait already; it is not added then.</returns>
    public bool TryAdd(Message request, long arrival)
    {
        string sender = request.Identities.Count > 0 ? Convert.ToHexString(request.Identities[0]) : "";
        lock (changing)
        {
            if (isClosed) return true; // no one is served any more
            if (!waiting.TryGetValue(sender, out var own))
            {
                waiting[sender] = own = [];
                turns.Enqueue(sender);
            }
            if (own.Count >= mostOfOneSender) return false;
            own.Enqueue((request, arrival));
        }
        count.Release();
        return true;
    }

    /// <summary>The requests, as they come, until the queue is closed.</summary>
    public IEnumerable<(Message Request, long Arrival)> Take()
    {
        while (true)
        {
            count.Wait();
            (Message, long) next;
            lock (changing)
            {
                if (isClosed) yield break;
                string sender = turns.Dequeue();
                var own = waiting[sender];
                next = own.Dequeue();
                if (own.Count > 0) turns.Enqueue(sender);
                else waiting.Remove(sender);
            }
            yield return next;
        }
    }

    /// <summary>Ends the serving; what still waits is dropped.</summary>
    public void Close()
    {
        lock (changing) isClosed = true;
        count.Release();
    }
}
