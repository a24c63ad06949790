namespace Spikebook.Course;

/// <summary>Three operations in which the one-bit learning rule can be written in six lines.</summary>
public static class OneBit
{
    /// <summary>Potentials: the sum over <c>pre</c> of w[post, pre] a[pre].</summary>
    /// <param name="w">Weights, row by row of the receiving units.</param>
    /// <param name="a">Activities, 0 or 1 (or errors -1, 0, 1).</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static int[] Times(int[,] w, int[] a)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(a);
        if (w.GetLength(1) != a.Length)
            throw new ArgumentException($"w has {w.GetLength(1)} columns and a {a.Length} entries; use Back for the way back", nameof(a));
        int[] sums = new int[w.GetLength(0)];
        for (int post = 0; post < sums.Length; post++)
            for (int pre = 0; pre < a.Length; pre++) sums[post] += w[post, pre] * a[pre];
        return sums;
    }

    /// <summary>The way back: the sum over <c>post</c> of w[post, pre] d[post].</summary>
    /// <param name="w">Weights.</param>
    /// <param name="d">Errors of the receiving units.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static int[] Back(int[,] w, int[] d)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(d);
        if (w.GetLength(0) != d.Length)
            throw new ArgumentException($"w has {w.GetLength(0)} rows and d {d.Length} entries; use Times for the way forward", nameof(d));
        int[] sums = new int[w.GetLength(1)];
        for (int post = 0; post < d.Length; post++)
            for (int pre = 0; pre < sums.Length; pre++) sums[pre] += w[post, pre] * d[post];
        return sums;
    }

    /// <summary>Learns: w[post, pre] += 2 d[post] a[pre], held within -256 and 254.</summary>
    /// <param name="w">Weights; changed.</param>
    /// <param name="d">Errors of the receiving units, -1, 0 or 1.</param>
    /// <param name="a">Activities of the sending units, 0 or 1.</param>
    public static void Learn(int[,] w, int[] d, int[] a)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(d);
        ArgumentNullException.ThrowIfNull(a);
        for (int post = 0; post < d.Length; post++)
            for (int pre = 0; pre < a.Length; pre++) w[post, pre] = Math.Clamp(w[post, pre] + 2 * d[post] * a[pre], -256, 254);
    }
}
