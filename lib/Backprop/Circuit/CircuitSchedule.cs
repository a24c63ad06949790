namespace Spikebook.Backprop;

/// <summary>
/// In which phase of a sample each layer of the gated circuit fires, for any number of hidden layers. Layers count from 0 (input) to
/// Hidden + 1 (output); matrix m leads from layer m to layer m + 1. A sample takes six phases for each matrix: 12 for the published
/// circuit with one hidden layer, 18 with two, 24 with three.
/// </summary>
/// <remarks>
/// <para>
/// A pulse runs forward, a layer a phase; outputs are compared with the target; then matrices are taught from the last to the first. The
/// two matrices
/// of the published circuit share one block of seven phases (W2 up, back, W1 up, rest, W2 down, back, W1 down). Each further
/// matrix gets a block of five before it (up, back, down, back, hand over), at whose end both signs of its
/// lower layer's error stand in memories, as d+ and d- do for the output.
/// </para>
/// <para>
/// Six phases pass from one layer's turn in the forward pass to the turn of the layer below on the way back. So what a layer must remember,
/// its
/// activation and its box, is handed from one memory layer to the next every six phases, and no synapse needs a delay above 6, which the
/// three delay
/// bits of the published circuit hold.
/// </para>
/// </remarks>
/// <param name="Hidden">Number of hidden layers, at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no hidden layer.</exception>
public sealed record CircuitSchedule(int Hidden)
{
    internal const int Period = 6;

    /// <summary>Number of hidden layers.</summary>
    public int Hidden { get; } = Hidden >= 1
        ? Hidden : throw new ArgumentOutOfRangeException(nameof(Hidden), Hidden, "a circuit has at least one hidden layer");

    /// <summary>Steps of a sample: 6 for each matrix.</summary>
    public int Phases => Period * (Hidden + 1);

    /// <summary>Phase in which a layer fires with its activation.</summary>
    public int Forward(int layer) => layer + 1;

    /// <summary>Phase in which outputs have been compared with the target.</summary>
    public int OutputError => Forward(Hidden + 1) + 1;

    /// <summary>Phase in which matrix <paramref name="m"/> is potentiated, with reward.</summary>
    public int Potentiation(int m) => m == 0 ? Potentiation(1) + 2 : Period * Hidden + 4 - 5 * m;

    /// <summary>Phase in which matrix <paramref name="m"/> is depressed, without reward.</summary>
    public int Depression(int m) => Potentiation(m) + (m <= 1 ? 4 : 2);

    /// <summary>
    /// Phase in which what comes back to hidden layer <paramref name="layer"/> is above 0: its errors upward, before the box.
    /// </summary>
    public int Raised(int layer) => Potentiation(layer) + 1;

    /// <summary>Phase in which what comes back is below 0.</summary>
    public int Lowered(int layer) => Depression(layer) + 1;

    /// <summary>
    /// Phases in which a layer fires, in rising order: forward, twice replayed as a partner of what it excites, twice taught.
    /// </summary>
    public IReadOnlyList<int> Fires(int layer)
    {
        List<int> phases = [Forward(layer)];
        if (layer <= Hidden) phases.AddRange([Potentiation(layer), Depression(layer)]);
        if (layer >= 1) phases.AddRange([Potentiation(layer - 1), Depression(layer - 1)]);
        phases.Sort();
        return phases;
    }

    /// <summary>
    /// Phases in which the pulse of the layer below arrives once more and must find layer <paramref name="layer"/> closed: one after each
    /// but the first of
    /// <see cref="Fires"/> of that layer. The published circuit leaves two of them to the neurons' bias alone.
    /// </summary>
    internal IEnumerable<int> Inhibited(int layer)
    {
        foreach (int phase in Fires(layer - 1))
        {
            if (phase == Forward(layer - 1)) continue;
            bool leftOpen = Hidden == 1 && (layer == 1 ? phase == Depression(0) : phase == Potentiation(0));
            if (!leftOpen) yield return (phase + 1) % Phases;
        }
    }

    // The same for the layer in which errors come back: it hears all that the layer above fires, and should answer to errors only.
    internal IEnumerable<int> BackInhibited(int layer)
    {
        yield return Forward(layer + 1) + 1;
        if (layer == Hidden) yield break;
        yield return Potentiation(layer + 1) + 1;
        yield return Depression(layer + 1) + 1;
    }

    // Memories fire first in these phases, then every six phases up to the turn of their layer.
    internal int MemoryOfInput => Period;

    internal int Memory(int layer) => Forward(layer) + 1;

    internal int Box(int layer) => Forward(layer) + 4;

    internal int Handovers(int layer) => Hidden - Math.Max(layer, 1);
}
