namespace Spikebook.Loihi;

static class Bounds
{
    public static void Check(long value, long low, long high, string what, string? remedy = null)
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(null,
                $"{what} = {value} is outside {low} … {high}{(remedy is null ? "" : "; " + remedy)}.");
    }
}
