using Spikebook.Figures;
using Spikebook.Notebooks.Gallery;
using Spikebook.Notebooks.Live;
using Spikebook.Showcase;

namespace Spikebook.Cli;

/// <summary>
/// The gallery's first page: the two results as one can move them. On a web server its worker computes as one drags; opened as a file it
/// shows one such computation as a picture, made when the gallery is written.
/// </summary>
static class FirstPage
{
    const string Program = "Spikebook.Showcase", Digits = "data/mnist-binary/test.bits.gz";

    static readonly string[] Scripts = ["showcase.js", "showcase-stage.js", "showcase-chip.js", "showcase-worker.js"];

    /// <summary>The page and its card.</summary>
    public static GalleryFeature Feature { get; } = new("first-page", "A population that fires as one, and a chip that learns by spikes",
        "Move noise, coupling and a volley: the rate blows up, the clock stretches, the event resolves. Draw a digit: the chip's circuit reads it and learns from it, pulse by pulse. The library computes all of it while you drag.",
        Picture().ToSvg(), Resource("showcase.html"), Resource("showcase.css"));

    /// <summary>The program that its worker runs.</summary>
    public static LiveProgram Worker()
        => new(Program, Path.Combine(House.Root, "lib", "Showcase", "bin"),
            [new("house/" + Digits, Path.Combine(House.Root, Path.Combine(Digits.Split('/'))))],
            [.. Scripts.Select(name => KeyValuePair.Create(name, System.Text.Encoding.UTF8.GetBytes(Resource(name))))]);

    /// <summary>The page with the script that a site gave it.</summary>
    public static GalleryFeature Alive(LiveSite site) => Feature with { Live = site.ProgramScripts[Program] };

    static Figure Picture()
    {
        var experiment = new Experiment(0.5, 4, 0.3);
        var film = PopulationFilm.Compute(experiment, cells: 400);
        var neurons = NeuronFilm.Compute(experiment);
        var moments = film.Moments.Where(moment => !moment.InEvent).DistinctBy(moment => moment.Time).ToList();
        var density = new double[PopulationFilm.Rows, moments.Count];
        for (int t = 0; t < moments.Count; t++)
            for (int v = 0; v < PopulationFilm.Rows; v++) density[v, t] = Math.Clamp(moments[t].Density[v], 0, 1);
        const double Height = (PopulationFilm.Highest - PopulationFilm.Lowest) / PopulationFilm.Rows;
        return Figure.Grid("first-page", "Quiet, a volley, and almost everybody fires at one instant", columns: 2,
            Figure.New("density", "the density of voltages").Axes(x: "time t", y: "voltage v")
                .Heatmap(density, moments.Select(m => m.Time),
                    Enumerable.Range(0, PopulationFilm.Rows).Select(i => PopulationFilm.Lowest + (i + 0.5) * Height),
                    scale: ColorScale.Magma, colorBar: false),
            Figure.New("raster", $"{NeuronFilm.Neurons} neurons").Axes(x: "time t", y: "neuron")
                .Scatter(neurons.Spikes, s => s.Time, s => s.Neuron, "spikes", size: 2),
            Figure.New("rate", "the rate N").Axes(x: "time t", y: "N").LogY().RangeY(0.01, 1000)
                .Line(film.Rate.Where(r => double.IsFinite(r.Rate)).ToList(), r => r.Time, r => r.Rate, "N"),
            Figure.New("clock", "the dilated clock").Axes(x: "time t", y: "dilated time τ")
                .Line(film.Moments, m => m.Time, m => m.Tau, "τ(t)")).Legend(false).Size(1000, 620);
    }

    static string Resource(string name)
    {
        using var stream = typeof(Experiment).Assembly.GetManifestResourceStream($"Web/{name}")
            ?? throw new InvalidOperationException($"{Program} lacks {name}; build lib/Showcase again");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
