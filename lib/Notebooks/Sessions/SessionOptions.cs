namespace Spikebook.Notebooks.Sessions;

/// <summary>Settings of a session.</summary>
public sealed record SessionOptions
{
    /// <summary>The notebook's folder: relative <c>#r</c>, <c>#load</c> and <c>#!import</c> paths start here.</summary>
    public string BaseDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>How long an interrupted cell may go on before it is left behind.</summary>
    public TimeSpan CancellationGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many characters a cell may write to its streams; what is beyond is counted and dropped.</summary>
    public int StreamLimit { get; init; } = DefaultStreamLimit;

    internal const int DefaultStreamLimit = 1_000_000;

    /// <summary>What <c>Console.ReadLine</c> gives; null where no one can be asked.</summary>
    public TextReader? Input { get; init; }

    /// <summary>
    /// Whether loops of cells look, each time round, whether the cell is to stop, so that an interrupt ends them. On unless the environment
    /// variable SPIKEBOOK_STOP_LOOPS is <c>off</c> or <c>0</c>. The look costs a nanosecond a turn and less: nothing to be measured in a
    /// loop that adds its counter, 1.4 times the time where each turn takes one square root (LoopBenchmarks in tests/Benchmarks).
    /// </summary>
    public bool StopLoops { get; init; } = Environment.GetEnvironmentVariable("SPIKEBOOK_STOP_LOOPS") is not ("off" or "0");
}
