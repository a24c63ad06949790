using System.Runtime.Intrinsics;

namespace Spikebook.MeanField;

/// <summary>
/// The state of one population: cell averages on a mesh, moving Gaussians, those past threshold that are not counted yet, those held in an
/// event and those in their refractory time. The whole mass is mesh + Gaussians + queue + held + away = 1. It knows no scheme.
/// </summary>
sealed class Population
{
    const double TailDeviations = 7; // a Gaussian is laid onto the mesh before its tail of so many deviations meets V_F

    readonly double[] _shown;
    double[] _density, _trial;

    public Population(Nnlif model, Mesh mesh, InitialDensity start, bool rememberAll = false)
    {
        (Model, Mesh) = (model, mesh);
        _density = [.. start.OnMesh(mesh).Values];
        if (start.PointAtReset > 0)
        {
            for (int i = 0; i < _density.Length; i++) _density[i] *= 1 - start.PointAtReset;
            Gaussians.Add(new MovingGaussian(start.PointAtReset, model.Reset, 0));
        }
        (_trial, _shown) = (new double[mesh.Cells], new double[mesh.Cells]);
        Past = new Past(model, rememberAll);
    }

    /// <summary>A population as it was saved; the mesh is the one it had.</summary>
    public Population(Nnlif model, Mesh mesh, PopulationState state, double time, bool rememberAll)
    {
        (Model, Mesh, Time) = (model, mesh, time);
        _density = [.. state.Density];
        (_trial, _shown) = (new double[mesh.Cells], new double[mesh.Cells]);
        Past = new Past(model, rememberAll);
        Past.Load(state);
        Gaussians.AddRange(state.Gaussians);
        (Queue, Away, Tau, Rate) = (state.Queue, state.Away, state.Tau, state.Rate);
    }

    /// <summary>The same population on finer cells, which shares its past; see <see cref="TakeOver"/>.</summary>
    public Population(Population coarse, int factor)
    {
        (Model, Mesh, Past) = (coarse.Model, coarse.Mesh.Finer(factor), coarse.Past);
        (_density, _trial, _shown) = (new double[Mesh.Cells], new double[Mesh.Cells], new double[Mesh.Cells]);
    }

    /// <summary>All but the cell averages from the same population on other cells.</summary>
    public void TakeOver(Population other)
    {
        (Time, Tau, Rate, Queue) = (other.Time, other.Tau, other.Rate, other.Queue);
        (Held, Away, InEvent) = (other.Held, other.Away, other.InEvent);
        (LastStep, Steps, DilatedSteps) = (other.LastStep, other.Steps, other.DilatedSteps);
        Gaussians.Clear();
        Gaussians.AddRange(other.Gaussians);
        Revision++;
    }

    public Nnlif Model { get; }
    public Mesh Mesh { get; }

    /// <summary>Cell averages of p.</summary>
    public Span<double> OnMesh => _density;

    /// <summary>Cell averages that a step tries; see <see cref="AcceptTrial"/>.</summary>
    public Span<double> Trial => _trial;

    public List<MovingGaussian> Gaussians { get; } = new(64);

    /// <summary>What fired earlier, where a delay or a refractory time asks for it.</summary>
    public Past Past { get; }

    public double Time { get; set; }
    public double Tau { get; set; }

    /// <summary>The current rate; a mean over the last step in dilated time, infinite in an event.</summary>
    public double Rate { get; set; }

    /// <summary>Mass past the threshold that has not been counted into tau yet.</summary>
    public double Queue { get; set; }

    /// <summary>What of it is put back at V_R: a debt, of a search's tolerance, waits until who fires pays it.</summary>
    public double QueueDue => Math.Max(0, Queue);

    /// <summary>Mass fired in the running event, waiting at V_R.</summary>
    public double Held { get; set; }

    /// <summary>Mass that fired less than the refractory time ago.</summary>
    public double Away { get; set; }

    /// <summary>In an event now: tau moves on, t stands still.</summary>
    public bool InEvent { get; set; }

    /// <summary>Length of the last step in physical time.</summary>
    public double LastStep { get; set; }

    public long Steps { get; set; }
    public long DilatedSteps { get; set; }

    /// <summary>Counts the changes of the density other than by a step's own end: what was derived from it is then out of date.</summary>
    public int Revision { get; private set; }

    /// <summary>Makes the tried cell averages the state.</summary>
    public void AcceptTrial() => (_density, _trial) = (_trial, _density);

    /// <summary>
    /// The whole mass and the lowest cell average. Four lanes on every machine, so that the sum has the same bits everywhere.
    /// </summary>
    public (double Mass, double LowestDensity) Balance()
    {
        double mass = Queue + Held + Away;
        foreach (MovingGaussian g in Gaussians) mass += g.Mass;
        ReadOnlySpan<double> p = _density;
        Vector256<double> sums = Vector256<double>.Zero, lowests = Vector256.Create(double.PositiveInfinity);
        int i = 0;
        for (; i + 4 <= p.Length; i += 4)
        {
            var cells = Vector256.Create(p[i..]);
            sums += cells;
            lowests = Vector256.Min(lowests, cells);
        }
        double sum = Vector256.Sum(sums), lowest = double.PositiveInfinity;
        for (int lane = 0; lane < 4; lane++) lowest = Math.Min(lowest, lowests[lane]);
        for (; i < p.Length; i++)
        {
            sum += p[i];
            lowest = Math.Min(lowest, p[i]);
        }
        return (mass + sum * Mesh.Width, lowest);
    }

    /// <summary>The lowest of the tried cell averages.</summary>
    public double LowestOfTrial()
    {
        ReadOnlySpan<double> values = _trial;
        var lowests = Vector256.Create(double.PositiveInfinity);
        int i = 0;
        for (; i + 4 <= values.Length; i += 4) lowests = Vector256.Min(lowests, Vector256.Create(values[i..]));
        double lowest = double.PositiveInfinity;
        for (int lane = 0; lane < 4; lane++) lowest = Math.Min(lowest, lowests[lane]);
        for (; i < values.Length; i++) lowest = Math.Min(lowest, values[i]);
        return lowest;
    }

    /// <summary>All that a solver needs to go on, with the past from a time on.</summary>
    public PopulationState Save(double from) => Past.Save(new PopulationState
    {
        Minimum = Mesh.Minimum,
        Density = [.. _density],
        Gaussians = [.. Gaussians],
        Queue = Queue,
        Away = Away,
        Tau = Tau,
        Rate = Rate,
    }, from);

    /// <summary>The whole density as cell averages: mesh, Gaussians and the mass held at V_R.</summary>
    public Density Snapshot()
    {
        Show(_shown);
        if (!InEvent) AddAtReset(_shown, Queue); // a step's remainder, which the next one puts there
        return new Density(Time, Tau, Mesh.Minimum, Mesh.Width, [.. _shown], Away);
    }

    /// <summary>
    /// Moves everything by kicks at once, up or down; returns the mass that is past V_F then. What would leave below stays in the first
    /// cell.
    /// </summary>
    public double Kick(double shift, Span<double> room)
    {
        double cells = Math.Abs(shift) / Mesh.Width, leaves;
        int whole = (int)Math.Min(cells, Mesh.Cells);
        Span<double> p = _density;
        if (shift < 0) p.Reverse();
        leaves = PartShift.MoveCells(p, whole) + (whole < Mesh.Cells ? PartShift.Move(p, cells - whole, room) : 0);
        if (shift < 0)
        {
            p.Reverse();
            p[0] += leaves;
            leaves = 0;
        }
        for (int i = 0; i < Gaussians.Count; i++) Gaussians[i] = Gaussians[i] with { Mean = Gaussians[i].Mean + shift };
        Revision++;
        return leaves * Mesh.Width;
    }

    /// <summary>Mesh and Gaussians together.</summary>
    public void Show(Span<double> target)
    {
        _density.CopyTo(target);
        foreach (MovingGaussian g in Gaussians) g.LayOnto(Mesh, target);
    }

    /// <summary>Lays those Gaussians onto the mesh whose tails would meet V_F if they moved on by <paramref name="move"/>.</summary>
    public void LayGaussiansNearThreshold(double move)
    {
        for (int i = Gaussians.Count - 1; i >= 0; i--)
        {
            MovingGaussian g = Gaussians[i];
            if (g.Mean + move + TailDeviations * Math.Sqrt(g.Variance) < Mesh.Threshold - Mesh.Width) continue;
            g.LayOnto(Mesh, _density);
            Gaussians.RemoveAt(i);
            Revision++;
        }
    }

    /// <summary>A point mass at V_R, which is a face: half to each side, so that its mean is V_R.</summary>
    public void AddAtReset(Span<double> cells, double mass)
    {
        double each = 0.5 * mass / Mesh.Width;
        cells[Mesh.ResetCell - 1] += each;
        cells[Mesh.ResetCell] += each;
    }

    /// <summary>The mass of events that fired a refractory time ago starts from V_R as a moving Gaussian.</summary>
    public void ReturnEvents()
    {
        while (Past.NextReturn <= Time * (1 + 1e-14))
        {
            (double due, double mass) = Past.TakeReturn();
            double age = Math.Max(0, Time - due), kicks = age > 0 ? Model.B * Rate * age : 0;
            Gaussians.Add(new MovingGaussian(mass, Model.Reset, 0).After(age, Model.DriveAt(Time), Model.A + Model.A1 * Rate, kicks));
            Away -= mass;
        }
    }
}
