using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Spikebook.Randomness;

namespace Spikebook.MeanField;

// Longer than 300 lines: the step of a block, its crossings and its cascade share the voltages and belong to one reading.
/// <summary>One Monte Carlo run. Voltages are stored without the kicks of the last step, which are added on reading.</summary>
sealed class ParticleRun
{
    const int BlockNeurons = 16_384; // a multiple of the normal generator's block; work is split by it, never by thread
    const int ChunkNeurons = 1_024; // whose normals lie in the first-level cache
    const double CertainExponent = 27;  // a bridge crossing of probability e^-27 is not asked for
    const double WidestWindow = 0.02;   // share of the population whose kicks are prepared for; a larger cascade looks further by itself
    const double RareExponent = 5;      // crossings rarer than e^-5 are drawn together

    readonly IParticleNumerics _numerics;
    readonly Nnlif _model;
    readonly InitialDensity _start;
    readonly double _until;
    readonly IReadOnlyList<double> _densitiesAt;
    readonly Mesh _histogram;
    readonly ulong _key, _bridgeKey;
    readonly double[] _voltages, _returnTimes;
    readonly Block[] _blocks;
    readonly List<(double Voltage, int Neuron)> _near = [];
    readonly List<int> _fired = [];
    readonly Queue<(double Time, double Kick)> _delayed = new();
    readonly List<RateSample> _rate = [];
    readonly CascadeCluster _cluster;
    readonly List<Density> _densities = [];
    readonly Action<int> _stepBlock;
    readonly ParallelOptions _parallel;
    double _time, _tau, _dt, _decay, _deviation, _drive, _kick, _window;
    readonly List<ParticleSpike>? _spikes;
    readonly NormalTable? _normals;
    Volley? _volley; // still to come
    double _expected; // fraction of the population that fires per unit time, smoothed over a few steps
    long _step;

    sealed class Block
    {
        public RareCrossings Bridges;
        public readonly List<int> Fired = [];
        public readonly List<(double Voltage, int Neuron)> Near = [];
    }

    public ParticleRun(IParticleNumerics numerics, Nnlif model, InitialDensity start, double until, IReadOnlyList<double> densitiesAt,
        List<ParticleSpike>? spikes = null, Volley? volley = null, NormalTable? normals = null)
    {
        (_spikes, _volley, _normals) = (spikes, volley, normals);
        (_numerics, _model, _start, _until, _densitiesAt) = (numerics, model, start, until, densitiesAt);
        _histogram = Mesh.For(model, ClockSettings.LeftEnd(model, start), numerics.HistogramCells);
        _key = Streams.For(numerics.Seed, "particle-noise").Key;
        _bridgeKey = Streams.For(numerics.Seed, "particle-bridge").Key;
        _cluster = new CascadeCluster(numerics.SmallestCascade, numerics.ClusterGap, numerics.SmallestEvent);
        _voltages = GC.AllocateUninitializedArray<double>(numerics.Neurons);
        _returnTimes = model.Refractory > 0 ? new double[numerics.Neurons] : [];
        _blocks = new Block[(numerics.Neurons + BlockNeurons - 1) / BlockNeurons];
        for (int i = 0; i < _blocks.Length; i++) _blocks[i] = new Block();
        _stepBlock = StepBlock;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = numerics.Threads };
        var draw = new ParticleStart(start, model, Mesh.For(model, ClockSettings.LeftEnd(model, start), 4_000), numerics.Neurons,
            numerics.Seed);
        ForBlocks(block => draw.Draw(block * BlockNeurons, _voltages.AsSpan(block * BlockNeurons, CountOf(block))));
    }

    public MeanFieldRun Complete(IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        int wanted = 0;
        double windowStart = 0, tauStart = 0;
        while (_time < _until * (1 - 1e-12))
        {
            cancel.ThrowIfCancellationRequested();
            ChooseStep();
            if (wanted < _densitiesAt.Count) _dt = Math.Min(_dt, Math.Max(1e-9, _densitiesAt[wanted] - _time));
            if (_volley is { } coming) _dt = Math.Min(_dt, Math.Max(1e-9, coming.Time - _time));
            ForBlocks(_stepBlock);
            int fired = Cascade();
            _time += _dt;
            if (_volley is { } due && _time >= due.Time * (1 - 1e-12))
            {
                _kick += _model.B * due.Share; // whoever it lifts over V_F fires in the next step
                _volley = null;
            }
            _tau += (double)fired / _numerics.Neurons;
            _step++;
            if (_time - windowStart >= _numerics.RateWindow)
            {
                _rate.Add(new RateSample(0.5 * (windowStart + _time), _tau, (_tau - tauStart) / (_time - windowStart)));
                (windowStart, tauStart) = (_time, _tau);
            }
            while (wanted < _densitiesAt.Count && _time >= _densitiesAt[wanted] * (1 - 1e-12))
            {
                _densities.Add(Histogram(_time, _kick));
                wanted++;
            }
            if (_step % 256 == 0) progress?.Report(new RunProgress(_time, _until, _cluster.Events.Count));
        }
        _cluster.Close();
        _densities.Add(Histogram(_time, _kick));
        return new MeanFieldRun
        {
            Rate = _rate,
            Events = _cluster.Events,
            Densities = _densities,
            Steps = _step,
            CellWidth = _histogram.Width,
            Provenance = Provenance.Of(_numerics.Name, _model, _start.Name, _numerics.Seed),
        };
    }

    void ChooseStep()
    {
        double speed = Math.Abs(_model.B) * _expected;
        double limit = speed > 0 ? _numerics.KickShare * _numerics.KickShare * 2 * _model.A / (speed * speed) : double.PositiveInfinity;
        _dt = Math.Min(Math.Clamp(limit, _numerics.ShortestStepShare * _numerics.Step, _numerics.Step), _until - _time);
        if (_model.Delay > 0) _dt = Math.Min(_dt, _model.Delay);
        _decay = Real.Exp(-_dt);
        _deviation = Math.Sqrt(_model.A * (1 - _decay * _decay));
        _drive = _model.DriveAt(_time + 0.5 * _dt);
        // Twice the kicks that are likely in this step: cascades seldom look further. After an event that mean is far too high.
        _window = Math.Abs(_model.B) * Math.Min(WidestWindow, 2 * _expected * _dt + 64.0 / _numerics.Neurons);
    }

    void ForBlocks(Action<int> work)
    {
        if (_numerics.Threads == 1 || _blocks.Length == 1)
            for (int i = 0; i < _blocks.Length; i++) work(i);
        else Parallel.For(0, _blocks.Length, _parallel, work);
    }

    int CountOf(int block) => Math.Min(BlockNeurons, _numerics.Neurons - block * BlockNeurons);

    void StepBlock(int index)
    {
        Block block = _blocks[index];
        block.Fired.Clear();
        block.Near.Clear();
        int first = index * BlockNeurons, end = first + CountOf(index);
        for (; first < end; first += ChunkNeurons) StepChunk(block, first, Math.Min(ChunkNeurons, end - first));
    }

    /// <summary>v' = mu + (v - mu) e^-dt + s z; notes who crossed V_F and who is near it.</summary>
    void StepChunk(Block block, int first, int count)
    {
        int padded = (count + NormalBlocks.Size - 1) / NormalBlocks.Size * NormalBlocks.Size;
        Span<float> normals = stackalloc float[ChunkNeurons];
        ulong block0 = (ulong)(first / NormalBlocks.Size);
        if (_normals is null) NormalBlocks.Fill(_key, (ulong)_step, block0, normals[..padded]);
        else _normals.Fill(_key, (ulong)_step, block0, normals[..padded]);
        Span<double> voltages = _voltages.AsSpan(first, count);
        block.Bridges = new RareCrossings(_bridgeKey, (ulong)_step, (ulong)first / ChunkNeurons);
        double threshold = _model.Threshold, certain = CertainExponent * _model.A * _dt;
        Vector256<double> decay = Vector256.Create(_decay), deviation = Vector256.Create(_deviation),
            drive = Vector256.Create(_drive * (1 - _decay));
        Vector256<double> kick = Vector256.Create(_kick), top = Vector256.Create(threshold), window = Vector256.Create(_window),
            product = Vector256.Create(certain);
        Span<double> before = stackalloc double[8];
        bool refractory = _returnTimes.Length > 0;
        int i = 0;
        for (; !refractory && !_numerics.OneByOne && i + 8 <= count; i += 8)
        {
            (Vector256<double> z0, Vector256<double> z1) = Vector256.Widen(Vector256.Create<float>(normals.Slice(i, 8)));
            Vector256<double> x0 = Vector256.Create<double>(voltages.Slice(i, 4)) + kick,
                x1 = Vector256.Create<double>(voltages.Slice(i + 4, 4)) + kick;
            Vector256<double> y0 = drive + x0 * decay + z0 * deviation, y1 = drive + x1 * decay + z1 * deviation;
            y0.CopyTo(voltages[i..]);
            y1.CopyTo(voltages[(i + 4)..]);
            // Distances to threshold at both ends: a small product means that a crossing in between is likely, a negative one that it took
            // place.
            Vector256<double> d0 = top - y0, d1 = top - y1;
            uint near = (Vector256.LessThan((top - x0) * d0, product) | Vector256.LessThan(d0, window)).ExtractMostSignificantBits()
                | (Vector256.LessThan((top - x1) * d1, product) | Vector256.LessThan(d1, window)).ExtractMostSignificantBits() << 4;
            if (near == 0) continue;
            x0.CopyTo(before);
            x1.CopyTo(before[4..]);
            for (; near != 0; near &= near - 1)
            {
                int lane = System.Numerics.BitOperations.TrailingZeroCount(near);
                Judge(block, first + i + lane, before[lane], voltages[i + lane]);
            }
        }
        (double decay1, double deviation1, double drive1, double kick1) = (_decay, _deviation, _drive * (1 - _decay), _kick);
        for (; i < count; i++)
        {
            int neuron = first + i;
            if (refractory && _returnTimes[neuron] > _time)
            {
                voltages[i] = _model.Reset;
                continue;
            }
            double x = voltages[i] + (refractory && _returnTimes[neuron] > _time - _dt ? 0 : kick1);
            double y = drive1 + x * decay1 + normals[i] * deviation1, gap = threshold - y;
            voltages[i] = y;
            if ((threshold - x) * gap < certain || gap < _window) Judge(block, neuron, x, y);
        }
    }

    void Judge(Block block, int neuron, double x, double y)
    {
        double threshold = _model.Threshold;
        bool crossed = x >= threshold || y >= threshold;
        if (!crossed)
        {
            double exponent = (threshold - x) * (threshold - y) / (_model.A * _dt);
            if (exponent < RareExponent)
            {
                (uint word, uint low, _, _) = Philox.Block(_bridgeKey, (ulong)neuron, (ulong)_step);
                crossed = ((ulong)word << 20 | low >> 12) * (1.0 / (1UL << 52)) < Real.Exp(-exponent);
            }
            else if (exponent < CertainExponent) crossed = block.Bridges.Next(exponent);
        }
        if (crossed) block.Fired.Add(neuron);
        else if (y > threshold - _window) block.Near.Add((y, neuron));
    }

    /// <summary>
    /// Events of small probability, each drawn as "does the next of a Bernoulli(e^-5) series succeed, and then one of e^(5 - exponent)":
    /// the failures
    /// up to the next success of the series are one geometric number, so that nearly all are decided by counting down.
    /// </summary>
    struct RareCrossings(ulong key, ulong step, ulong chunk)
    {
        static readonly double FailureLog = Real.Log(1 - Real.Exp(-RareExponent));
        ulong _draws;
        int _failures = -1; // none drawn yet

        public bool Next(double exponent)
        {
            if (_failures < 0) _failures = (int)(Real.Log(Uniform()) / FailureLog);
            if (_failures-- > 0) return false;
            return Uniform() < Real.Exp(RareExponent - exponent);
        }

        /// <summary>Uniform in (0, 1); counters with the top bit set are no neuron's.</summary>
        double Uniform()
        {
            (uint word, uint low, _, _) = Philox.Block(key, 1UL << 63 | chunk << 16 | _draws++, step);
            return (((ulong)word << 20 | low >> 12) + 0.5) * (1.0 / (1UL << 52));
        }
    }

    /// <summary>Who crossed fires, the kicks carry others over: one walk down the neurons in order of voltage while F(m) &gt; m.</summary>
    int Cascade()
    {
        _fired.Clear();
        foreach (Block block in _blocks) _fired.AddRange(block.Fired);
        int crossed = _fired.Count, n = _numerics.Neurons;
        double each = _model.B / n;
        if (_model.B > 0 && _model.Delay == 0 && crossed > 0) Walk(each);
        int fired = _fired.Count;
        double size = (double)fired / n, now = _time + _dt;
        bool counts = _cluster.Counts(size);
        _cluster.CloseIfOver(now);
        Density? before = counts && _cluster.WantsBefore ? Histogram(now, 0) : null;

        _kick = _model.Delay > 0 ? Due(now, fired * each) : fired * each;
        bool kicked = _model.Convention == ResetConvention.KickedAfterReset && _model.Delay == 0;
        if (kicked && counts && fired * each >= _model.Threshold - _model.Reset)
            throw new EndlessEventException(FormattableString.Invariant(
                $"the event at t = {now} has b m = {fired * each} >= V_F - V_R and never ends: fired neurons are kicked over V_F again; use HeldAtReset or a smaller b"));
        for (int rank = 0; rank < fired; rank++)
        {
            int neuron = _fired[rank];
            // Stored without the kick of this step, which is added on reading.
            _voltages[neuron] = _model.Reset - (kicked ? each * (rank + 1) : _kick);
            if (_returnTimes.Length > 0) _returnTimes[neuron] = now + _model.Refractory;
        }
        for (int rank = 0; rank < fired && _spikes is not null; rank++)
            _spikes.Add(new ParticleSpike(now, _tau + (rank + 1.0) / n, _fired[rank]));
        if (counts) _cluster.Add(now, _tau, size, before, Histogram(now, _kick));
        // A cascade leaves a high rate behind in this mean: the steps after it are short, and grow again if nothing follows.
        _expected += (size / _dt - _expected) * Math.Min(1, Math.Max(0.1, crossed / 1_000.0));
        return fired;
    }

    void Walk(double each)
    {
        _near.Clear();
        foreach (Block block in _blocks) _near.AddRange(block.Near);
        double window = _window, threshold = _model.Threshold;
        Sort();
        for (int next = 0; ;)
        {
            while (next < _near.Count && _near[next].Voltage >= threshold - each * _fired.Count) _fired.Add(_near[next++].Neuron);
            if (each * _fired.Count <= window) return;
            // The kicks reach below what has been put in order: select the next, wider shell.
            double wider = Math.Max(2 * each * _fired.Count, 2 * window);
            _near.Clear();
            next = 0;
            for (int neuron = 0; neuron < _voltages.Length; neuron++)
            {
                double v = _voltages[neuron];
                if (v <= threshold - window && v > threshold - wider && !(_returnTimes.Length > 0
                    && _returnTimes[neuron] > _time)) _near.Add((v, neuron));
            }
            Sort();
            window = wider;
            if (_fired.Count == _voltages.Length) return;
        }
    }

    void Sort() => CollectionsMarshal.AsSpan(_near).Sort(static (left, right) =>
        left.Voltage != right.Voltage ? right.Voltage.CompareTo(left.Voltage) : left.Neuron.CompareTo(right.Neuron));

    /// <summary>Kicks whose delay has passed.</summary>
    double Due(double now, double kick)
    {
        if (kick != 0) _delayed.Enqueue((now + _model.Delay, kick));
        double due = 0;
        while (_delayed.TryPeek(out (double Time, double Kick) first) && first.Time <= now + 1e-12) due += _delayed.Dequeue().Kick;
        return due;
    }

    /// <summary>Histogram of the voltages plus a kick; those past V_F sit in the top cell.</summary>
    Density Histogram(double time, double kick)
    {
        int cells = _histogram.Cells;
        var counts = new long[cells + 1]; // the last one: those out of the game
        var gate = new Lock();
        ForBlocks(block =>
        {
            Span<int> here = stackalloc int[cells + 1];
            here.Clear();
            for (int i = block * BlockNeurons, end = i + CountOf(block); i < end; i++)
            {
                bool away = _returnTimes.Length > 0 && _returnTimes[i] > time;
                int cell = (int)Math.Floor((_voltages[i] + kick - _histogram.Minimum) / _histogram.Width);
                here[away ? cells : Math.Clamp(cell, 0, cells - 1)]++;
            }
            lock (gate)
                for (int i = 0; i <= cells; i++) counts[i] += here[i];
        });
        double unit = 1 / (_numerics.Neurons * _histogram.Width);
        return new Density(time, _tau, _histogram.Minimum, _histogram.Width, [.. counts[..cells].Select(count => count * unit)],
            (double)counts[cells] / _numerics.Neurons);
    }
}
