using System.Runtime.InteropServices;
using Spikebook.Randomness;

namespace Spikebook.Loihi;

/// <summary>One synapse: from neuron Pre to neuron Post with a weight mantissa.</summary>
/// <param name="Pre">Index in the population that sends.</param>
/// <param name="Post">Index in the group that receives.</param>
/// <param name="Weight">Weight mantissa.</param>
public readonly record struct Link(int Pre, int Post, int Weight);

/// <summary>Which neurons are connected, and with which weight mantissas.</summary>
public abstract record Wiring
{
    private protected Wiring() { }

    internal abstract void AddTo(List<Link> links, Population from, NeuronGroup to, string name);

    /// <summary>Neuron i to neuron i.</summary>
    /// <param name="weight">Weight mantissa of all synapses.</param>
    public static Wiring OneToOne(int weight) => new OneToOneWiring(weight);

    /// <summary>Every neuron to every neuron.</summary>
    /// <param name="weight">Weight mantissa of all synapses.</param>
    public static Wiring AllToAll(int weight) => new AllToAllWiring(weight);

    /// <summary>Every neuron to every neuron with the weights of a matrix.</summary>
    /// <param name="weights">Weight mantissas, [pre, post].</param>
    public static Wiring Matrix(int[,] weights) => new MatrixWiring(weights ?? throw new ArgumentNullException(nameof(weights)), null);

    /// <summary>The weights of a matrix where the mask is set; other pairs are not connected.</summary>
    /// <param name="weights">Weight mantissas, [pre, post].</param>
    /// <param name="mask">Which synapses exist, [pre, post].</param>
    public static Wiring Matrix(int[,] weights, bool[,] mask) => new MatrixWiring(weights ?? throw new ArgumentNullException(nameof(weights)), mask ?? throw new ArgumentNullException(nameof(mask)));

    /// <summary>The synapses of a list.</summary>
    /// <param name="links">The synapses; a pair may occur more than once if the connection does not learn.</param>
    public static Wiring List(IEnumerable<Link> links) => new ListWiring([.. links]);

    /// <summary>Each pair with a probability.</summary>
    /// <param name="probability">0 … 1.</param>
    /// <param name="weight">Weight mantissa of all synapses.</param>
    /// <param name="seed">Seed of the choice.</param>
    public static Wiring Random(double probability, int weight, ulong seed) => Random(probability, _ => weight, seed);

    /// <summary>Each pair with a probability, with weights drawn from a function.</summary>
    /// <param name="probability">0 … 1.</param>
    /// <param name="weight">Draws a weight mantissa from the stream.</param>
    /// <param name="seed">Seed of the choice and of the weights.</param>
    public static Wiring Random(double probability, Func<RandomStream, int> weight, ulong seed)
    {
        if (!(probability is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(probability), $"probability = {probability} is outside 0 … 1.");
        return new RandomWiring(probability, weight, seed);
    }

    /// <summary>From each neuron to a fixed number of different targets chosen at random.</summary>
    /// <param name="targets">Number of targets of each neuron.</param>
    /// <param name="weight">Draws a weight mantissa from the stream.</param>
    /// <param name="seed">Seed of the choice and of the weights.</param>
    public static Wiring FanOut(int targets, Func<RandomStream, int> weight, ulong seed) => new FanOutWiring(targets, weight, seed);
}

sealed record OneToOneWiring(int Weight) : Wiring
{
    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        if (from.Count != to.Count) throw new LoihiException($"{name}: one-to-one from {from} to {to}; the two must have the same size.");
        for (int i = 0; i < to.Count; i++) links.Add(new Link(i, i, Weight));
    }
}

sealed record AllToAllWiring(int Weight) : Wiring
{
    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        for (int pre = 0; pre < from.Count; pre++)
            for (int post = 0; post < to.Count; post++)
                links.Add(new Link(pre, post, Weight));
    }
}

sealed record MatrixWiring(int[,] Weights, bool[,]? Mask) : Wiring
{
    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        CheckShape(Weights, "weight matrix");
        if (Mask is not null) CheckShape(Mask, "mask");
        for (int pre = 0; pre < from.Count; pre++)
            for (int post = 0; post < to.Count; post++)
                if (Mask is null || Mask[pre, post])
                    links.Add(new Link(pre, post, Weights[pre, post]));

        void CheckShape(Array matrix, string what)
        {
            if (matrix.GetLength(0) != from.Count || matrix.GetLength(1) != to.Count)
                throw new LoihiException($"{name}: {what} is {matrix.GetLength(0)} x {matrix.GetLength(1)}, but must be [pre, post] = {from.Count} x {to.Count}{(matrix.GetLength(0) == to.Count && matrix.GetLength(1) == from.Count ? "; transpose it" : "")}.");
        }
    }
}

sealed record ListWiring(Link[] Links) : Wiring
{
    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        foreach (var link in Links)
        {
            Bounds.Check(link.Pre, 0, from.Count - 1, $"{name}: pre index");
            Bounds.Check(link.Post, 0, to.Count - 1, $"{name}: post index");
        }
        links.AddRange(Links);
    }
}

sealed record RandomWiring(double Probability, Func<RandomStream, int> Weight, ulong Seed) : Wiring
{
    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        var stream = Streams.For(Seed, "wiring");
        for (int pre = 0; pre < from.Count; pre++)
            for (int post = 0; post < to.Count; post++)
                if (stream.NextDouble() < Probability)
                    links.Add(new Link(pre, post, Weight(stream)));
    }
}

sealed record FanOutWiring(int Targets, Func<RandomStream, int> Weight, ulong Seed) : Wiring
{
    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        Bounds.Check(Targets, 0, to.Count, $"{name}: targets of each neuron", "a neuron cannot choose more different targets than there are");
        var stream = Streams.For(Seed, "wiring");
        var pool = stream.Permutation(to.Count);
        links.EnsureCapacity(links.Count + from.Count * Targets);
        for (int pre = 0; pre < from.Count; pre++)
            for (int k = 0; k < Targets; k++)
            {
                int other = k + stream.NextInt(to.Count - k);
                (pool[k], pool[other]) = (pool[other], pool[k]);
                links.Add(new Link(pre, pool[k], Weight(stream)));
            }
    }
}

/// <summary>The synapses of a connection in canonical order: by pre, then by post, then by weight; whatever order they were given in.</summary>
sealed class Links
{
    public readonly int[] RowStart; // [pre] .. [pre + 1] is the row of pre
    public readonly int[] Post;
    public readonly short[] Weight;
    public readonly int Columns;

    public Links(List<Link> links, int rows, int columns)
    {
        Columns = columns;
        RowStart = new int[rows + 1];
        Post = new int[links.Count];
        Weight = new short[links.Count];
        var span = CollectionsMarshal.AsSpan(links);
        foreach (ref readonly var link in span) RowStart[link.Pre + 1]++;
        for (int row = 0; row < rows; row++) RowStart[row + 1] += RowStart[row];
        var next = RowStart.AsSpan(0, rows).ToArray();
        foreach (ref readonly var link in span)
        {
            int slot = next[link.Pre]++;
            Post[slot] = link.Post;
            Weight[slot] = (short)link.Weight;
        }
        var keys = Array.Empty<long>();
        for (int row = 0; row < rows; row++)
        {
            var posts = Post.AsSpan(RowStart[row]..RowStart[row + 1]);
            var weights = Weight.AsSpan(RowStart[row]..RowStart[row + 1]);
            if (IsAscending(posts)) continue;
            if (keys.Length < posts.Length) keys = new long[posts.Length];
            for (int k = 0; k < posts.Length; k++) keys[k] = (long)posts[k] << 16 | (ushort)(weights[k] + 32768);
            Array.Sort(keys, 0, posts.Length);
            for (int k = 0; k < posts.Length; k++) (posts[k], weights[k]) = ((int)(keys[k] >> 16), (short)((keys[k] & 0xFFFF) - 32768));
        }
        IsComplete = Count == (long)rows * columns && !HasDuplicates;
    }

    /// <summary>Number of presynaptic neurons.</summary>
    public int Rows => RowStart.Length - 1;

    public int Count => Post.Length;

    /// <summary>Whether every pair is connected exactly once.</summary>
    public bool IsComplete { get; }

    public bool HasDuplicates
    {
        get
        {
            for (int row = 0; row < Rows; row++)
                for (int k = RowStart[row] + 1; k < RowStart[row + 1]; k++)
                    if (Post[k] == Post[k - 1]) return true;
            return false;
        }
    }

    /// <summary>The targets of a row from first up to, not including, end.</summary>
    public ReadOnlySpan<int> PostsIn(int row, int first, int end)
    {
        var posts = Post.AsSpan(RowStart[row]..RowStart[row + 1]);
        if (first == 0 && end >= Columns) return posts;
        int from = FirstAtLeast(posts, first);
        return posts[from..FirstAtLeast(posts, end)];
    }

    static int FirstAtLeast(ReadOnlySpan<int> posts, int wanted)
    {
        int low = 0, high = posts.Length;
        while (low < high)
        {
            int middle = low + high >>> 1;
            if (posts[middle] < wanted) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    static bool IsAscending(ReadOnlySpan<int> posts)
    {
        for (int k = 1; k < posts.Length; k++)
            if (posts[k] <= posts[k - 1]) return false;
        return true;
    }
}
