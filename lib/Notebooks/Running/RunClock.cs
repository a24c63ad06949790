using System.Diagnostics;

namespace Spikebook.Notebooks.Running;

/// <summary>How far a run is, by the times of the run before where there was one, else by counting notebooks and cells.</summary>
sealed class RunClock
{
    const double UnknownSeconds = 10;

    readonly Stopwatch _watch = Stopwatch.StartNew();
    readonly IReadOnlyList<double>?[] _known;
    readonly double[] _expected;
    readonly double[] _spent;
    readonly bool[] _finished;
    readonly Lock _lock = new();

    public RunClock(IReadOnlyList<string> paths, string outputDirectory)
    {
        _known = [.. paths.Select(p => RunState.Read(outputDirectory, Path.GetFileNameWithoutExtension(p))?.CellSeconds)];
        double[] sums = [.. _known.Select(k => k?.Sum() ?? 0)];
        double typical = sums.Where(s => s > 0).DefaultIfEmpty(UnknownSeconds).Average();
        _expected = [.. sums.Select(s => s > 0 ? s : typical)];
        _spent = new double[paths.Count];
        _finished = new bool[paths.Count];
    }

    public TimeSpan Elapsed => _watch.Elapsed;

    public void CellFinished(int notebook, TimeSpan elapsed)
    {
        lock (_lock) _spent[notebook] += elapsed.TotalSeconds;
    }

    public void Finished(int notebook)
    {
        lock (_lock) _finished[notebook] = true;
    }

    /// <summary>Share of the run that is done when a cell of a notebook begins, 0 … 1.</summary>
    public double Fraction(int notebook, int cell, int cells)
    {
        lock (_lock)
        {
            double done = 0;
            for (int i = 0; i < _expected.Length; i++)
            {
                if (_finished[i]) done += _expected[i];
                else if (i == notebook)
                    done += _known[i] is { } known && known.Count >= cell ? known.Take(cell - 1).Sum()
                    : _expected[i] * (cell - 1) / Math.Max(1, cells);
                else done += Math.Min(_spent[i], _expected[i]);
            }
            return Math.Clamp(done / _expected.Sum(), 0, 1);
        }
    }
}
