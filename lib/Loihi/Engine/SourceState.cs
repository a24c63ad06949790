namespace Spikebook.Loihi;

/// <summary>The spikes that are still to come from a source, in order of tag and port.</summary>
sealed class SourceState(SpikeSource source)
{
    readonly List<(long Tag, int Port)> _waiting = [];
    int _next;
    bool _sorted = true;

    public readonly Fired Fired = new(source.Count);

    public void Add(long tag, int port)
    {
        if (_next == _waiting.Count)
        {
            _waiting.Clear();
            _next = 0;
        }
        if (_waiting.Count > 0 && (tag, port).CompareTo(_waiting[^1]) <= 0) _sorted = false;
        _waiting.Add((tag, port));
    }

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

    public void Load(BinaryReader reader)
    {
        _waiting.Clear();
        _next = 0;
        for (int count = reader.ReadInt32(); count > 0; count--) _waiting.Add((reader.ReadInt64(), reader.ReadInt32()));
        Fired.Load(reader);
    }

    public void Sort()
    {
        if (_sorted) return;
        _waiting.RemoveRange(0, _next);
        _next = 0;
        _waiting.Sort();
        for (int k = 1; k < _waiting.Count; k++)
            if (_waiting[k] == _waiting[k - 1])
                throw new LoihiException($"{source.Name}: port {_waiting[k].Port} is to send twice with tag {_waiting[k].Tag}; a port sends one spike in a step.");
        _sorted = true;
    }
}
