namespace Spikebook.Sweeps;

/// <summary>All combinations of the values of a few parameters, the last parameter running fastest.</summary>
public static class Grid
{
    /// <summary>One parameter.</summary>
    public static IReadOnlyList<TPoint> Of<T, TPoint>(IEnumerable<T> values, Func<T, TPoint> point) => [.. values.Select(point)];

    /// <summary>Two parameters.</summary>
    public static IReadOnlyList<TPoint> Of<T1, T2, TPoint>(IEnumerable<T1> first, IEnumerable<T2> second, Func<T1, T2, TPoint> point)
        => [.. first.SelectMany(_ => second, point)];

    /// <summary>Three parameters.</summary>
    public static IReadOnlyList<TPoint> Of<T1, T2, T3, TPoint>(
        IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, Func<T1, T2, T3, TPoint> point)
        => [.. from x in first from y in second from z in third select point(x, y, z)];

    /// <summary>Four parameters.</summary>
    public static IReadOnlyList<TPoint> Of<T1, T2, T3, T4, TPoint>(
        IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, IEnumerable<T4> fourth, Func<T1, T2, T3, T4, TPoint> point)
        => [.. from x in first from y in second from z in third from w in fourth select point(x, y, z, w)];
}
