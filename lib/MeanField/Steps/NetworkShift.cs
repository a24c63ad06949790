// Longer than 300 lines: one scheme with its equation, its search for dt and m, and what a step leaves behind.
namespace Spikebook.MeanField;

/// <summary>
/// A step of several populations in dilated time, d tau = sum w_a N_a dt with w_a = B_la of the population l that is kicked furthest: its
/// density moves up by exactly one cell, every other one by s_a = sum_b B_ab m_b, a part of a cell, and the step finds dt &gt;= 0 and
/// what each population fires, m_a, so that both agree. Second order: the trapezoidal rule along characteristics, as in
/// <see cref="KickShift"/>.
/// </summary>
/// <remarks>
/// Half of the step's diffusion at its start, the shift, half at its end: m_a = (flux before) + (mass swept by V_F) + (flux after). What
/// is swept is taken from the cell averages, so that the deficit of mass in the layer at V_F is exact whatever the cell width; a part of
/// the last cell is swept with the profile of the steady layer. Newton's method for dt and m: with s_l held, the rest of the feedback has
/// a spectral radius below 1 also where all of it goes through 1. Nothing fires faster in tau than 1 / w_a, and at dt = 0 more kicks than
/// asked for mean an event.
/// </remarks>
sealed class NetworkShift
{
    const double NegativeDensity = 1e-9;
    const int Trials = 40;

    readonly Population[] _populations;
    readonly VoltageOperator[] _voltages;
    readonly Couplings _excitation;
    readonly Arrivals _arrivals;
    readonly double _residual;
    readonly double[][] _right, _slope;
    readonly double[] _room, _exit0, _through, _gain, _perTime, _change, _changePerTime, _right1, _lastThrough, _lastKick, _tilt;
    readonly double[] _dilation, _before, _length; // M = dt / ds of each in the last step and the one before, and s (0: M at this moment)
    readonly bool[] _damped;

    public NetworkShift(Population[] populations, VoltageOperator[] voltages, Couplings excitation, Arrivals arrivals, double residual)
    {
        (_populations, _voltages, _excitation, _arrivals, _residual) = (populations, voltages, excitation, arrivals, residual);
        int k = populations.Length;
        double[][] Arrays() => [.. populations.Select(p => new double[p.Mesh.Cells])];
        (_right, _slope, _room) = (Arrays(), Arrays(), new double[populations.Max(p => p.Mesh.Cells)]);
        (Fired, Kicks, _exit0, _through, _gain) = (new double[k], new double[k], new double[k], new double[k], new double[k]);
        (_perTime, _change, _changePerTime, _right1) = (new double[k], new double[k], new double[k], new double[k]);
        (_lastThrough, _lastKick, _tilt) = (new double[k], new double[k], new double[k]);
        (_dilation, _before, _length, _damped) = (new double[k], new double[k], new double[k], new bool[k]);
    }

    /// <summary>What every population fires in the step; after <see cref="ShiftVerdict.Jumped"/> what starts the event.</summary>
    public double[] Fired { get; }

    /// <summary>By how much every population is kicked up in the step.</summary>
    public double[] Kicks { get; }

    /// <summary>Enters dilated time at the present rates; at an event's end with dt / d tau = 0.</summary>
    public void Enter(bool atEvent)
    {
        for (int a = 0; a < _populations.Length; a++) Fired[a] = atEvent ? _populations[a].OnMesh[^1] : _populations[a].Rate;
        for (int a = 0; a < _populations.Length; a++)
        {
            (Kicks[a], _before[a], _length[a]) = (_excitation.Kick(a, Fired), double.NaN, 0);
            _dilation[a] = atEvent ? 0 : 1 / Kicks[a];
        }
        Array.Clear(_perTime);
    }

    /// <summary>Goes on from another width of cells: M at this moment is what the last two steps tell.</summary>
    public void TakeOver(NetworkShift other)
    {
        other.Fired.CopyTo(Fired, 0);
        other.Kicks.CopyTo(Kicks, 0);
        for (int a = 0; a < Kicks.Length; a++)
        {
            double trend = (other._dilation[a] - other._before[a]) * 0.5;
            _dilation[a] = other._dilation[a] + (double.IsFinite(trend) ? Math.Clamp(trend, -0.5 * other._dilation[a],
                0.5 * other._dilation[a]) : 0);
            (_before[a], _length[a]) = (double.NaN, 0);
        }
        Array.Clear(_perTime);
    }

    /// <summary>Cells by which the population that is kicked furthest moves until M, as it falls, is 0; infinite where it does not
    /// fall.</summary>
    public double AheadInCells
    {
        get
        {
            int l = Leader(Kicks);
            double fall = _before[l] - _dilation[l];
            return fall > 0 ? _dilation[l] / fall * _length[l] / _populations[l].Mesh.Width : double.PositiveInfinity;
        }
    }

    /// <summary>The same way in V_F - V_R.</summary>
    public double Ahead
    {
        get
        {
            Population p = _populations[Leader(Kicks)];
            return AheadInCells * p.Mesh.Width / (p.Model.Threshold - p.Model.Reset);
        }
    }

    /// <summary>Width a / u of the layer at V_F in the last step, in cells, of the population that is kicked furthest.</summary>
    public double LayerInCells
    {
        get
        {
            int l = Leader(Kicks);
            return _length[l] > 0 ? _populations[l].Model.A * _dilation[l] / _populations[l].Mesh.Width : double.PositiveInfinity;
        }
    }

    /// <summary>Whether dt / ds, as it falls, comes to 0 with these kicks, give or take a factor of two: an event is ahead.</summary>
    public bool FallsToZeroWithin(ReadOnlySpan<double> kicks)
    {
        int l = Leader(Kicks);
        double length = kicks[l] / _length[l], fall = _before[l] / _dilation[l] - 1;
        return fall * length > 0.5 && fall * length < 2;
    }

    /// <summary>
    /// Time that passes while what fires on the way to an event kicks the populations so far: the integral of dt / ds, which falls to 0
    /// on it as a parabola from its values in the last two steps.
    /// </summary>
    public double TimeOfLead(ReadOnlySpan<double> kicks)
    {
        int l = Leader(kicks);
        double lead = kicks[l], near = lead + 0.5 * _length[l], far = near + _length[l];
        if (!(lead > 0) || !double.IsFinite(_dilation[l])) return 0;
        double line = 0.5 * _dilation[l] * lead * lead / near;
        if (!(_length[l] > 0) || !double.IsFinite(_before[l])) return line;
        double curve = (_before[l] / far - _dilation[l] / near) / (far - near), slope = _dilation[l] / near - curve * near;
        double time = lead * lead * (0.5 * slope + curve * lead / 3);
        return time > 0 ? time : line;
    }

    /// <summary>What the next step extrapolates from.</summary>
    public DilatedMemory Memory
    {
        get => new([.. _dilation], [.. _before], [.. _length], [.. Kicks], [.. Fired], [.. _perTime]);
        set
        {
            double[][] mine = [_dilation, _before, _length, Kicks, Fired, _perTime];
            IReadOnlyList<double>[] saved = [value.Dilations, value.DilationsBefore, value.Lengths, value.Kicks, value.Fired, value.Slopes];
            for (int i = 0; i < mine.Length; i++) saved[i].ToArray().CopyTo(mine[i], 0);
        }
    }

    /// <summary>Takes a step, unless it would be longer than allowed, or time stands still: then nothing has changed.</summary>
    /// <param name="longest">Longest dt, for each population by which the step may be measured.</param>
    /// <param name="next">Time until something arrives.</param>
    public ShiftVerdict Step(ReadOnlySpan<double> longest, double next)
    {
        int leader = Leader(Kicks);
        if (!(Kicks[leader] > 0)) return ShiftVerdict.TooSlow;
        foreach (Population p in _populations) p.LayGaussiansNearThreshold(p.Mesh.Width);
        for (int change = 0; change < 4; change++)
        {
            double h = _populations[leader].Mesh.Width, scale = h / _excitation.Kick(leader, Fired);
            for (int a = 0; a < Fired.Length; a++) Fired[a] *= scale;
            Array.Clear(_damped);
            double most = Math.Min(longest[leader], next);
            if (StandsStill(leader)) return ShiftVerdict.Jumped;
            double dt = Solve(leader, most);
            if (!double.IsNaN(dt) && Damp()) dt = Solve(leader, most);
            int furthest = Leader(Kicks);
            if (Kicks[furthest] > _populations[furthest].Mesh.Width * (1 + 1e-9))
            {
                leader = furthest; // it would move by more than a cell
                continue;
            }
            if (double.IsNaN(dt)) return ShiftVerdict.TooSlow;
            Commit(dt);
            return ShiftVerdict.Moved;
        }
        return ShiftVerdict.TooSlow;
    }

    /// <summary>The population that is kicked furthest, in cells.</summary>
    int Leader(ReadOnlySpan<double> kicks)
    {
        int leader = 0;
        double most = -1;
        for (int a = 0; a < _populations.Length; a++)
            if (kicks[a] / _populations[a].Mesh.Width > most * (1 + 1e-12))
                (leader, most) = (a, kicks[a] / _populations[a].Mesh.Width);
        return leader;
    }

    /// <summary>
    /// Whether the last cells alone hold what kicks the leader on by a cell: then dt = 0. Upwards from 0, so that the smallest firing is
    /// found.
    /// </summary>
    bool StandsStill(int leader)
    {
        double h = _populations[leader].Mesh.Width;
        Array.Clear(_right1);
        for (int sweep = 0; sweep < 500; sweep++)
        {
            double change = 0;
            for (int a = 0; a < _populations.Length; a++)
            {
                Population p = _populations[a];
                double part = a == leader ? 1 : Math.Min(1, _excitation.Kick(a, _right1) / p.Mesh.Width);
                double swept = p.Queue + p.Mesh.Width * p.OnMesh[^1] * Swept(a, part);
                change = Math.Max(change, Math.Abs(swept - _right1[a]));
                _right1[a] = swept;
            }
            if (change <= 1e-14) break;
        }
        if (_excitation.Kick(leader, _right1) < h) return false;
        _right1.CopyTo(Fired, 0);
        return true;
    }

    /// <summary>
    /// The part of the last cell's mass that V_F sweeps with a part f of its width: f² y(x) / y(f x), x = u h / a, of the steady layer
    /// (see <see cref="VoltageOperator.LayerExit"/>); f where the layer is thin, f² where the density falls linearly to 0.
    /// </summary>
    double Swept(int population, double part)
    {
        if (part >= 1 || !(part > 0)) return part >= 1 ? 1 : 0;
        double x = Layer(population);
        return x > 1e3 ? part : part * part * VoltageOperator.LayerExit(x) / VoltageOperator.LayerExit(part * x);
    }

    /// <summary>x = u h / a by the last step's u = 1 / M.</summary>
    double Layer(int population) =>
        _populations[population].Mesh.Width / (_populations[population].Model.A * Math.Max(_dilation[population], 1e-300));

    /// <summary>Newton's method; the densities are left in the trials. NaN where no dt up to the longest does it.</summary>
    double Solve(int leader, double longest)
    {
        int k = _populations.Length;
        double h = _populations[leader].Mesh.Width, newest = _dilation[leader], before = _before[leader];
        double thinnest = 1e-3 * h * h / _populations[leader].Model.A; // dt whose layer is a thousandth of a cell
        double guess = double.IsNaN(before) || !double.IsFinite(before) ? newest : Math.Max(2 * newest - before, 0.2 * newest);
        double dt = Math.Min(longest, Math.Max(h * guess, thinnest)), lastDt = double.NaN;
        for (int trial = 0; trial < Trials; trial++)
        {
            for (int a = 0; a < k; a++) Kicks[a] = a == leader ? h : _excitation.Kick(a, Fired);
            for (int a = 0; a < k; a++) if (Kicks[a] > 1.5 * _populations[a].Mesh.Width) return double.NaN;
            _arrivals.Prepare(_populations[0].Time, dt);
            double worst = 0, most = 0;
            for (int a = 0; a < k; a++)
            {
                Try(a, dt, leader);
                if (trial > 0 && Math.Abs(dt - lastDt) > 1e-9 * dt)
                {
                    double slope = (_through[a] - _lastThrough[a] - _gain[a] * (Kicks[a] - _lastKick[a])) / (dt - lastDt);
                    if (slope > 0.2 * _perTime[a] && slope < 5 * _perTime[a]) _perTime[a] = slope;
                }
                (_lastThrough[a], _lastKick[a]) = (_through[a], Kicks[a]);
                _right1[a] = _through[a] - Fired[a];
                worst = Math.Max(worst, Math.Abs(_right1[a]));
                most = Math.Max(most, Fired[a]);
            }
            if (worst <= _residual * most) return dt;
            Correct(leader, out double fired, out double perTime);
            double next = dt + (h - _excitation.Kick(leader, Fired) - fired) / perTime;
            if (next > longest && dt >= longest) return double.NaN;
            next = Math.Min(Math.Clamp(next, 0.1 * dt, 10 * dt), longest);
            for (int a = 0; a < k; a++) Fired[a] = Math.Max(0, Fired[a] + _change[a] + (next - dt) * _changePerTime[a]);
            (lastDt, dt) = (dt, next);
        }
        return double.NaN;
    }

    /// <summary>
    /// m_a = through_a(dt, s_a) linear in both, s_l held: what makes up for the defects at this dt, and what a longer dt fires more.
    /// </summary>
    void Correct(int leader, out double fired, out double perTime)
    {
        double gain = _gain[leader];
        _gain[leader] = 0;
        _excitation.SolveFeedback(_gain, 1, _right1, _change);
        _excitation.SolveFeedback(_gain, 1, _perTime, _changePerTime);
        _gain[leader] = gain;
        (fired, perTime) = (_excitation.Kick(leader, _change), _excitation.Kick(leader, _changePerTime));
    }

    /// <summary>One population for a trial: what it fires.</summary>
    void Try(int a, double dt, int leader)
    {
        Population p = _populations[a];
        VoltageOperator voltage = _voltages[a];
        double h = p.Mesh.Width, part = Math.Min(1, Kicks[a] / h), ds = _populations[leader].Mesh.Width;
        double reach = ds / (ds + _length[leader]);
        double steady = Math.Min(_dilation[leader] * ds, 10 * dt); // dt if M stayed as it was; M goes linearly through the step
        double atEnd = _damped[a] ? 2 * dt : Math.Clamp(dt + reach * (dt - steady), 0, 2 * dt), atStart = 2 * dt - atEnd;
        _tilt[a] = _damped[a] ? 1 : atEnd / dt;
        voltage.Set(p.Model.DriveAt(p.Time + 0.5 * dt) + _arrivals.Drive[a], p.Model.A, front: true);
        double[] right = _right[a], slope = _slope[a];
        voltage.Apply(p.OnMesh, slope);
        ReadOnlySpan<double> start = p.OnMesh;
        for (int i = 0; i < right.Length; i++) right[i] = start[i] + 0.5 * atStart * slope[i];
        double fired = 0.5 * atStart * voltage.Exit(p.OnMesh), last = right[^1];
        fired += h * (part >= 1 ? PartShift.MoveCells(right, 1) : PartShift.Move(right, part, _room, Swept(a, part)));
        if (!(p.Model.Refractory > 0))
        {
            // Spread evenly from V_R up to where the kicks took it: between two cells, its mean kept.
            double mass = Math.Max(0, Fired[a] + p.Queue) / h;
            right[p.Mesh.ResetCell - 1] += 0.5 * (1 - part) * mass;
            right[p.Mesh.ResetCell] += 0.5 * (1 + part) * mass;
        }
        voltage.Solve(0.5 * atEnd, right, p.Trial);
        double exit = voltage.Exit(p.Trial), x = Layer(a);
        _through[a] = fired + 0.5 * atEnd * exit;
        _gain[a] = Math.Max(0, last) * (x > 1e3 ? 1 : VoltageOperator.LayerExit(x) * (1 - Real.Exp(-part * x)) / x);
        if (!(_perTime[a] > 0)) _perTime[a] = Math.Max(exit, 1e-12);
    }

    /// <summary>Where the explicit half took more than there is, all weight goes to the step's end: first order, and positive.</summary>
    bool Damp()
    {
        bool any = false;
        for (int a = 0; a < _populations.Length; a++)
            any |= _damped[a] = _populations[a].LowestOfTrial() < -NegativeDensity;
        return any;
    }

    void Commit(double dt)
    {
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            double fired = Fired[a], kick = Kicks[a], drive = p.Model.DriveAt(p.Time + 0.5 * dt) + _arrivals.Drive[a];
            p.AcceptTrial();
            for (int i = 0; i < p.Gaussians.Count; i++) p.Gaussians[i] = p.Gaussians[i].After(dt, drive, p.Model.A, kick);
            if (p.Model.Refractory > 0)
            {
                double back = p.Past.ReturningUntil(p.Time + dt), h = p.Mesh.Width;
                if (back > 0)
                    new MovingGaussian(back, p.Model.Reset + 0.5 * (kick + (drive - p.Model.Reset) * dt), p.Model.A * dt + h * h / 12)
                        .LayOnto(p.Mesh, p.OnMesh);
                p.Past.Return(back);
                p.Away += fired - back;
                p.Queue += _through[a] - fired;
            }
            else p.Queue = Math.Min(0, fired + p.Queue) + _through[a] - fired;
            p.Rate = fired / dt;
            p.Past.Remember(p.Time, p.Time + dt, p.Rate * _tilt[a], p.Rate * (2 - _tilt[a]), fired); // N is 1 / M, M linear in the step
            p.Time += dt;
            p.Tau += fired;
            p.LastStep = dt;
            p.Steps++;
            p.DilatedSteps++;
            p.ReturnEvents();
            (_before[a], _length[a]) = (_length[a] > 0 ? _dilation[a] : double.NaN, kick);
            _dilation[a] = kick > 0 ? dt / kick : double.PositiveInfinity;
        }
        LastStep = dt;
    }

    /// <summary>Length of the last step.</summary>
    public double LastStep { get; private set; }
}
