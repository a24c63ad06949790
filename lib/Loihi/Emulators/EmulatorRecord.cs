using System.Text.Json;

namespace Spikebook.Loihi;

/// <summary>How runs of this library agree with those of another emulator.</summary>
/// <param name="Emulator">The other emulator.</param>
/// <param name="Networks">Networks that were run.</param>
/// <param name="Steps">Steps that were compared.</param>
/// <param name="Spikes">Spikes that the other fired.</param>
/// <param name="Overflows">Values that left their range.</param>
/// <param name="Differ">Steps in which a current or a voltage differs.</param>
public sealed record Agreement(string Emulator, int Networks, int Steps, int Spikes, int Overflows, int Differ);

/// <summary>
/// Single neurons as another emulator ran them, from data/reference/loihi-brian2loihi.json, -nengo.json or -lava.json: registers, inputs,
/// and the current and voltage of every step.
/// </summary>
/// <param name="Emulator">Name and version.</param>
/// <param name="Neurons">The neurons.</param>
public sealed record EmulatorRecord(string Emulator, IReadOnlyList<RecordedNeuron> Neurons)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LoihiException">It is no such record.</exception>
    public static EmulatorRecord Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new(root.GetProperty("emulator").GetString()!,
                [.. root.GetProperty("cases").EnumerateArray().Select(RecordedNeuron.Of)]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LoihiException($"{path} is no record of an emulator: {problem.Message}", problem);
        }
    }

    /// <summary>Runs every neuron here and compares each integer of each step.</summary>
    /// <param name="conventions">The preset of the emulator.</param>
    public Agreement Compare(Conventions conventions)
    {
        int steps = 0, overflows = 0, differ = 0;
        foreach (var neuron in Neurons)
        {
            var (run, group) = neuron.Start(conventions);
            var (u, v) = (run.RecordCurrents(group), run.RecordVoltages(group));
            run.Run(neuron.Currents.Count);
            steps += neuron.Currents.Count;
            differ += u.Of(0).Zip(v.Of(0)).Zip(neuron.Currents.Zip(neuron.Voltages)).Count(pair => pair.First != pair.Second);
            var (currents, inputs, voltages) = run.OverflowsOf(group);
            overflows += (int)(currents + inputs + voltages);
        }
        return new(Emulator, Neurons.Count, steps, Neurons.Sum(neuron => neuron.Spikes), overflows, differ);
    }
}
