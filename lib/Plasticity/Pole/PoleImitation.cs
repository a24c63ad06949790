using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// Balancing by imitation: a layer of two neurons, left and right, learns from a teacher what the expert would do in states that a clumsy
/// expert visits, and then plays by its own first spike.
/// </summary>
public sealed class PoleImitation
{
    const int Visited = 40_000, Classes = 2;
    const double Flips = .3, LowQuantile = .01, HighQuantile = .99;

    readonly TemporalSettings _settings;
    readonly double[] _least, _most;
    readonly FirstSpike _layer;
    readonly double[] _features = new double[4];
    readonly int[] _ticks;

    PoleImitation(TemporalSettings settings, double[] least, double[] most, double[] weights)
    {
        (_settings, _least, _most, Weights) = (settings, least, most, weights);
        _layer = new FirstSpike(settings, weights, Classes);
        _ticks = new int[4 * settings.Fields.Count];
    }

    /// <summary>Left, then right: a weight for each input.</summary>
    public double[] Weights { get; }

    /// <summary>The least and greatest value of each feature: 1 % and 99 % quantiles of the states learned from.</summary>
    public (IReadOnlyList<double> Least, IReadOnlyList<double> Most) Ranges => (_least, _most);

    /// <summary>Learns.</summary>
    /// <param name="settings">The layer; its scaling is replaced by clipping to quantiles.</param>
    /// <param name="seed">Names all chance.</param>
    /// <param name="samples">States learned from, drawn from 40,000 visited.</param>
    /// <exception cref="ArgumentException">The settings or the number of samples are outside their bounds.</exception>
    public static PoleImitation Learn(TemporalSettings settings, ulong seed, int samples = 1000)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (samples is < 10 or > Visited) throw new ArgumentException($"{samples} samples; use 10 … {Visited}", nameof(samples));
        var states = Visit(Streams.For(seed, "pole-visits"), samples);
        var (least, most) = (new double[4], new double[4]);
        var rows = new double[samples, 4];
        var row = new double[4];
        for (int n = 0; n < samples; n++)
        {
            states[n].CopyTo(row);
            for (int f = 0; f < 4; f++) rows[n, f] = row[f];
        }
        for (int f = 0; f < 4; f++)
        {
            double[] sorted = [.. Enumerable.Range(0, samples).Select(n => rows[n, f]).Order()];
            (least[f], most[f]) = (sorted[(int)(LowQuantile * (samples - 1))], sorted[(int)(HighQuantile * (samples - 1))]);
        }
        int inputs = 4 * settings.Fields.Count;
        var ticks = new int[samples * inputs];
        for (int n = 0; n < samples; n++)
        {
            for (int f = 0; f < 4; f++) row[f] = Math.Clamp((rows[n, f] - least[f]) / (most[f] - least[f]), 0, 1);
            settings.Fields.Encode(row, ticks.AsSpan(n * inputs, inputs));
        }
        var random = Streams.For(seed, "pole-order");
        int[] order = [.. Enumerable.Range(0, settings.Epochs).SelectMany(_ => random.Permutation(samples))];
        int[] labels = [.. states.Select(state => CartPole.Expert(state) ? 1 : 0)];
        var weights = new TeacherTraining(settings).Train(SpikeTimes.Of(ticks, inputs, settings.Fields.TickMs), labels, Classes, order);
        return new PoleImitation(settings, least, most, weights);
    }

    /// <summary>The layer with other weights, for instance rounded ones.</summary>
    public PoleImitation With(double[] weights) => new(_settings, _least, _most, weights);

    /// <summary>The spikes of a state.</summary>
    public SpikeTimes Encode(PoleState state)
    {
        state.CopyTo(_features);
        for (int f = 0; f < 4; f++) _features[f] = Math.Clamp((_features[f] - _least[f]) / (_most[f] - _least[f]), 0, 1);
        _settings.Fields.Encode(_features, _ticks);
        return SpikeTimes.Of(_ticks, _ticks.Length, _settings.Fields.TickMs);
    }

    /// <summary>What the layer decides: class 1 pushes right.</summary>
    public Decision Decide(PoleState state) => _layer.Decide(Encode(state), 0);

    /// <summary>Lengths of episodes that the layer plays.</summary>
    public int[] Play(ulong seed, int episodes)
        => [.. Enumerable.Range(0, episodes)
            .Select(k => CartPole.Play(state => Decide(state).Class == 1, Streams.For(seed, "pole-play", k)))];

    // States that an expert visits who pushes the wrong way in three of ten steps.
    static PoleState[] Visit(RandomStream random, int samples)
    {
        var states = new PoleState[Visited];
        var state = CartPole.Start(random);
        for (int n = 0; n < Visited; n++)
        {
            states[n] = state;
            state = CartPole.Step(state, CartPole.Expert(state) != random.NextDouble() < Flips);
            if (CartPole.Fallen(state)) state = CartPole.Start(random);
        }
        return [.. random.Permutation(Visited)[..samples].Select(n => states[n])];
    }
}
