using BenchmarkDotNet.Attributes;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Benchmarks;

/// <summary>
/// What a front end waits for, without the wire: a trivial cell and a completion in a session that has run some cells. The whole round trip
/// beside ipykernel is measured by tests/Jupyter/speed.py.
/// </summary>
[MemoryDiagnoser]
public class JupyterBenchmarks
{
    readonly CSharpSession _session = new();
    int _number;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < 20; i++) Run($"var rates{i} = new List<double> {{ {i} }};");
    }

    [Benchmark(Baseline = true)]
    public void TrivialCell() => Run($"1 + {_number++}");

    [Benchmark]
    public int MembersAfterADot() => _session.Complete("rates3.Sel", 10).Items.Count;

    [Benchmark]
    public int NamesInScope() => _session.Complete("Con", 3).Items.Count;

    [Benchmark]
    public int Help() => _session.Inspect("Math.Sqrt(", 10)!.Signatures.Count;

    [GlobalCleanup]
    public async Task Cleanup() => await _session.DisposeAsync();

    void Run(string code)
    {
        var result = _session.ExecuteAsync(code, "cell", new Nowhere()).GetAwaiter().GetResult();
        if (result.Status != CellStatus.Ok) throw new InvalidOperationException(result.Error!.Message);
    }

    sealed class Nowhere : ICellOutput
    {
        public void Write(bool isError, string text) { }
        public void Display(DisplayData value, string displayId, bool update) { }
        public void Result(DisplayData value) { }
    }
}
