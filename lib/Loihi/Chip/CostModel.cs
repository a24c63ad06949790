using System.Text.Json;

namespace Spikebook.Loihi;

/// <summary>What an event costs.</summary>
/// <param name="Name">The event.</param>
/// <param name="Picojoules">Energy.</param>
/// <param name="Nanoseconds">Time on its core (or on its way).</param>
public sealed record EventCost(string Name, double Picojoules, double Nanoseconds);

/// <summary>
/// Energy and time of events on the chip. The numbers and their sources are data: lib/Loihi/Chip/loihi-costs.json (SANA-FE's constants,
/// calibrated from Davies et al. 2018; without learning its published error is 12 % in energy and 25 % in time).
/// </summary>
public sealed record CostModel
{
    readonly Dictionary<string, EventCost> _events;
    readonly (double Tiles, double Microseconds)[] _barrier;

    CostModel(JsonElement data)
    {
        Source = data.GetProperty("source").GetString()!;
        Events = data.GetProperty("events").Deserialize<EventCost[]>(Embedded.Options)!;
        _events = Events.ToDictionary(cost => cost.Name);
        _barrier = [.. data.GetProperty("barrier").EnumerateArray()
            .Select(item => (item.GetProperty("tiles").GetDouble(), item.GetProperty("microseconds").GetDouble()))];
    }

    /// <summary>The first-generation chip.</summary>
    public static CostModel Loihi1 { get; } = new(Embedded.Read("loihi-costs.json"));

    /// <summary>Where the numbers come from.</summary>
    public string Source { get; }

    /// <summary>Cost of each event.</summary>
    public IReadOnlyList<EventCost> Events { get; }

    /// <summary>Cost of an event by its name in the file.</summary>
    public EventCost this[string name] => _events.TryGetValue(name, out var cost)
        ? cost : throw new LoihiException($"the cost model has no event '{name}'.");

    /// <summary>
    /// Time of the barrier that ends a step, in nanoseconds, by the number of tiles: linear between the published points, constant beyond.
    /// </summary>
    public double BarrierNs(int tiles)
    {
        if (tiles <= _barrier[0].Tiles) return 1000 * _barrier[0].Microseconds;
        for (int k = 1; k < _barrier.Length; k++)
        {
            var (from, to) = (_barrier[k - 1], _barrier[k]);
            if (tiles <= to.Tiles)
                return 1000 * (from.Microseconds + (to.Microseconds - from.Microseconds) * (tiles - from.Tiles) / (to.Tiles - from.Tiles));
        }
        return 1000 * _barrier[^1].Microseconds;
    }
}

/// <summary>How often an event happened and what it cost.</summary>
/// <param name="Phase">Part of the step: compartments, messages, synapses, learning.</param>
/// <param name="Event">The event.</param>
/// <param name="Count">How often.</param>
/// <param name="EnergyJ">Energy, J.</param>
/// <param name="Share">Share of the whole energy.</param>
public sealed record CostRow(string Phase, string Event, long Count, double EnergyJ, double Share);

/// <summary>What a core did and cost. No time of learning is published, so that it is part of the energy only.</summary>
/// <param name="Core">The core.</param>
/// <param name="Groups">What it holds.</param>
/// <param name="Spikes">Spikes that it fired.</param>
/// <param name="SynapticEvents">Synapses over which spikes came in.</param>
/// <param name="LearningEvents">Synapses to which learning rules were applied.</param>
/// <param name="EnergyJ">Energy, J.</param>
/// <param name="BusyS">Time for which it worked, s.</param>
public sealed record CoreCost(int Core, string Groups, long Spikes, long SynapticEvents, long LearningEvents, double EnergyJ, double BusyS);

/// <summary>Estimated energy and time of a stretch of a run.</summary>
/// <param name="Steps">Number of steps.</param>
/// <param name="Rows">Energy by event.</param>
/// <param name="Cores">Energy and time by core.</param>
/// <param name="EnergyJ">Dynamic energy, J.</param>
/// <param name="TimeS">Time, s: in each step that of the busiest core, of the longest way of a message, and of the barrier.</param>
/// <param name="Source">Where the constants come from.</param>
public sealed record CostReport(long Steps, IReadOnlyList<CostRow> Rows, IReadOnlyList<CoreCost> Cores, double EnergyJ, double TimeS,
    string Source)
{
    /// <summary>Time of a step, s.</summary>
    public double StepTimeS => Steps == 0 ? 0 : TimeS / Steps;

    /// <summary>Dynamic power, W.</summary>
    public double PowerW => TimeS == 0 ? 0 : EnergyJ / TimeS;
}
