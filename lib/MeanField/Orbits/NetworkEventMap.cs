namespace Spikebook.MeanField;

/// <summary>
/// The map of several populations with delays and adaptation, without refractory times. The state holds the cell masses of each
/// population, the firing in the longest delay before the event of each that acts late, the kicks of events that are under way, and the
/// adaptation.
/// </summary>
public sealed class NetworkEventMap : EventMap
{
    const int Intervals = 40;   // of the past, shorter towards the event: firing grows like the inverse root of the time to it
    const double Now = 1_000;   // the time that a state is given; before 0 nobody fired

    readonly PopulationNetwork _network;
    readonly ManyPopulations _solver;
    readonly IReadOnlyList<InitialDensity> _starts;
    readonly double _memory;
    readonly int[] _late; // populations whose firing acts late
    NetworkState? _shape; // meshes, and when what is under way is due

    /// <summary>Prepares the map.</summary>
    /// <param name="network">Network with constant drives.</param>
    /// <param name="starts">Where the run to the first event starts.</param>
    /// <param name="cells">Cells of each mesh.</param>
    /// <exception cref="ArgumentException">A population has a refractory time or a drive over time.</exception>
    public NetworkEventMap(PopulationNetwork network, IReadOnlyList<InitialDensity> starts, int cells = 250)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(starts);
        network.Validate();
        for (int a = 0; a < network.Count; a++)
            if (network.Populations[a].Refractory > 0 || network.Populations[a].Drive is not null)
                throw new ArgumentException(
                    $"population {network.NameOf(a)} has a refractory time or a drive mu(t); an orbit needs neither");
        (_network, _starts, _solver) = (network, starts, new ManyPopulations { Cells = cells });
        _memory = network.Delayed.Count > 0 ? network.Delayed.Max(c => c.Delay) : 0;
        int[] all = [.. Enumerable.Range(0, network.Count)];
        _late = [.. all.Where(b => network.Delayed.Any(c => all.Any(a => c.Weights[a, b] != 0)))];
    }

    // Sizes of events go smoothly with the state to 1e-8 and the past to 1e-7, as it was measured, but for jumps of 1e-5 where the number
    // of steps changes.
    internal override double Difference => 2e-4;

    internal override double Blur => 1e-3;

    internal override bool MayJump => true;

    /// <inheritdoc/>
    public override EventStep First(CancellationToken cancel = default)
    {
        NetworkState start = _solver.Run(_network, _starts, 1e-9, cancel: cancel).End;
        return To(start, cancel);
    }

    /// <inheritdoc/>
    public override EventStep Next(double[] state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_shape is null) First(cancel);
        return To(Unpack(state, _shape!), cancel);
    }

    EventStep To(NetworkState start, CancellationToken cancel)
    {
        NetworkResult run = _solver.ToNextEvent(_network, start, start.Time + Patience, Smallest, cancel);
        NetworkEvent? last = run.Events.Count > 0 ? run.Events[^1] : null;
        if (last is null || last.Sizes.Max() < Smallest) throw new NoEventException(Patience);
        _shape = run.End;
        double[] spikes = [.. run.End.Populations.Zip(start.Populations, (end, begin) => end.Tau - begin.Tau)];
        return new EventStep(Pack(run.End), last.Time - start.Time, last.Sizes, spikes) { Before = last.Before };
    }

    double[] Pack(NetworkState state)
    {
        var packed = new List<double>();
        for (int a = 0; a < _network.Count; a++)
        {
            PopulationState p = state.Populations[a];
            Mesh mesh = p.MeshFor(_network.Populations[a]);
            double[] density = [.. p.Density];
            foreach (MovingGaussian g in p.Gaussians) if (g.Variance > 0) g.LayOnto(mesh, density);
            packed.AddRange(density.Select(v => v * mesh.Width));
        }
        foreach (var b in _late)
        {
            var past = new Past(_network.Populations[b], asked: true);
            past.Load(state.Populations[b]);
            for (int i = 0; i < Intervals; i++)
                packed.Add(past.FiredBy(state.Time - _memory * Ago(i + 1)) - past.FiredBy(state.Time - _memory * Ago(i)));
        }
        foreach (LateKicks late in state.Late) packed.AddRange(late.Kicks);
        packed.AddRange(state.Adapted);
        return [.. packed];
    }

    NetworkState Unpack(double[] packed, NetworkState shape)
    {
        int at = 0, k = _network.Count;
        var populations = new PopulationState[k];
        for (int a = 0; a < k; a++)
        {
            Mesh mesh = shape.Populations[a].MeshFor(_network.Populations[a]);
            double[] density = [.. packed.Skip(at).Take(mesh.Cells).Select(mass => Math.Max(0, mass) / mesh.Width)];
            at += mesh.Cells;
            double fired = 1 - density.Sum() * mesh.Width;
            if (fired < 0) for (int i = 0; i < density.Length; i++) density[i] /= 1 - fired;
            populations[a] = new PopulationState
            {
                Minimum = shape.Populations[a].Minimum,
                Density = density,
                Gaussians = fired > 0 ? [new MovingGaussian(fired, _network.Populations[a].Reset, 0)] : [],
            };
        }
        foreach (var b in _late)
        {
            populations[b] = populations[b] with { Past = Stretches(packed.AsSpan(at, Intervals)) };
            at += Intervals;
        }
        var late = new List<LateKicks>();
        foreach (LateKicks l in shape.Late)
        {
            late.Add(new LateKicks(Now + l.Due - shape.Time, packed[at..(at + k)]));
            at += k;
        }
        return new NetworkState { Time = Now, Populations = populations, Late = late, Adapted = packed[at..], AfterEvent = true };
    }

    PastStretch[] Stretches(ReadOnlySpan<double> masses)
    {
        var stretches = new PastStretch[Intervals];
        double fired = 0;
        for (int i = 0; i < Intervals; i++)
        {
            double start = Now - _memory * Ago(i), end = Now - _memory * Ago(i + 1);
            double mass = Math.Max(0, masses[i]), rate = mass / (end - start);
            stretches[i] = new PastStretch(start, end, rate, rate, fired, mass);
            fired += mass;
        }
        return stretches;
    }

    /// <summary>Share of the longest delay that the i-th point of the past lies back.</summary>
    static double Ago(int i) => Real.Pow(1 - (double)i / Intervals, 3);
}
