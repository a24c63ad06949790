using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// What the host puts into a cell's code: loops that look whether they are to stop, statements that say where they stand.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellProbe
{
    /// <summary>Gives back what it is given.</summary>
    public static T Same<T>(T value) => value;

    static int _stopping;

    /// <summary>Line of the last statement within a function or a block, on platforms whose frames know no lines: they have one thread.</summary>
    public static int Here { get; set; }

    /// <summary>Stands at the start of every loop's body. While no cell is being stopped it costs one load and one branch.</summary>
    /// <exception cref="OperationCanceledException">The cell that this thread belongs to is to stop.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Loop()
    {
        if (Volatile.Read(ref _stopping) != 0) Look();
    }

    /// <summary>Stands before every top-level statement.</summary>
    /// <param name="line">The statement's line in the cell, from 1.</param>
    public static void Line(int line)
    {
        if (CellScope.Current is { } cell) cell.Line = line;
    }

    /// <summary>From here on, until what comes back is disposed of, loops look at the tokens of their cells.</summary>
    internal static IDisposable Stop() => new Stopping();

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Look() => CellScope.Current?.Token.ThrowIfCancellationRequested();

    sealed class Stopping : IDisposable
    {
        int _over;

        public Stopping() => Interlocked.Increment(ref _stopping);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0) Interlocked.Decrement(ref _stopping);
        }
    }
}
