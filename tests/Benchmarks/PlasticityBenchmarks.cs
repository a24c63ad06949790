using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Spikebook.Data;
using Spikebook.Plasticity;

namespace Spikebook.Benchmarks;

/// <summary>
/// A whole five-fold cross-validation of Iris on one thread: folds, scales, spikes, training, test. Beside it, data/reference/
/// plasticity-peer.json holds the times of the clock-driven program of tests/Peers/temporal_code.py, with the same settings.
/// </summary>
[WarmupCount(12), IterationCount(9)]
[MemoryDiagnoser]
public class PlasticityBenchmarks
{
    readonly FeatureTable _iris = FeatureTable.Iris();

    [ParamsAllValues]
    public MemristiveWindow Window { get; set; }

    TemporalSettings Settings => Window switch
    {
        MemristiveWindow.Stdp => new() { Window = new StdpWindow(), Fields = new(20, .005) },
        MemristiveWindow.Nc => new() { Window = new NanocompositeWindow(), Fields = new(20, .01), InitialWeight = .5, PeriodMs = 100 },
        _ => new() { Window = new PpxWindow().Times(.03), Fields = new(20, .005, 2), InitialWeight = .5, PeriodMs = 200, DelayMs = 2 },
    };

    [Benchmark]
    public double IrisCrossValidation() => CrossValidation.Run(new TemporalMethod(Settings), _iris, seeds: 1, threads: 1).Mean;

    [GlobalCleanup]
    public void TellThePeer()
    {
        string folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "data", "reference"))) folder = Directory.GetParent(folder)!.FullName;
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "data", "reference", "plasticity-peer.json")));
        var peer = record.RootElement.GetProperty("rules").GetProperty(Window.ToString().ToUpperInvariant());
        Console.WriteLine($"// recorded, clock-driven: {1e3 * peer.GetProperty("crossValidationS").GetDouble():0.0} ms; "
            + $"without voltages in training: {1e3 * peer.GetProperty("withoutVoltagesS").GetDouble():0.0} ms");
    }
}

/// <summary>A window of plasticity.</summary>
public enum MemristiveWindow
{
    /// <summary>Spike-timing-dependent plasticity.</summary>
    Stdp,

    /// <summary>Nanocomposite memristor.</summary>
    Nc,

    /// <summary>Poly-p-xylylene memristor.</summary>
    Ppx,
}
