namespace Spikebook.Loihi;

/// <summary>Who of a population fired in the current step: a list and flags.</summary>
class Fired(int count)
{
    readonly int[] _indices = new int[count];

    public readonly byte[] Flags = new byte[count];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    public void Clear()
    {
        foreach (int index in Indices) Flags[index] = 0;
        Count = 0;
    }

    public void Add(int index)
    {
        _indices[Count++] = index;
        Flags[index] = 1;
    }
}
