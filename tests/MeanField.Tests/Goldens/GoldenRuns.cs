using System.Globalization;
using Spikebook.Elementary;

namespace Spikebook.MeanField.Tests;

/// <summary>What was computed: hashes by part, and a few figures to read and to compare where hashes cannot be.</summary>
public sealed record Golden(Dictionary<string, string> Bits, Dictionary<string, double> Figures);

/// <summary>The runs whose bits are kept: every public solver and every term of the model.</summary>
static class GoldenRuns
{
    static readonly InitialDensity Broad = InitialDensity.Gaussian(0, 0.25);
    static readonly Nnlif Window = new() { A = 0.25, B = 0.99, Mu = 2.5 };

    public static readonly IReadOnlyDictionary<string, Func<Golden>> All = new Dictionary<string, Func<Golden>>
    {
        ["hybrid total"] = () => Case("total", 3.9, 200),
        ["hybrid mid"] = () => Case("mid", 2.9, 200),
        ["hybrid mid, 1000 cells"] = () => Case("mid", 1.75, 1_000),
        ["hybrid near"] = () => Case("near", 1.8, 200),
        ["hybrid one shot"] = () => Case("one shot", 3, 200),
        ["hybrid partial"] = () => Run(new Hybrid { Cells = 400 }, Window, Broad, 1.3),
        ["hybrid partial, kicked"] = () => Run(new Hybrid { Cells = 300 }, Window with { Convention = ResetConvention.KickedAfterReset },
            Broad, 1.1),
        ["hybrid refractory"] = () => Run(new Hybrid { Cells = 300 }, new Nnlif { A = 0.5, B = 2, Mu = 1, Refractory = 0.2 }, Broad, 3),
        ["hybrid refractory, dilated early"] = () =>
            Run(new Hybrid { Cells = 250, RateOn = 0.5 }, new Nnlif { A = 0.25, B = 0.85, Mu = 2.5, Refractory = 0.15 }, Broad, 1.4),
        ["hybrid a1, no event"] = () => Run(new Hybrid { Cells = 250, RateOn = 0.5 }, new Nnlif
        {
            A = 0.25,
            B = 0.85,
            Mu = 2.5,
            A1 = 0.05
        }, Broad, 1.4),
        ["hybrid a1, events"] = () => Run(new Hybrid { Cells = 500 }, new Nnlif { A = 0.25, B = 1.5, Mu = 2.5, A1 = 0.05 }, Broad, 1.3),
        ["hybrid drive"] = () =>
            Run(new Hybrid { Cells = 250, RateOn = 0.5 }, new Nnlif { A = 0.25, B = 0.8, Drive = t => 2.5 + 0.5 * Real.Sin(20 * t) },
                Broad, 1.4),
        ["hybrid densities"] = () => Run(new Hybrid { Cells = 300, RateOn = 0.5 }, new Nnlif { A = 0.25, B = 0.85, Mu = 2.5 }, Broad,
            1.2, [0, 0.3, 0.9, 1.1]),
        ["hybrid after an event"] = () => Run(new Hybrid { Cells = 200 }, Window, InitialDensity.AfterEvent(0.7, Broad), 0.5),
        ["dilated mid"] = () => Run(new DilatedTime { Cells = 300 }, Reference.Case("mid").Model, Broad, 2.3),
        ["dilated window"] = () => Run(new DilatedTime { Cells = 300 }, Window, Broad, 1.2),
        ["physical mid"] = () => Run(new PhysicalTime { Cells = 400 }, Reference.Case("mid").Model, Broad, 3),
        ["physical quiet"] = () => Run(new PhysicalTime { Cells = 200 }, new Nnlif { B = 0.5 }, Broad, 5, [0.5, 1]),
        ["physical refractory"] = () => Run(new PhysicalTime { Cells = 200 }, new Nnlif { B = 0.5, Refractory = 0.3 }, Broad, 3),
        ["physical delayed inhibition"] = () => Run(new PhysicalTime { Cells = 200 }, new Nnlif { B = -2, Mu = 3, Delay = 0.1 }, Broad, 3),
        ["physical delayed volley"] = () =>
            Run(new PhysicalTime { Cells = 300 }, new Nnlif { A = 0.25, B = 0.9, Mu = 1.5, Delay = 0.2 }, InitialDensity.Gaussian(1.2,
                0.05), 0.8),
        ["physical a1"] = () => Run(new PhysicalTime { Cells = 200 }, new Nnlif { B = 0.5, A1 = 0.5 }, Broad, 3),
        ["physical drive"] = () => Run(new PhysicalTime { Cells = 200 }, new Nnlif { Drive = t => 1 + 0.5 * Real.Sin(2 * Math.PI * t) },
            Broad, 3),
        ["particles mid"] = () => Run(new ParticleNetwork { Neurons = 20_000, Step = 2e-3, Seed = 3 }, Reference.Case("mid").Model,
            Broad, 1.9),
        ["particles refractory"] = () =>
            Run(new ParticleNetwork { Neurons = 10_000, Step = 2e-3 }, new Nnlif { A = 0.5, B = 2, Mu = 1, Refractory = 0.2 }, Broad,
                1.5, [1]),
        ["particles delayed"] = () => Run(new ParticleNetwork { Neurons = 10_000, Step = 2e-3 }, new Nnlif
        {
            A = 0.5,
            B = -1,
            Mu = 2,
            Delay = 0.1
        }, Broad, 1),
        ["particles kicked"] = () =>
            Run(new ParticleNetwork { Neurons = 10_000, Step = 2e-3 }, Window with { Convention = ResetConvention.KickedAfterReset },
                Broad, 1.1),
        ["upwind"] = () => Upwind(),
        ["steady states"] = SteadyStates,
        ["stability"] = Stability,
        ["cascade"] = Cascades,
        ["fragility"] = Fragilities,
        ["period map"] = () => Numbers("map", [.. PeriodMap.Of(Reference.Case("mid").Model, Broad, [0.85, 1], 3, new Hybrid { Cells = 120 })
            .SelectMany(p => new[] { p.Size, p.Period!.Value, p.NextSize!.Value })]),
        ["phase diagram"] = PhaseDiagrams,
    };

    static Golden Upwind()
    {
        UpwindEvent first = UpwindScheme.FirstEvent(Reference.Case("mid").Model, Broad, 200);
        return Numbers("first event", [first.Time, first.Size]);
    }

    static Golden Case(string name, double until, int cells)
    {
        (Nnlif model, InitialDensity start, _) = Reference.Case(name);
        return Run(new Hybrid { Cells = cells }, model, start, until);
    }

    static Golden Run(IMeanFieldSolver solver, Nnlif model, InitialDensity start, double until, double[]? at = null)
    {
        MeanFieldRun run = solver.Run(model, start, until, at);
        Digest rate = new Digest().Add(run.Rate.SelectMany(r => new[] { r.Time, r.Tau, r.Rate })), events = new(), densities = new();
        foreach (FiringEvent e in run.Events) events.Add(e.Time, e.Tau, e.Size, e.Lasting, e.Cascades).Add(e.Before).Add(e.After);
        foreach (Density density in run.Densities) densities.Add(density);
        Digest counts = new Digest().Add(run.Steps, run.DilatedSteps, run.Solves, run.CellWidth, run.MassDefect, run.LowestDensity);
        if (run.BlowUp is { } blowUp) counts.Add(blowUp.After, blowUp.Before, blowUp.Rate);
        var figures = new Dictionary<string, double>
        {
            ["steps"] = run.Steps,
            ["last tau"] = run.Final.Tau,
            ["mean voltage"] = run.Final.Mean,
            ["events"] = run.Events.Count,
        };
        for (int i = 0; i < Math.Min(3, run.Events.Count); i++)
        {
            figures[string.Create(CultureInfo.InvariantCulture, $"time {i}")] = run.Events[i].Time;
            figures[string.Create(CultureInfo.InvariantCulture, $"size {i}")] = run.Events[i].Size;
        }
        return new Golden(new()
        {
            ["rate"] = $"{rate}",
            ["events"] = $"{events}",
            ["densities"] = $"{densities}",
            ["counts"] = $"{counts}"
        }, figures);
    }

    static Golden Numbers(string name, double[] values) =>
        new(new() { [name] = $"{new Digest().Add(values)}" }, values.Take(6).Select((v, i) => (v, i)).ToDictionary(p => $"{name} {p.i}",
            p => p.v));

    static Golden SteadyStates()
    {
        var values = new List<double>();
        foreach (double b in (double[])[-1, 0, 0.5, 1.5, 2, 3])
            foreach (SteadyState state in SteadyState.All(new Nnlif { B = b }))
                values.AddRange([state.Rate, state.DensityAt(0), state.DensityAt(0.99), state.DensityAt(1.5),
                    SteadyState.CouplingAt(new Nnlif(), state.Rate)]);
        foreach (SteadyState state in SteadyState.All(new Nnlif { B = 3, Refractory = 0.1, A1 = 0.2 })) values.Add(state.Rate);
        SteadyState fold = SteadyState.Fold(new Nnlif())!;
        values.AddRange([fold.Rate, fold.Model.B]);
        values.AddRange(SteadyState.OverCoupling(new Nnlif(), 1.5, 2, 3).Select(s => s.Rate));
        return Numbers("rates", [.. values]);
    }

    static Golden Stability() => Numbers("eigenvalues", [.. SteadyState.All(new Nnlif { B = 1.5 })
        .SelectMany(s => s.Stability(80).Eigenvalues.Take(4)).SelectMany(z => new[] { z.Real, z.Imaginary })]);

    static Golden Cascades()
    {
        Density density = InitialDensity.Gaussian(1, 0.3).OnMesh(Mesh.For(new Nnlif(), -2, 90));
        double[] voltages = [.. Enumerable.Range(0, 999).Select(i => 2 - 1.9 * Math.Sqrt(i / 999.0))];
        return Numbers("sizes", [Cascade.ByFixedPoint(density, 2, 0.05), Cascade.ByQueue(density, 2, 0.05), Cascade.ByFixedPoint(density,
            3),
            Cascade.OfParticles(voltages, 2, 2.5, 0.01), .. Cascade.Map(density, 2).SelectMany(p => new[] { p.X, p.Carried })]);
    }

    static Golden Fragilities()
    {
        SteadyState state = SteadyState.All(new Nnlif { A = 0.5, B = 5 })[0];
        Density density = state.Density(Mesh.For(state.Model, -4, 200));
        var fragility = Fragility.Of(density, 5);
        (InitialDensity after, double fired) = Fragility.AfterVolley(density, 5, 0.1);
        return Numbers("volleys", [fragility.CriticalVolley, fragility.Margin, fragility.CriticalCascade, fired,
            Fragility.DynamicVolley(state.Model, density, 0.3, precision: 0.01, solver: new Hybrid { Cells = 100 }),
            .. after.OnMesh(Mesh.For(state.Model, -4, 60)).Values, .. Fragility.CascadeTail(state.DensityAt, 2, 5, 300, 20),
            Fragility.EventRate(state, 300, 0.05)]);
    }

    static Golden PhaseDiagrams()
    {
        IReadOnlyList<PhasePoint> points = PhaseDiagram.Of([Window, Window with { B = 0.6 }, Window with { B = 1.2 }], until: 3, cells: 90);
        IReadOnlyList<WindowPoint> first = PhaseDiagram.FirstEvents(Window, Broad, [0.98, 1], 1, 200);
        IReadOnlyList<RecurrentPoint> recurrent = PhaseDiagram.RecurrentEvents(Window, Broad, [1.0], 1, 1.8, 200);
        return Numbers("points", [.. points.SelectMany(p => new[] { (double)p.FromScattered, (double)p.FromSynchronous, p.EventSize,
            p.Period ?? -1 }),
            .. first.SelectMany(p => new[] { p.Time ?? -1, p.Size, p.SizeError, p.TimeError }),
            .. recurrent.SelectMany(p => new[] { p.Size, p.SizeError, p.Period ?? -1, p.PeriodError, p.All })]);
    }
}
