namespace Spikebook.Loihi;

/// <summary>Rounding draws of one step in order of synapse: eight share a Philox block.</summary>
struct Rounding(ulong key, long step)
{
    int block = -1;
    Draws draws;

    public readonly long Step => step;

    public int Draw(int index)
    {
        if (index >> 3 != block)
        {
            block = index >> 3;
            draws = new Draws(key, (ulong)block, (ulong)step);
        }
        return draws[index & 7];
    }
}
