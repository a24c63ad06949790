using Spikebook.Loihi;

namespace Spikebook.Backprop;

/// <summary>Puts populations and projections of a gated circuit into a chip network, by name.</summary>
sealed class CircuitBuilder
{
    static readonly Compartment Gated = new()
    {
        Threshold = 1024,
        CurrentDecay = Decay.Full,
        VoltageDecay = Decay.Full,
        BiasMantissa = -4096,
        BiasExponent = 7,
        Refractory = 2,
    };

    readonly Dictionary<string, Population> _populations = [];

    public Network Network { get; } = new();

    public IReadOnlyDictionary<string, Population> Populations => _populations;

    public NeuronGroup Group(string name) => (NeuronGroup)_populations[name];

    public SpikeSource Source(string name, int ports)
    {
        SpikeSource source = Network.Source(name, ports);
        _populations.Add(name, source);
        return source;
    }

    /// <summary>Memoryless neurons that fire only when a gate helps; refractory 2 keeps an echo from firing them twice.</summary>
    public void Layer(int count, params ReadOnlySpan<string> names)
    {
        foreach (string name in names) _populations.Add(name, Network.Neurons(name, count, Gated));
    }

    /// <summary>The same without refractory step, for a layer that must fire in adjacent phases.</summary>
    public void LayerThatRepeats(int count, string name)
        => _populations.Add(name, Network.Neurons(name, count, Gated with { Refractory = 1 }));

    /// <summary>A ring of single gate neurons g00, g01, …, of which one fires in each step, started by the source "start".</summary>
    public void GateChain(int length)
    {
        for (int i = 0; i < length; i++)
            _populations.Add(
                GateName(i), Network.Neurons(GateName(i), 1, Gated with { BiasMantissa = 0, BiasExponent = 0, Refractory = 1 }));
        Source("start", 1);
        Relay("start", "g00", CircuitStrength.Chain);
        for (int i = 0; i < length; i++) Relay(GateName(i), GateName((i + 1) % length), CircuitStrength.Chain);
    }

    public void Relay(string from, string to, CircuitStrength strength, int delay = 0)
        => Network.Connect(
            _populations[from], Group(to), Wiring.OneToOne(strength.Mantissa), Fixed(strength, delay),
            $"{from} -> {to} {strength.Mantissa} d{delay}");

    public void Relay(string from, string to, int delay = 0) => Relay(from, to, CircuitStrength.Relay, delay);

    /// <summary>
    /// Memory layers that hand a pulse on: the first fires in phase <paramref name="first"/>, each further one six phases later.
    /// </summary>
    public void Memories(int count, string name, int first, int handovers)
    {
        for (int k = 0; k <= handovers; k++) Layer(count, MemoryName(name, first, k));
    }

    /// <summary>Lets <see cref="Memories"/> hold what a layer fires in phase <paramref name="said"/>.</summary>
    /// <returns>The last memory and the phase in which it fires.</returns>
    public (string Memory, int Phase) Remember(string name, string from, int said, int first, int handovers)
    {
        string memory = from;
        for (int k = 0; k <= handovers; k++)
        {
            int phase = first + CircuitSchedule.Period * k;
            string next = MemoryName(name, first, k);
            Relay(memory, next, delay: phase - said - 1);
            Gate(phase, CircuitStrength.Gate, next);
            (memory, said) = (next, phase);
        }
        return (memory, said);
    }

    static string MemoryName(string name, int first, int handover)
        => handover == 0 ? name : $"{name}_{first + CircuitSchedule.Period * handover}";

    /// <summary>Gate neuron <paramref name="phase"/> opens (or inhibits) layers in the phase of its number.</summary>
    public void Gate(int phase, CircuitStrength strength, params ReadOnlySpan<string> layers)
    {
        foreach (string layer in layers)
        {
            Network.Connect(
                _populations[GateName(phase)], Group(layer), Wiring.AllToAll(strength.Mantissa), Fixed(strength, 0),
                $"{GateName(phase)} -> {layer} {strength.Mantissa}");
        }
    }

    /// <summary>All-to-all synapses with given weights, [pre, post] row by row; plastic if a rule is given.</summary>
    public Connection Dense(string name, string from, string to, ReadOnlySpan<short> weights, Plasticity? plasticity)
    {
        Population pre = _populations[from];
        NeuronGroup post = Group(to);
        var matrix = new int[pre.Count, post.Count];
        for (int i = 0; i < weights.Length; i++) matrix[i / post.Count, i % post.Count] = weights[i];
        return Network.Connect(pre, post, Wiring.Matrix(matrix), new Synapse { Exponent = 0, Plasticity = plasticity }, name);
    }

    static string GateName(int phase) => $"g{phase:00}";

    static Synapse Fixed(CircuitStrength strength, int delay)
        => new() { Exponent = strength.Exponent, Sign = strength.Sign, Delay = delay };
}
