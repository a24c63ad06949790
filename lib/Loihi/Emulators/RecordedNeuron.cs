using System.Text.Json;

namespace Spikebook.Loihi;

/// <summary>An input of a recorded neuron.</summary>
/// <param name="Weight">Weight mantissa.</param>
/// <param name="Synapse">Exponent and sign mode.</param>
/// <param name="Tags">When its spikes were sent; see <see cref="SpikeInput.Send"/>.</param>
public sealed record RecordedInput(int Weight, Synapse Synapse, IReadOnlyList<int> Tags);

/// <summary>A neuron as another emulator ran it.</summary>
/// <param name="Registers">Its registers.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Currents">u after each step, from step 1.</param>
/// <param name="Voltages">v after each step.</param>
/// <param name="Spikes">How often it fired.</param>
public sealed record RecordedNeuron(
    Compartment Registers, IReadOnlyList<RecordedInput> Inputs, IReadOnlyList<int> Currents, IReadOnlyList<int> Voltages, int Spikes)
{
    /// <summary>Starts the same neuron here, all its spikes sent.</summary>
    /// <param name="conventions">How points are settled on which emulators differ.</param>
    public (LoihiRun Run, NeuronGroup Neuron) Start(Conventions conventions)
    {
        var network = new Network(conventions);
        var neuron = network.Neurons("neuron", 1, Registers);
        var sources = new List<SpikeSource>();
        foreach (var input in Inputs)
        {
            var source = network.Source($"input {sources.Count}", 1);
            network.Connect(source, neuron, Wiring.OneToOne(input.Weight), input.Synapse);
            sources.Add(source);
        }
        var run = network.Compile().Start(overflow: OverflowResponse.Count);
        foreach (var (source, input) in sources.Zip(Inputs))
            foreach (int tag in input.Tags) run.Send(source, tag, 0);
        return (run, neuron);
    }

    internal static RecordedNeuron Of(JsonElement item)
    {
        var registers = new Compartment
        {
            Threshold = Register("threshold", 0),
            CurrentDecay = Register("current_decay", 0),
            VoltageDecay = Register("voltage_decay", 0),
            Refractory = Register("refractory", 1),
            BiasMantissa = Register("bias_mantissa", 0),
            BiasExponent = Register("bias_exponent", 0),
            FloorExponent = Register("floor_exponent", 23),
            CeilingExponent = Register("ceiling_exponent", 7),
        };
        RecordedInput[] inputs = [.. item.GetProperty("inputs").EnumerateArray().Select(InputOf)];
        return new(registers, inputs, Ints(item, "u"), Ints(item, "v"), Ints(item, "spikes").Length);

        int Register(string name, int otherwise) => item.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;
    }

    static RecordedInput InputOf(JsonElement input) => new(
        input.GetProperty("weight_mantissa").GetInt32(),
        new Synapse
        {
            Exponent = input.GetProperty("weight_exponent").GetInt32(),
            Sign = SignOf(input.GetProperty("sign_mode").GetString()),
        },
        Ints(input, "tags"));

    static SignMode SignOf(string? name) => name switch
    {
        "exc" => SignMode.Excitatory,
        "inh" => SignMode.Inhibitory,
        "mixed" => SignMode.Mixed,
        _ => throw new FormatException($"sign mode {name} is unknown; use exc, inh or mixed"),
    };

    static int[] Ints(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
}
