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

    /// <summary>How many synapses there will be, or a number that they will hardly exceed; known before any is made.</summary>
    internal abstract double CountOf(Population from, NeuronGroup to);

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
    public static Wiring Matrix(int[,] weights, bool[,] mask)
        => new MatrixWiring(
            weights ?? throw new ArgumentNullException(nameof(weights)), mask ?? throw new ArgumentNullException(nameof(mask)));

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
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), $"probability = {probability} is outside 0 … 1.");
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
    internal override double CountOf(Population from, NeuronGroup to) => to.Count;

    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        if (from.Count != to.Count) throw new LoihiException($"{name}: one-to-one from {from} to {to}; the two must have the same size.");
        for (int i = 0; i < to.Count; i++) links.Add(new Link(i, i, Weight));
    }
}

sealed record AllToAllWiring(int Weight) : Wiring
{
    internal override double CountOf(Population from, NeuronGroup to) => (double)from.Count * to.Count;

    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        for (int pre = 0; pre < from.Count; pre++)
            for (int post = 0; post < to.Count; post++)
                links.Add(new Link(pre, post, Weight));
    }
}

sealed record MatrixWiring(int[,] Weights, bool[,]? Mask) : Wiring
{
    internal override double CountOf(Population from, NeuronGroup to) => Weights.Length;

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
            int rows = matrix.GetLength(0), columns = matrix.GetLength(1);
            if (rows == from.Count && columns == to.Count) return;
            string remedy = rows == to.Count && columns == from.Count ? "; transpose it" : "";
            throw new LoihiException($"{name}: {what} is {rows} x {columns}, but must be [pre, post] = {from.Count} x {to.Count}{remedy}.");
        }
    }
}

sealed record ListWiring(Link[] Links) : Wiring
{
    internal override double CountOf(Population from, NeuronGroup to) => Links.Length;

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
    // the mean of a binomial distribution and six of its standard deviations
    internal override double CountOf(Population from, NeuronGroup to)
    {
        double pairs = (double)from.Count * to.Count, mean = pairs * Probability;
        return Math.Min(pairs, mean + 6 * Math.Sqrt(mean * (1 - Probability)));
    }

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
    internal override double CountOf(Population from, NeuronGroup to) => (double)from.Count * Math.Clamp(Targets, 0, to.Count);

    internal override void AddTo(List<Link> links, Population from, NeuronGroup to, string name)
    {
        Bounds.Check(Targets, 0, to.Count, $"{name}: targets of each neuron",
            "a neuron cannot choose more different targets than there are");
        var stream = Streams.For(Seed, "wiring");
        var pool = stream.Permutation(to.Count);
        for (int pre = 0; pre < from.Count; pre++)
            for (int k = 0; k < Targets; k++)
            {
                int other = k + stream.NextInt(to.Count - k);
                (pool[k], pool[other]) = (pool[other], pool[k]);
                links.Add(new Link(pre, pool[k], Weight(stream)));
            }
    }
}
