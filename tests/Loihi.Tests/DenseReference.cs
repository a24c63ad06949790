namespace Spikebook.Loihi.Tests;

/// <summary>
/// The chip once more, written for the tests straight from the equations: every compartment and every synapse in every step, 64-bit
/// integers, a list of what arrives when. Slow, without blocks, rows, shards or sleeping, and sharing only the description of the
/// network and the products of a parsed rule with the library. Traces must forget at once, so that nothing is random.
/// </summary>
sealed class DenseReference
{
    readonly Network _network;
    readonly Dictionary<Population, bool[]> _fired = [];
    readonly Dictionary<(Population, long), HashSet<int>> _sent = [];
    readonly Dictionary<(NeuronGroup, long), long[]> _arriving = [];
    readonly Dictionary<NeuronGroup, int[]> _hold = [];
    readonly Dictionary<Connection, (bool[] Pre, bool[] Post, bool Reward)> _epoch = [];
    long _step;

    public readonly Dictionary<NeuronGroup, long[]> U = [], V = [];
    public readonly Dictionary<Connection, int[]> Weights = [];
    public readonly Dictionary<NeuronGroup, Overflows> Overflows = [];

    public DenseReference(Network network)
    {
        _network = network;
        foreach (var population in network.Populations)
        {
            _fired[population] = new bool[population.Count];
            if (population is NeuronGroup group) (U[group], V[group], _hold[group]) = (new long[group.Count], new long[group.Count],
                new int[group.Count]);
            if (population is NeuronGroup counted) Overflows[counted] = new Overflows(0, 0, 0);
        }
        foreach (var connection in network.Connections)
        {
            Weights[connection] = [.. connection.Links.Weight];
            _epoch[connection] = (new bool[connection.From.Count], new bool[connection.To.Count], false);
        }
    }

    public void Send(SpikeSource source, long tag, int port)
    {
        if (!_sent.TryGetValue((source, tag), out var ports)) _sent[(source, tag)] = ports = [];
        ports.Add(port);
    }

    public int[] FiredBy(Population population) => [.. Enumerable.Range(0, population.Count).Where(i => _fired[population][i])];

    public void Begin()
    {
        SendSources();
        Deliver();
        Learn();
    }

    public void Tick()
    {
        _step++;
        foreach (var group in _network.Populations.OfType<NeuronGroup>()) Integrate(group);
        SendSources();
        Deliver();
        Learn();
    }

    void Integrate(NeuronGroup group)
    {
        var c = group.Compartment;
        _arriving.Remove((group, _step), out var arriving);
        for (int i = 0; i < group.Count; i++)
        {
            var (currents, inputs, voltages) = Overflows[group];
            long sum = 64 * (arriving?[i] ?? 0), input = Wrap(sum, 22);
            if (input != sum) inputs++;
            long wide = TowardZero(U[group][i], c.CurrentDecay) + input, u = Wrap(wide, 24);
            if (u != wide) currents++;
            long bias = (long)(group.BiasMantissas?[i] ?? c.BiasMantissa) * (1 << c.BiasExponent);
            long drive = u;
            if (group.Dendrite is { } dendrite)
            {
                bool open = Open(dendrite.Group, i);
                bool silent = dendrite.Group.Compartment.AtThreshold == ThresholdBehavior.PassAboveThreshold && !open;
                long other = silent ? 0 : (dendrite.OfCurrent ? U : V)[dendrite.Group][i];
                if (dendrite.Operation == JoinOperation.Add) drive = u + other;
                if (dendrite.Operation == JoinOperation.Min) drive = Math.Min(u, other);
                if (dendrite.Operation == JoinOperation.Max) drive = Math.Max(u, other);
                if (dendrite.Operation == JoinOperation.Pass && !open) drive = 0;
                if (dendrite.Operation == JoinOperation.Block && open) drive = 0;
            }
            if (Wrap(drive + bias, 24) != drive + bias) currents++;
            long free = TowardZero(V[group][i], c.VoltageDecay) + Wrap(drive + bias, 24);
            long v = Math.Max(1 - (1L << c.FloorExponent), Math.Min((1L << 9 + 2 * c.CeilingExponent) - 1, free));
            if (v != free) voltages++;
            Overflows[group] = new Overflows(currents, inputs, voltages);
            bool held = _hold[group][i] > 0;
            if (held)
            {
                _hold[group][i]--;
                v = 0;
            }
            bool fires = v > 64L * c.Threshold && c.AtThreshold == ThresholdBehavior.SpikeAndReset;
            if (group.Dendrite is { Operation: JoinOperation.Or or JoinOperation.And } gate)
            {
                bool open = Open(gate.Group, i) && !(gate.Operation == JoinOperation.Or && held);
                fires = gate.Operation == JoinOperation.Or ? fires || open : fires && open;
            }
            if (fires)
            {
                v = c.SoftReset ? v - 64L * c.Threshold : 0;
                _hold[group][i] = c.Refractory - 1;
            }
            (U[group][i], V[group][i], _fired[group][i]) = (u, v, fires);
        }
    }

    bool Open(NeuronGroup dendrite, int i) => _fired[dendrite][i]
        || dendrite.Compartment.AtThreshold == ThresholdBehavior.PassAboveThreshold
            && V[dendrite][i] > 64L * dendrite.Compartment.Threshold;

    static long TowardZero(long value, int decay) => value * (4096 - decay) / 4096;

    static long Wrap(long value, int bits)
    {
        long turn = 1L << bits, wrapped = ((value % turn) + turn) % turn;
        return wrapped >= turn / 2 ? wrapped - turn : wrapped;
    }

    void SendSources()
    {
        foreach (var source in _network.Populations.OfType<SpikeSource>())
            for (int port = 0; port < source.Count; port++)
                _fired[source][port] = _sent.TryGetValue((source, _step), out var ports) && ports.Contains(port);
    }

    void Deliver()
    {
        foreach (var connection in _network.Connections)
            Each(connection, (k, pre, post) =>
            {
                if (!_fired[connection.From][pre]) return;
                var at = (connection.To, _step + 1 + connection.Synapse.Delay);
                if (!_arriving.TryGetValue(at, out var sums)) _arriving[at] = sums = new long[connection.To.Count];
                sums[post] += connection.Synapse.Effective(Weights[connection][k]);
            });
    }

    void Learn()
    {
        foreach (var connection in _network.Connections)
        {
            if (connection.Synapse.Plasticity is not { } plasticity) continue;
            var (pres, posts, reward) = _epoch[connection];
            for (int i = 0; i < pres.Length; i++) pres[i] |= _fired[connection.From][i];
            for (int i = 0; i < posts.Length; i++) posts[i] |= _fired[connection.To][i];
            bool rewardNow = plasticity.Reward is { } source && _fired[source].Any(fired => fired);
            _epoch[connection] = (pres, posts, reward | rewardNow);
            if (_step % plasticity.Epoch != 0) continue;
            if (_step > 0) Each(connection, (k, pre, post) =>
            {
                long change = 0;
                foreach (var product in plasticity.Rules[0].Products)
                {
                    long value = (long)product.Mantissa << product.Exponent;
                    foreach (var factor in product.Factors)
                        value *= factor.Constant + factor.Variable switch
                        {
                            RuleVariable.X0 => pres[pre] ? 1 : 0,
                            RuleVariable.X1 => _fired[connection.From][pre] ? plasticity.X1.Impulse : 0,
                            RuleVariable.Y0 => posts[post] ? 1 : 0,
                            RuleVariable.Y1 => _fired[connection.To][post] ? plasticity.Y1.Impulse : 0,
                            RuleVariable.R0 => reward | rewardNow ? 1 : 0,
                            RuleVariable.R1 => rewardNow ? 1 : 0,
                            RuleVariable.Weight => Weights[connection][k],
                            RuleVariable.Period => _step / plasticity.Epoch % (1 << factor.PeriodExponent) == 0 ? 1 : 0,
                            _ => throw new NotSupportedException(),
                        };
                    change += value;
                }
                var synapse = connection.Synapse;
                int highest = synapse.Sign switch { SignMode.Mixed => 254, SignMode.Excitatory => 255, _ => 0 };
                int lowest = synapse.Sign == SignMode.Excitatory ? 0 : -256;
                Weights[connection][k] = (int)Math.Max(lowest, Math.Min(highest, Weights[connection][k] + change));
            });
            if (_step % plasticity.Epoch == 0) _epoch[connection] = (new bool[pres.Length], new bool[posts.Length], false);
        }
    }

    static void Each(Connection connection, Action<int, int, int> visit)
    {
        var links = connection.Links;
        for (int pre = 0; pre < links.Rows; pre++)
            for (int k = links.RowStart[pre]; k < links.RowStart[pre + 1]; k++) visit(k, pre, links.Post[k]);
    }
}
