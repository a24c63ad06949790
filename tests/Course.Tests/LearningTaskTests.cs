namespace Spikebook.Course.Tests;

public sealed class LearningTaskTests
{
    /// <summary>The six lines, with places where they may go wrong.</summary>
    static Action<int[,], int[,], int[], int> Rule(
        int sign1 = 1, int sign2 = 1, bool late = false, bool box = true, bool outputBox = true, bool back = true) => (w1, w2, x, label) =>
    {
        int[] h = OneBit.Times(w1, x), a = [.. h.Select(s => s > 512 ? 1 : 0)], u = OneBit.Times(w2, a);
        int[] d = [.. u.Select((s, k) => k == label ? (s <= 512 && (s > 0 || !outputBox) ? 1 : 0) : s is > 512 and <= 1024 ? -1 : 0)];
        int[] e() => [.. OneBit.Back(w2, d).Select((s, j) => !box || h[j] is > 0 and <= 1024 ? Math.Sign(s) : 0)];
        int[] early = e();
        OneBit.Learn(w2, [.. d.Select(k => sign2 * k)], a);
        if (back) OneBit.Learn(w1, [.. (late ? e() : early).Select(k => sign1 * k)], x);
    };

    [Fact]
    public void The_six_lines_are_right() => Assert.True(LearningTask.Rule(Rule(), samples: 60).Right);

    public static TheoryData<string, Action<int[,], int[,], int[], int>> Mistakes => new()
    {
        { "no weight has changed", (_, _, _, _) => { } },
        { "W2 moves the wrong way", Rule(sign2: -1) },
        { "W1 moves the wrong way", Rule(sign1: -1) },
        { "before it learns", Rule(late: true) },
        { "only in its box, 0 < h", Rule(box: false) },
        { "an output learns only in its box", Rule(outputBox: false) },
        { "W1 has not changed", Rule(back: false) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string named, Action<int[,], int[,], int[], int> learn)
    {
        var verdict = LearningTask.Rule(learn, samples: 60);
        Assert.False(verdict.Right);
        Assert.Contains(named, verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_told()
    {
        Assert.Throws<ArgumentException>(() => OneBit.Times(new int[2, 3], new int[2]));
        Assert.Throws<ArgumentException>(() => OneBit.Back(new int[2, 3], new int[3]));
        Assert.Equal([5], OneBit.Times(new int[,] { { 2, 3 } }, [1, 1]));
        Assert.Equal([-2, -3], OneBit.Back(new int[,] { { 2, 3 } }, [-1]));
    }
}
