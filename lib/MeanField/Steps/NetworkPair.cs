namespace Spikebook.MeanField;

/// <summary>
/// A pair of steps for several populations at once: the trapezoidal rule, then the backward difference formula, as for one population; the
/// rates of all are
/// found together. Kicks that were under way act with their mean over the pair, so that none is lost.
/// </summary>
sealed class NetworkPair
{
    const double NegativeRate = 1e-9, NegativeDensity = 1e-9;

    readonly Population[] _populations;
    readonly VoltageOperator[] _voltages;
    readonly NetworkRates _rates;
    readonly double[][] _right, _slope0, _slope1, _slope2, _start, _middle;
    readonly double[] _flux0, _flux1, _out1, _out2, _in1, _in, _before, _fired;
    readonly Couplings _excitation;
    double _halfBefore;

    public NetworkPair(Population[] populations, VoltageOperator[] voltages, Couplings excitation, double residual)
    {
        (_populations, _voltages, _excitation) = (populations, voltages, excitation);
        _rates = new NetworkRates(populations, voltages, excitation, residual);
        int k = populations.Length;
        double[][] Arrays() => [.. populations.Select(p => new double[p.Mesh.Cells])];
        (_right, _slope0, _slope1, _slope2, _start, _middle) = (Arrays(), Arrays(), Arrays(), Arrays(), Arrays(), Arrays());
        (_flux0, _flux1, _before, _fired) = (new double[k], new double[k], new double[k], new double[k]);
        (_out1, _out2, _in1, _in) = (new double[k], new double[k], new double[k], new double[k]);
    }

    /// <summary>What a jump of the density has made of the past: rates are not extrapolated over it.</summary>
    public void Forget() => _halfBefore = 0;

    /// <summary>Comes from another clock: the rates are those of the present densities, and none are extrapolated.</summary>
    public void Enter(double[] delayed)
    {
        Forget();
        double time = _populations[0].Time;
        for (int a = 0; a < _populations.Length; a++) _rates.Rates[a] = _populations[a].Rate;
        for (int trial = 0; trial < 200; trial++)
        {
            double worst = 0;
            for (int a = 0; a < _populations.Length; a++)
            {
                Population p = _populations[a];
                _voltages[a].Set(p.Model.DriveAt(time) + _rates.KicksOf(a) + delayed[a], p.Model.A, layer: true);
                _fired[a] = Math.Max(0, _voltages[a].Exit(p.OnMesh));
                worst = Math.Max(worst, Math.Abs(_fired[a] - _rates.Rates[a]) / (1 + _fired[a]));
            }
            _fired.CopyTo(_rates.Rates, 0);
            if (worst > 1e9) return; // none are finite: the pair finds that out
            if (worst < 1e-13) break;
        }
        for (int a = 0; a < _populations.Length; a++) _populations[a].Rate = _rates.Rates[a];
    }

    /// <summary>What the next pair extrapolates from.</summary>
    public NetworkMemory Memory
    {
        get => new(_halfBefore, [.. _before], [.. _rates.Gains]);
        set
        {
            _halfBefore = value.HalfBefore;
            value.FluxesBefore.ToArray().CopyTo(_before, 0);
            value.Gains.ToArray().CopyTo(_rates.Gains, 0);
        }
    }

    /// <summary>Room for the rates; a pair starts by setting them.</summary>
    public double[] Rates => _rates.Rates;

    /// <summary>What every population fired in the last pair.</summary>
    public ReadOnlySpan<double> Fired => _fired;

    /// <summary>
    /// Tries a pair of <paramref name="half"/> each; taken if the estimated error of every population is within the tolerance.
    /// </summary>
    public PairOutcome Try(double half, double tolerance, double[] delayed)
    {
        int k = _populations.Length;
        double time = _populations[0].Time;
        for (int a = 0; a < k; a++) _rates.Rates[a] = _populations[a].Rate;
        for (int a = 0; a < k; a++)
        {
            Population p = _populations[a];
            p.LayGaussiansNearThreshold((_rates.KicksOf(a) + Math.Abs(delayed[a])) * 2 * half);
            _voltages[a].Set(p.Model.DriveAt(time) + _rates.KicksOf(a) + delayed[a], p.Model.A, layer: true);
            p.OnMesh.CopyTo(_start[a]);
            _flux0[a] = _voltages[a].Exit(p.OnMesh);
            _voltages[a].Apply(p.OnMesh, _slope0[a]);
            p.AddAtReset(_slope0[a], p.Past.ReturnRate(_flux0[a], time));
        }
        RateVerdict first = Trapezoid(half, time, delayed);
        if (first != RateVerdict.Found) return PairEquations.Failed(first);
        RateVerdict second = BackwardDifference(half, time, delayed);
        if (second != RateVerdict.Found) return PairEquations.Failed(second);
        return Judge(half, tolerance, delayed);
    }

    /// <summary>Two steps of backward Euler: positive whatever the step, also from a density that jumps at V_F.</summary>
    /// <param name="half">Length of each.</param>
    /// <param name="delayed">Drive by what was under way.</param>
    /// <param name="afterTry">In place of a pair that was tried: a root beyond the blow-up is refused here too.</param>
    public PairOutcome Damp(double half, double[] delayed, bool afterTry = false)
    {
        int k = _populations.Length;
        double time = _populations[0].Time;
        for (int a = 0; a < k; a++)
        {
            _populations[a].LayGaussiansNearThreshold(Math.Abs(delayed[a]) * 2 * half);
            _rates.Rates[a] = double.IsFinite(_populations[a].Rate) ? _populations[a].Rate : 0;
            _populations[a].OnMesh.CopyTo(_start[a]);
        }
        for (int step = 1; step <= 2; step++)
        {
            for (int a = 0; a < k; a++)
            {
                Population p = _populations[a];
                if (step == 1) _start[a].CopyTo(_right[a], 0);
                else p.Trial.CopyTo(_right[a]);
                bool away = p.Model.Refractory > 0;
                double returned = p.Past.ReturningUntil(time + half), both = p.Past.ReturningUntil(time + 2 * half);
                p.AddAtReset(_right[a], away ? (step == 1 ? returned : both - returned) : step == 1 ? p.QueueDue : 0);
            }
            RateVerdict verdict = _rates.Solve(time + step * half, half, half, delayed, _right);
            if (verdict != RateVerdict.Found) return PairEquations.Failed(verdict);
            for (int a = 0; a < k; a++)
            {
                Population p = _populations[a];
                if (step == 1)
                {
                    (_flux1[a], _out1[a]) = (_rates.Fluxes[a], half * _rates.Fluxes[a]);
                    _in1[a] = p.Model.Refractory > 0 ? 0 : p.QueueDue + half * _rates.Rates[a];
                }
                else
                {
                    double back = p.Model.Refractory > 0 ? p.Past.ReturningUntil(time + 2 * half) : half * _rates.Rates[a];
                    (_out2[a], _in[a]) = (half * _rates.Fluxes[a], _in1[a] + back);
                }
            }
        }
        if (afterTry && Leaps(half)) return new(PairVerdict.NoFiniteRate, double.NaN);
        Commit(half, delayed);
        return new(PairVerdict.Taken, 0);
    }

    /// <summary>p1 - half/2 L p1 = p0 + half/2 f0</summary>
    RateVerdict Trapezoid(double half, double time, double[] delayed)
    {
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            bool away = p.Model.Refractory > 0;
            PairEquations.TrapezoidSide(_start[a], _slope0[a], half, _right[a]);
            p.AddAtReset(_right[a], away
                ? p.Past.ReturningUntil(time + half) - 0.5 * half * p.Past.ReturnRate(_flux0[a], time) : p.QueueDue);
            _rates.Rates[a] = Math.Max(0, _halfBefore > 0 ? _flux0[a] + (_flux0[a] - _before[a]) * half / _halfBefore : _flux0[a]);
        }
        RateVerdict verdict = _rates.Solve(time + half, 0.5 * half, 0.5 * half, delayed, _right);
        if (verdict != RateVerdict.Found) return verdict;
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            _flux1[a] = _rates.Fluxes[a];
            _out1[a] = 0.5 * half * (_flux0[a] + _flux1[a]);
            _in1[a] = p.Model.Refractory > 0 ? p.Past.ReturningUntil(time + half) : p.QueueDue + 0.5 * half * (_flux0[a] + _rates.Rates[a]);
            _voltages[a].Apply(p.Trial, _slope1[a]);
            p.AddAtReset(_slope1[a], p.Past.ReturnRate(_flux1[a], time + half));
            p.Trial.CopyTo(_middle[a]);
        }
        return verdict;
    }

    /// <summary>p2 - 2/3 half L p2 = 4/3 p1 - 1/3 p0</summary>
    RateVerdict BackwardDifference(double half, double time, double[] delayed)
    {
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            PairEquations.DifferenceSide(_start[a], _middle[a], _right[a]);
            if (p.Model.Refractory > 0) p.AddAtReset(_right[a], Rest(p, time, half));
            _rates.Rates[a] = Math.Max(0, 2 * _rates.Rates[a] - _flux0[a]);
        }
        RateVerdict verdict = _rates.Solve(time + 2 * half, 2 * half / 3, 2 * half / 3, delayed, _right);
        if (verdict != RateVerdict.Found) return verdict;
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            _voltages[a].Apply(p.Trial, _slope2[a]);
            p.AddAtReset(_slope2[a], p.Past.ReturnRate(_rates.Fluxes[a], time + 2 * half));
        }
        return verdict;
    }

    static double Rest(Population p, double time, double half) =>
        PairEquations.ReturnInDifference(p.Past.ReturningUntil(time + half), p.Past.ReturningUntil(time + 2 * half));

    PairOutcome Judge(double half, double tolerance, double[] delayed)
    {
        double worst = 0, lowest = 0;
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            (double error, double lowestOfThis) = PairEquations.Judge(_slope0[a], _slope1[a], _slope2[a], _middle[a], p.Trial);
            lowest = Math.Min(lowest, lowestOfThis);
            worst = Math.Max(worst, error * p.Mesh.Width * half / 3);
            if (_flux1[a] < -NegativeRate || _rates.Fluxes[a] < -NegativeRate) return new(PairVerdict.Negative, worst);
        }
        if (lowest < -NegativeDensity) return new(PairVerdict.Negative, worst);
        if (Leaps(half)) return new(PairVerdict.NoFiniteRate, worst);
        if (!(worst <= tolerance)) return new(PairVerdict.TooInaccurate, worst);
        double time = _populations[0].Time;
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            double back = p.Model.Refractory > 0 ? Rest(p, time, half) : 2 * half / 3 * _rates.Rates[a];
            (_out2[a], _in[a]) = (_out1[a] / 3 + 2 * half / 3 * _rates.Fluxes[a], _in1[a] / 3 + _in1[a] + back);
        }
        Commit(half, delayed);
        return new(PairVerdict.Taken, worst);
    }

    /// <summary>
    /// A root beyond the blow-up: rates that more than treble while their kicks go through a cell have carried an event through a step.
    /// </summary>
    bool Leaps(double half)
    {
        for (int a = 0; a < _populations.Length; a++)
        {
            double kicks = _excitation.Kick(a, _rates.Fluxes);
            if (2 * half * kicks > _populations[a].Mesh.Width && kicks > 3 * _excitation.Kick(a, _flux0) + 1) return true;
        }
        return false;
    }

    void Commit(double half, double[] delayed)
    {
        for (int a = 0; a < _populations.Length; a++) _fired[a] = _out1[a] + _out2[a];
        for (int a = 0; a < _populations.Length; a++)
        {
            Population p = _populations[a];
            double time = p.Time, fired = _fired[a], kicks = 2 * half * delayed[a] + _excitation.Kick(a, _fired);
            p.AcceptTrial();
            for (int i = 0; i < p.Gaussians.Count; i++)
                p.Gaussians[i] = p.Gaussians[i].After(2 * half, p.Model.DriveAt(time + half), p.Model.A, kicks);
            p.Time = time + 2 * half;
            p.Tau += fired;
            if (p.Model.Refractory > 0)
            {
                p.Away += fired - _in[a];
                p.Past.Return(_in[a]);
            }
            else p.Queue += fired - _in[a];
            p.Past.Remember(time, time + half, Math.Max(0, p.Rate), Math.Max(0, _flux1[a]), _out1[a]);
            p.Past.Remember(time + half, p.Time, Math.Max(0, _flux1[a]), Math.Max(0, _rates.Fluxes[a]), _out2[a]);
            p.Rate = Math.Max(0, _rates.Fluxes[a]);
            _before[a] = _flux1[a];
            p.LastStep = 2 * half;
            p.Steps += 2;
            p.ReturnEvents();
        }
        _halfBefore = half;
    }
}
