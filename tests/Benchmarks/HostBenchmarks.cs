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

    sealed class NoOutput : ICellOutput
    {
        public void Write(bool isError, string text) { }
        public void Display(DisplayData value, string displayId, bool update) { }
        public void Result(DisplayData value) { }
    }
}
