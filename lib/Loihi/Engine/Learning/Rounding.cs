namespace Spikebook.Loihi;

/// <summary>Rounding draws of one step in order of synapse: eight share a Philox block.</summary>
struct Rounding(ulong key, long step)
{
    int _block = -1;
    Draws _draws;

    public readonly long Step => step;

    public int Draw(int index)
    {
        if (index >> 3 != _block)
        {
            _block = index >> 3;
            _draws = new Draws(key, (ulong)_block, (ulong)step);
        }
        return _draws[index & 7];
    }
}
