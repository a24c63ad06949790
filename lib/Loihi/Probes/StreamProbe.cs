namespace Spikebook.Loihi;

/// <summary>Hands what happens to a receiver, step by step, and keeps nothing.</summary>
public sealed class StreamProbe : Probe
{
    readonly Action<long> _receive;

    internal StreamProbe(string name, Action<long> receive, Window window) : base(name, window) => _receive = receive;

    private protected override string Amount => "hands on, keeps nothing";

    private protected override void Record(long step) => _receive(step);
}
