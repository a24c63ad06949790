using Spikebook.Randomness;

namespace Spikebook.MeanField;

/// <summary>One Monte Carlo run of several populations.</summary>
sealed class ManyParticlesRun
{
    const double CertainExponent = 27; // a bridge crossing of probability e^-27 is not asked for

    readonly PopulationNetwork _network;
    readonly int _n;
    readonly double _step;
    readonly ulong _key, _bridgeKey;
    readonly double[][] _voltages, _returns;
    readonly List<int>[] _fired;
    readonly double[] _kick, _reach, _taus, _adapted;
    readonly PriorityQueue<double[], double> _late = new();
    readonly float[] _normals;

    public ManyParticlesRun(PopulationNetwork network, IReadOnlyList<InitialDensity> starts, int neurons, double step, ulong seed)
    {
        (_network, _n, _step) = (network, neurons, step);
        _key = Streams.For(seed, "network-noise").Key;
        _bridgeKey = Streams.For(seed, "network-bridge").Key;
        int k = network.Count;
        (_voltages, _returns, _fired) = (new double[k][], new double[k][], new List<int>[k]);
        (_kick, _reach, _taus, _adapted) = (new double[k], new double[k], new double[k], new double[k]);
        _normals = new float[(neurons + NormalBlocks.Size - 1) / NormalBlocks.Size * NormalBlocks.Size];
        for (int a = 0; a < k; a++)
        {
            Nnlif model = network.Populations[a];
            (_voltages[a], _returns[a], _fired[a]) = (new double[neurons], new double[model.Refractory > 0 ? neurons : 0], []);
            var mesh = Mesh.For(model, ClockSettings.LeftEnd(model, starts[a]), 4_000);
            new ParticleStart(starts[a], model, mesh, neurons, seed + 1_000_003 * (ulong)a).Draw(0, _voltages[a]);
        }
    }

    public IReadOnlyList<NetworkBurst> Complete(double until, double smallest, double gap, CancellationToken cancel)
    {
        var bursts = new List<NetworkBurst>();
        int k = _network.Count;
        double[] sizes = new double[k], first = new double[k];
        double last = double.NegativeInfinity, largest = 0, largestTime = 0;
        long steps = (long)Math.Ceiling(until / _step * (1 - 1e-12));
        for (long step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            double now = (step + 1) * _step;
            Move(step, now);
            Cascade();
            double size = _fired.Max(f => f.Count) / (double)_n;
            if (now - last > gap && largest > 0)
            {
                bursts.Add(new NetworkBurst(largestTime, [.. sizes], [.. first]));
                largest = 0;
            }
            if (size >= smallest)
            {
                if (largest == 0)
                {
                    Array.Clear(sizes);
                    _taus.CopyTo(first, 0);
                }
                if (size > largest) (largest, largestTime) = (size, now);
                last = now;
            }
            for (int a = 0; a < k; a++)
            {
                _taus[a] += _fired[a].Count / (double)_n;
                if (largest > 0 && last == now) sizes[a] = _taus[a] - first[a];
            }
            Reset(now);
        }
        if (largest > 0) bursts.Add(new NetworkBurst(largestTime, [.. sizes], [.. first]));
        return bursts;
    }

    /// <summary>v' = mu + (v - mu) e^-dt + s z, and who crossed V_F on the way.</summary>
    void Move(long step, double now)
    {
        double decay = Real.Exp(-_step);
        for (int a = 0; a < _voltages.Length; a++)
        {
            Nnlif model = _network.Populations[a];
            double drive = (model.DriveAt(now - 0.5 * _step) - _adapted[a]) * (1 - decay);
            double deviation = Math.Sqrt(model.A * (1 - decay * decay));
            double threshold = model.Threshold, certain = CertainExponent * model.A * _step, kick = _kick[a];
            double[] v = _voltages[a], returns = _returns[a];
            NormalBlocks.Fill(_key + (ulong)a, (ulong)step, 0, _normals);
            List<int> fired = _fired[a];
            fired.Clear();
            for (int i = 0; i < v.Length; i++)
            {
                if (returns.Length > 0 && returns[i] > now)
                {
                    v[i] = model.Reset - kick;
                    continue;
                }
                double x = v[i] + kick, y = drive + x * decay + deviation * _normals[i];
                v[i] = y;
                if ((threshold - x) * (threshold - y) < certain && Crossed(a, step, i, x, y, threshold, model.A)) fired.Add(i);
            }
        }
    }

    bool Crossed(int population, long step, int neuron, double x, double y, double threshold, double noise)
    {
        if (x >= threshold || y >= threshold) return true;
        double exponent = (threshold - x) * (threshold - y) / (noise * _step);
        (uint word, uint low, _, _) = Philox.Block(_bridgeKey + (ulong)population, (ulong)neuron, (ulong)step);
        return ((ulong)word << 20 | low >> 12) * (1.0 / (1UL << 52)) < Real.Exp(-exponent);
    }

    /// <summary>
    /// Who is lifted over V_F by those who fired fires too, in every population, until nobody is left: the order does not matter.
    /// </summary>
    void Cascade()
    {
        int k = _voltages.Length;
        Array.Clear(_reach);
        bool grows = true;
        while (grows)
        {
            grows = false;
            for (int a = 0; a < k; a++)
            {
                double reach = 0;
                for (int b = 0; b < k; b++) reach += _network.Excitation[a, b] * _fired[b].Count / _n;
                if (reach <= _reach[a]) continue;
                int before = _fired[a].Count;
                Collect(a, reach);
                _reach[a] = reach;
                grows |= _fired[a].Count > before;
            }
        }
    }

    /// <summary>Those between the old reach and the new one join; a neuron fires at most once.</summary>
    void Collect(int population, double reach)
    {
        double threshold = _network.Populations[population].Threshold;
        double[] v = _voltages[population];
        List<int> fired = _fired[population];
        HashSet<int>? already = _reach[population] == 0 ? [.. fired] : null;
        for (int i = 0; i < v.Length; i++)
        {
            double depth = threshold - v[i];
            if (depth > reach || depth <= _reach[population] && _reach[population] > 0) continue;
            if (_reach[population] == 0 ? !already!.Contains(i) : depth > _reach[population]) fired.Add(i);
        }
    }

    /// <summary>Kicks of this step, and those of earlier ones that arrive; who fired waits at V_R.</summary>
    void Reset(double now)
    {
        int k = _voltages.Length;
        Array.Clear(_kick);
        for (int a = 0; a < k; a++)
            for (int b = 0; b < k; b++) _kick[a] += _network.Excitation[a, b] * _fired[b].Count / _n;
        foreach (DelayedCoupling coupling in _network.Delayed) Send(coupling, now);
        while (_late.TryPeek(out double[]? arriving, out double due) && due <= now + 0.5 * _step)
        {
            _late.Dequeue();
            for (int a = 0; a < k; a++) _kick[a] += arriving[a];
        }
        for (int a = 0; a < _network.Adaptations.Count; a++)
            if (_network.Adaptations[a] is { } w)
                _adapted[a] = _adapted[a] * Real.Exp(-_step / w.Time) + w.Strength * _fired[a].Count / _n;
        for (int a = 0; a < k; a++)
        {
            Nnlif model = _network.Populations[a];
            foreach (int i in _fired[a])
            {
                _voltages[a][i] = model.Reset - _kick[a]; // the kick of this step is added on reading
                if (_returns[a].Length > 0) _returns[a][i] = now + model.Refractory;
            }
        }
    }

    void Send(DelayedCoupling coupling, double now)
    {
        var kicks = new double[_fired.Length];
        for (int a = 0; a < kicks.Length; a++)
            for (int b = 0; b < kicks.Length; b++) kicks[a] += coupling.Weights[a, b] * _fired[b].Count / _n;
        if (Array.Exists(kicks, kick => kick != 0)) _late.Enqueue(kicks, now + coupling.Delay);
    }
}
