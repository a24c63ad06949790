namespace Spikebook.MeanField;

/// <summary>
/// The period map of one population on the hybrid scheme, which resolves events that hardly start by themselves too (partial ones). The
/// state holds the masses of those who did not fire, cell by cell: p(v - b m*) of the density before; who fired is what lacks to 1.
/// </summary>
public sealed class PopulationEventMap : EventMap
{
    readonly Nnlif _model;
    readonly Hybrid _solver;
    readonly Mesh _mesh;

    /// <summary>Prepares the map.</summary>
    /// <param name="model">Model with constant drive and excitation at once.</param>
    /// <param name="cells">Cells of the mesh; it depends on drive and noise, and not on the coupling.</param>
    /// <param name="minimum">Left end of the mesh; by default as far below drive and reset as noise reaches.</param>
    /// <exception cref="ArgumentException">The model has a delay, a refractory time, a drive over time or another reset.</exception>
    public PopulationEventMap(Nnlif model, int cells = 250, double? minimum = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Validate();
        if (model.Delay > 0 || model.Refractory > 0 || model.Drive is not null || model.A1 != 0 || !(model.B > 0)
            || model.Convention != ResetConvention.HeldAtReset)
            throw new ArgumentException("the period map of one population knows excitation at once, held at reset, and nothing more: "
                + "B > 0, no Delay, Refractory, Drive or A1; give a network to NetworkEventMap");
        double spread = 6.5 * Math.Sqrt(model.A), left = minimum ?? Math.Min(model.Mu - spread, model.Reset - 0.5 * spread);
        (_model, _mesh) = (model, Mesh.For(model, left, cells));
        // In the middle of the first cell: the run's mesh is then this one without a doubt about rounding.
        _solver = new Hybrid { Cells = cells, Minimum = _mesh.Minimum + 1e-6 * _mesh.Width };
    }

    // Steps are taken in other places from 1e-4 on, with jumps of 1e-4: longer ones average over them.
    internal override double Difference => 2e-3;

    /// <summary>The state after the first event from all neurons at V_R.</summary>
    /// <inheritdoc/>
    public override EventStep First(CancellationToken cancel = default) => Next(new double[_mesh.Cells], cancel);

    /// <inheritdoc/>
    public override EventStep Next(double[] state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        MeanFieldRun run = _solver.ToNextEvent(_model, Unpack(state), Patience, Smallest, cancel);
        FiringEvent? last = run.Events.Count > 0 ? run.Events[^1] : null;
        if (last is null || last.Size < Smallest) throw new NoEventException(Patience);
        double[] rest = [.. last.Within(_model.B, last.Size).Values.Select(p => p * _mesh.Width)];
        return new EventStep(rest, last.Time, [last.Size], [last.Tau + last.Size]) { Before = [last.Before] };
    }

    InitialDensity Unpack(double[] state)
    {
        double[] values = [.. state.Select(mass => Math.Max(0, mass) / _mesh.Width)];
        double rest = values.Sum() * _mesh.Width;
        if (rest <= 0) return InitialDensity.AfterEvent(1, InitialDensity.Uniform(_mesh.Minimum, _model.Reset));
        var density = new Density(0, 0, _mesh.Minimum, _mesh.Width, values);
        return InitialDensity.AfterEvent(Math.Clamp(1 - rest, 1e-12, 1), InitialDensity.From(density));
    }
}
