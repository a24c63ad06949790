using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Figures;

namespace Spikebook.Course;

/// <summary>
/// "Build the learning rule": checks a reader's six lines against <see cref="BinaryBackprop"/>, weight by weight after each sample.
/// </summary>
public static class LearningTask
{
    /// <summary>Checks one presentation of a sample: forward, errors, both changes.</summary>
    /// <param name="learn">The reader's function: W1[hidden, input], W2[output, hidden] (both changed), the input bits, the label.</param>
    /// <param name="samples">How many of the small digits to compare.</param>
    public static Verdict Rule(Action<int[,], int[,], int[], int> learn, int samples = 200) => Verdict.Judge(() =>
    {
        ArgumentNullException.ThrowIfNull(learn);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var train = Digits.LoadBinary().Train;
        var start = BinaryWeights.Random(LayerSizes.Parse("64-100-10"), seed: 1);
        var network = new BinaryBackprop(start);
        int[,] w1 = Matrix(start, 0), w2 = Matrix(start, 1);
        for (int i = 0; i < samples; i++)
        {
            var before = network.Weights();
            int[] x = new int[64];
            foreach (int pixel in train.Active(i)) x[pixel] = 1;
            int label = train.Label(i);
            learn(w1, w2, x, label);
            network.Learn(train.Active(i), label);
            var after = network.Weights();
            int[,] due1 = Matrix(after, 0), due2 = Matrix(after, 1);
            if (Same(w1, due1) && Same(w2, due2)) continue;
            var numpy = new BinaryBackprop(before, LearningRules.NumPyReference with { BoxEdge = 1024 });
            numpy.Learn(train.Active(i), label);
            return Verdict.No($"sample {i + 1}: {Wrong(Changes(Matrix(before, 0), w1), Changes(Matrix(before, 0), due1),
                Changes(Matrix(before, 1), w2), Changes(Matrix(before, 1), due2), Changes(Matrix(before, 0), Matrix(numpy.Weights(), 0)))}");
        }
        return Verdict.Yes($"{samples} samples, and all {w1.Length + w2.Length} weights are those of the circuit");
    });

    static FormattableString Wrong(int[,] found1, int[,] due1, int[,] found2, int[,] due2, int[,] late1)
    {
        if (Same(found2, due2))
        {
            if (Zero(found1)) return $"W2 is right, W1 has not changed: send the errors back and learn there too";
            if (Same(found1, Times(due1, -1))) return $"sign: W2 is right, W1 moves the wrong way";
            if (Same(found1, late1)) return $"order: the errors went back through W2 after its change; the chip reads a weight before it learns";
            int extra = Count(found1, due1, (found, due) => found != 0 && due == 0), missing = Count(found1, due1, (f, d) => f == 0 && d != 0);
            if (missing == 0 && extra > 0)
                return $"W1: {extra} weights moved that should not: a hidden unit learns only in its box, 0 < h ≤ 1024";
            if (missing > 0 && extra == 0) return $"W1: {missing} weights did not move; is the edge of the box right, 0 < h ≤ 1024?";
            return $"W1: {extra} weights moved that should not, {missing} did not that should";
        }
        if (Zero(found2)) return Zero(found1) ? (FormattableString)$"no weight has changed" : $"W1 has changed, W2 has not";
        if (Same(found2, Times(due2, -1))) return $"sign: W2 moves the wrong way; an output that should fire and does not has d = +1";
        int more = Count(found2, due2, (found, due) => found != 0 && due == 0), less = Count(found2, due2, (f, d) => f == 0 && d != 0);
        int opposite = Count(found2, due2, (found, due) => found * due < 0);
        if (opposite > 0) return $"sign: {opposite} weights of W2 move the wrong way";
        if (more > 0 && less == 0)
            return $"W2: {more} weights moved that should not; an output learns only in its box, u > 0 to be raised, u ≤ 1024 to be lowered";
        if (less > 0 && more == 0) return $"W2: {less} weights did not move that should; is a unit on above 512, not at it?";
        return $"W2: {more} weights moved that should not, {less} did not that should; do active units fire above 512?";
    }

    static int[,] Matrix(BinaryWeights weights, int m)
    {
        int[,] w = new int[weights.Layers[m + 1], weights.Layers[m]];
        for (int post = 0; post < w.GetLength(0); post++)
            for (int pre = 0; pre < w.GetLength(1); pre++) w[post, pre] = weights[m, pre, post];
        return w;
    }

    static int[,] Changes(int[,] before, int[,] after) => Map(before, after, (b, a) => a - b);

    static int[,] Times(int[,] w, int factor) => Map(w, w, (x, _) => x * factor);

    static int[,] Map(int[,] one, int[,] other, Func<int, int, int> f)
    {
        int[,] result = new int[one.GetLength(0), one.GetLength(1)];
        for (int i = 0; i < result.GetLength(0); i++)
            for (int k = 0; k < result.GetLength(1); k++) result[i, k] = f(one[i, k], other[i, k]);
        return result;
    }

    static int Count(int[,] one, int[,] other, Func<int, int, bool> which)
        => Map(one, other, (x, y) => which(x, y) ? 1 : 0).Cast<int>().Sum();

    static bool Same(int[,] one, int[,] other) => one.Cast<int>().SequenceEqual(other.Cast<int>());

    static bool Zero(int[,] w) => w.Cast<int>().All(x => x == 0);
}
