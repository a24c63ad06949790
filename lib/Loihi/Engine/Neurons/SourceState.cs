using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>The spikes that are still to come from a source: those given in order of tag and port in a list, others in a set until they are needed.</summary>
sealed class SourceState(SpikeSource source)
{
    readonly List<(long Tag, int Port)> waiting = []; // ascending from next on
    readonly HashSet<(long Tag, int Port)> late = [];
    int next;

    public string Name => source.Name;

    public readonly Fired Fired = new(source.Count);

    /// <summary>Whether the port already waits with this tag.</summary>
    public bool Waits(long tag, int port)
        => late.Count > 0 && late.Contains((tag, port)) || !IsLater(tag, port) && CollectionsMarshal.AsSpan(waiting)[next..].BinarySearch((tag, port)) >= 0;

    // Spikes mostly come in order: then a look at the last is enough.
    bool IsLater(long tag, int port)
    {
        if (waiting.Count == next) return true;
        var (lastTag, lastPort) = waiting[^1];
        return tag > lastTag || tag == lastTag && port > lastPort;
    }

    /// <exception cref="ArgumentException">The port already waits with this tag.</exception>
    public void Add(long tag, int port)
    {
        if (next == waiting.Count)
        {
            waiting.Clear();
            next = 0;
        }
        if (IsLater(tag, port))
        {
            if (late.Count == 0 || !late.Contains((tag, port))) waiting.Add((tag, port));
            else throw Twice(tag, port);
        }
        else if (Waits(tag, port)) throw Twice(tag, port);
        else late.Add((tag, port));
    }

    public ArgumentException Twice(long tag, int port)
        => new($"{source.Name}: port {port} is to send twice with tag {tag}; a port sends one spike in a step.");

    public void Update(long step)
    {
        Fired.Clear();
        Sort();
        while (next < waiting.Count && waiting[next].Tag == step) Fired.Add(waiting[next++].Port);
        Fired.Merge();
    }

    public void Save(BinaryWriter writer)
    {
        Sort();
        writer.Write(waiting.Count - next);
        foreach (var (tag, port) in waiting.Skip(next))
        {
            writer.Write(tag);
            writer.Write(port);
        }
        Fired.Save(writer);
    }

    public void Load(SavedSection section, long step)
    {
        waiting.Clear();
        late.Clear();
        next = 0;
        int count = section.Int32(0, section.Left / (sizeof(long) + sizeof(int)), "how many spikes wait");
        for (int k = 0; k < count; k++)
        {
            var spike = (Tag: section.Int64(step == 0 ? 0 : step + 1, long.MaxValue, "a tag"), Port: section.Int32(0, source.Count - 1, "a port"));
            if (k > 0 && waiting[^1].CompareTo(spike) >= 0) throw section.Wrong($"waiting spikes are not in order (tag {spike.Tag}, port {spike.Port})");
            waiting.Add(spike);
        }
        Fired.Load(section);
    }

    void Sort()
    {
        if (late.Count == 0) return;
        waiting.RemoveRange(0, next);
        next = 0;
        waiting.AddRange(late);
        late.Clear();
        waiting.Sort();
    }
}
