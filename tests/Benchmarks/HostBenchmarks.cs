using BenchmarkDotNet.Attributes;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Benchmarks;

/// <summary>What the host adds to a cell: compiling, loading, running and showing a trivial one.</summary>
[WarmupCount(3), IterationCount(12), InvocationCount(1)]
public class HostBenchmarks
{
    const int Cells = 20; // a notebook's worth: each cell sees those before it, and that costs too

    CSharpSession _session = null!;

    /// <summary>Starts a session, as a notebook does.</summary>
    [IterationSetup]
    public void Open() => _session = new CSharpSession();

    /// <summary>Ends it.</summary>
    [IterationCleanup]
    public void Close() => _session.DisposeAsync().AsTask().Wait();

    /// <summary>A cell that shows a number.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Cells)]
    public Task TrivialCell() => Run(i => $"{i} + 1");

    /// <summary>A cell that declares a variable, which all later cells see.</summary>
    [Benchmark(OperationsPerInvoke = Cells)]
    public Task DeclaringCell() => Run(i => $"var x{i} = {i};");

    /// <summary>A cell that shows a table of records by the genuine formatters.</summary>
    [Benchmark(OperationsPerInvoke = Cells)]
    public Task FormattedCell() => Run(_ => "Enumerable.Range(0, 10).Select(i => new { i, Square = i * i }).ToArray()");

    async Task Run(Func<int, string> code)
    {
        for (int i = 0; i < Cells; i++) await _session.ExecuteAsync(code(i), $"cell {i}", new NoOutput());
    }

    internal sealed class NoOutput : ICellOutput
    {
        public void Write(bool isError, string text) { }
        public void Display(DisplayData value, string displayId, bool update) { }
        public void Result(DisplayData value) { }
    }
}

/// <summary>
/// What it costs that loops of cells look, each time round, whether the cell is to stop: the same loops with the look and without it.
/// One run on two cores of an AMD EPYC, with the look over without: adding a counter 46 / 47 ms, square roots 79 / 56 ms (1.1 ns a turn),
/// a variable of the session 26 / 21 ms (0.6 ns a turn).
/// </summary>
[WarmupCount(2), IterationCount(8), InvocationCount(1)]
public class LoopBenchmarks
{
    CSharpSession _session = null!;

    /// <summary>Whether loops look; the option is on by default.</summary>
    [Params(false, true)]
    public bool StopLoops { get; set; }

    /// <summary>Compiles the loops, as methods of cells, until they are optimised.</summary>
    [GlobalSetup]
    public void Open()
    {
        _session = new CSharpSession(new SessionOptions { StopLoops = StopLoops });
        Run("""
            static int Empty(int n) { int s = 0; for (int i = 0; i < n; i++) s += i; return s; }
            static double Work(double[] x, int n) { double s = 0; for (int k = 0; k < n; k++) for (int i = 0; i < x.Length; i++) s += Math.Sqrt(x[i] + k); return s; }
            var xs = new double[1000];
            int n;
            """);
        for (int i = 0; i < 40; i++) Run("Empty(100_000); Work(xs, 100);");
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void Close() => _session.DisposeAsync().AsTask().Wait();

    /// <summary>A hundred million turns that only add a number: the worst there is.</summary>
    [Benchmark]
    public void NothingElse() => Run("Empty(100_000_000);");

    /// <summary>Twenty million turns with a square root, as little as a loop over numbers does.</summary>
    [Benchmark]
    public void SquareRoots() => Run("Work(xs, 20_000);");

    /// <summary>Ten million turns over a variable of the session, as cells write them.</summary>
    [Benchmark]
    public void SessionVariable() => Run("n = 0; while (n < 10_000_000) n++;");

    void Run(string code) => _session.ExecuteAsync(code, "cell", new HostBenchmarks.NoOutput()).GetAwaiter().GetResult();
}
