using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>
/// The spikes that are still to come from a source: those given in order of tag and port in a list, others in a set until they are needed.
/// </summary>
sealed class SourceState(SpikeSource source)
{
    readonly List<(long Tag, int Port)> _waiting = []; // ascending from next on
    readonly HashSet<(long Tag, int Port)> _late = [];
    int _next;

    public string Name => source.Name;

    public readonly Fired Fired = new(source.Count);

    /// <summary>Whether the port already waits with this tag.</summary>
    public bool Waits(long tag, int port)
        => _late.Count > 0 && _late.Contains((tag, port)) || !IsLater(tag, port)
            && CollectionsMarshal.AsSpan(_waiting)[_next..].BinarySearch((tag, port)) >= 0;

    // Spikes mostly come in order: then a look at the last is enough.
    bool IsLater(long tag, int port)
    {
        if (_waiting.Count == _next) return true;
        var (lastTag, lastPort) = _waiting[^1];
        return tag > lastTag || tag == lastTag && port > lastPort;
    }

    /// <exception cref="ArgumentException">The port already waits with this tag.</exception>
    public void Add(long tag, int port)
    {
        if (_next == _waiting.Count)
        {
            _waiting.Clear();
            _next = 0;
        }
        if (IsLater(tag, port))
        {
            if (_late.Count == 0 || !_late.Contains((tag, port))) _waiting.Add((tag, port));
            else throw Twice(tag, port);
        }
        else if (Waits(tag, port)) throw Twice(tag, port);
        else _late.Add((tag, port));
    }

    public ArgumentException Twice(long tag, int port)
        => new($"{source.Name}: port {port} is to send twice with tag {tag}; a port sends one spike in a step.");

    public void Update(long step)
    {
        Fired.Clear();
        Sort();
        while (_next < _waiting.Count && _waiting[_next].Tag == step) Fired.Add(_waiting[_next++].Port);
        Fired.Merge();
    }

    public void Save(BinaryWriter writer)
    {
        Sort();
        writer.Write(_waiting.Count - _next);
        foreach (var (tag, port) in _waiting.Skip(_next))
        {
            writer.Write(tag);
            writer.Write(port);
        }
        Fired.Save(writer);
    }

    public void Load(SavedSection section, long step)
    {
        _waiting.Clear();
        _late.Clear();
        _next = 0;
        int count = section.Int32(0, section.Left / (sizeof(long) + sizeof(int)), "how many spikes wait");
        for (int k = 0; k < count; k++)
        {
            var spike = (Tag: section.Int64(step == 0 ? 0 : step + 1, long.MaxValue, "a tag"),
                Port: section.Int32(0, source.Count - 1, "a port"));
            if (k > 0 && _waiting[^1].CompareTo(spike) >= 0)
                throw section.Wrong($"waiting spikes are not in order (tag {spike.Tag}, port {spike.Port})");
            _waiting.Add(spike);
        }
        Fired.Load(section);
    }

    void Sort()
    {
        if (_late.Count == 0) return;
        _waiting.RemoveRange(0, _next);
        _next = 0;
        _waiting.AddRange(_late);
        _late.Clear();
        _waiting.Sort();
    }
}
