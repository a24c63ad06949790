using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Loihi;

namespace Spikebook.Showcase;

/// <summary>
/// The chip's circuit on a visitor's desk: digits of 20 x 20 pixels, 100 hidden units, ten answers. It learns many digits by the fast form
/// of its algorithm, and any one of them spike by spike through the twelve phases; both give the same weights.
/// </summary>
public sealed class ChipDesk
{
    /// <summary>Pixels a side, hidden units and answers.</summary>
    public const int Side = 20, Hidden = 100, Answers = 10;

    /// <summary>Layers in the order in which <see cref="Show"/> gives their spikes.</summary>
    public static IReadOnlyList<string> Layers { get; } =
        ["x", "m_x6", "h1", "h1_copy", "h1_copy2", "c_h1", "m_h1", "h1T", "o", "o_copy", "o_copy2", "oT-", "t", "d+", "d-"];

    readonly BinarySamples _digits;
    readonly int _unseen; // digits from here on are never learned in bulk
    readonly int[] _potentials = new int[Answers];
    BinaryWeights _weights;
    FastBackprop? _fast;
    SynfireCircuit? _circuit;
    SpikeProbe[] _probes = [];
    int _next;

    /// <summary>A circuit that has learned nothing.</summary>
    /// <param name="digits">Digits of 20 x 20 pixels; the last tenth is kept for examinations.</param>
    /// <param name="seed">Seed of the first weights.</param>
    /// <exception cref="ArgumentException">The digits have another size.</exception>
    public ChipDesk(BinarySamples digits, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Inputs != Side * Side || digits.Classes != Answers || digits.Count < 20)
            throw new ArgumentException(
                $"{digits.Count} digits of {digits.Inputs} pixels in {digits.Classes} classes; {Side * Side} pixels and {Answers} classes are needed, and 20 of them");
        _digits = digits;
        _unseen = digits.Count - digits.Count / 10;
        _weights = BinaryWeights.Random(LayerSizes.Parse($"{Side * Side}-{Hidden}-{Answers}"), seed);
    }

    /// <summary>Digits learned so far, in bulk or one by one.</summary>
    public int Learned { get; private set; }

    /// <summary>How many digits are kept for examinations.</summary>
    public int Unseen => _digits.Count - _unseen;

    /// <summary>Learns the next digits by the fast form.</summary>
    /// <param name="count">How many, above 0.</param>
    public void Learn(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var fast = Fast();
        for (int i = 0; i < count; i++)
        {
            fast.Learn(_digits.Active(_next), _digits.Label(_next));
            _next = (_next + 1) % _unseen;
        }
        Learned += count;
        (_weights, _circuit) = (fast.Weights(), null);
    }

    /// <summary>The share of some unseen digits that the present weights read rightly.</summary>
    /// <param name="count">How many, at most <see cref="Unseen"/>.</param>
    public double Examine(int count)
    {
        if (count < 1 || count > Unseen) throw new ArgumentOutOfRangeException(nameof(count), count, $"1 to {Unseen} digits are unseen");
        var fast = Fast();
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            fast.Infer(_digits.Active(_unseen + i), _potentials);
            if (Highest(_potentials) == _digits.Label(_unseen + i)) right++;
        }
        return (double)right / count;
    }

    /// <summary>An unseen digit.</summary>
    /// <param name="index">Which, 0 to <see cref="Unseen"/> - 1.</param>
    public (bool[] Pixels, int Label) Digit(int index)
        => (_digits.Bits(_unseen + index % Unseen), _digits.Label(_unseen + index % Unseen));

    /// <summary>What the present weights read in a picture: the potentials of the ten answers, each the sum of weights u.</summary>
    public int[] Read(ReadOnlySpan<bool> pixels)
    {
        Fast().Infer(ActiveInputs.OfBits(pixels), _potentials);
        return [.. _potentials];
    }

    /// <summary>Sends a picture through the circuit on the emulated chip, which learns from it.</summary>
    /// <param name="pixels">400 pixels.</param>
    /// <param name="label">What it is, 0 to 9.</param>
    public Lesson Show(ReadOnlySpan<bool> pixels, int label)
    {
        int[] potentials = Read(pixels);
        var circuit = Circuit();
        long zero = circuit.Run.Step + 1; // the step of phase 0
        bool exact = circuit.Learn(ActiveInputs.OfBits(pixels), label);
        Learned++;
        var phases = Enumerable.Range(0, circuit.Phases).Select(_ => Layers.Select(_ => new List<int>()).ToArray()).ToArray();
        for (int layer = 0; layer < Layers.Count; layer++)
        {
            var spikes = _probes[layer].Spikes;
            for (int i = spikes.Count - 1; i >= 0 && spikes[i].Step >= zero; i--)
                phases[spikes[i].Step - zero][layer].Add(spikes[i].Neuron);
        }
        var after = circuit.Weights();
        long changed = _weights.Differences(after);
        (_weights, _fast) = (after, null);
        return new Lesson(label, Highest(potentials), exact, potentials, changed,
            [.. phases.Select(layers => (IReadOnlyList<IReadOnlyList<int>>)[.. layers.Select(fired => (IReadOnlyList<int>)fired)])]);
    }

    /// <summary>The projections between <see cref="Layers"/>, each with its delay in steps.</summary>
    public IReadOnlyList<(int From, int To, int Delay)> Wires()
    {
        var place = Layers.Select((name, at) => (name, at)).ToDictionary(layer => layer.name, layer => layer.at);
        return [.. Circuit().Network.Connections
            .Where(wire => place.ContainsKey(wire.From.Name) && place.ContainsKey(wire.To.Name))
            .Select(wire => (place[wire.From.Name], place[wire.To.Name], wire.Synapse.Delay)).Distinct()];
    }

    FastBackprop Fast() => _fast ??= new FastBackprop(_weights, LearningRules.Circuit);

    SynfireCircuit Circuit()
    {
        if (_circuit is not null) return _circuit;
        _circuit = new SynfireCircuit(_weights);
        _probes = [.. Layers.Select(name => _circuit.Run.RecordSpikes(_circuit.Layer(name)))];
        return _circuit;
    }

    static int Highest(ReadOnlySpan<int> potentials)
    {
        int best = 0;
        for (int k = 1; k < potentials.Length; k++)
            if (potentials[k] > potentials[best]) best = k;
        return best;
    }
}
