using System.Runtime.InteropServices;

namespace Spikebook.Sweeps;

/// <summary>
/// A sweep as a program: a C# file whose last line is <c>return Study.Of("name", points).Main(args, point =&gt; result);</c>. It is
/// compiled,
/// checked and debugged as any program; <c>spikebook sweep FILE</c> builds it and has an engine run its parts.
/// </summary>
public static class Study
{
    /// <summary>Names the study and its points.</summary>
    /// <typeparam name="TPoint">The parameters: a record, a tuple or a number.</typeparam>
    /// <param name="name">The study's name; keys depend on it.</param>
    /// <param name="points">The points, in the order that the results shall have.</param>
    /// <param name="seed">The seed of the points' random streams.</param>
    /// <exception cref="SweepException">There are no points, or two are the same.</exception>
    public static Study<TPoint> Of<TPoint>(string name, IEnumerable<TPoint> points, ulong seed = 1)
        => new(Sweep.Over(points).With(new SweepSettings { Name = name, Seed = seed }), name, seed);
}

/// <summary>The points of a study.</summary>
/// <typeparam name="TPoint">The parameters.</typeparam>
public sealed class Study<TPoint>
{
    readonly Sweep<TPoint> _sweep;
    readonly string _name;
    readonly ulong _seed;

    internal Study(Sweep<TPoint> sweep, string name, ulong seed) => (_sweep, _name, _seed) = (sweep, name, seed);

    /// <summary>Does what the engine or the user asks of the program.</summary>
    /// <typeparam name="TResult">What is computed.</typeparam>
    /// <param name="args">
    /// Nothing (compute all here), <c>describe</c>, <c>measure</c>, or, each with <c>--folder DIR</c>: <c>part i/n</c> (compute what has no
    /// result), <c>rest i/n</c> (compute what has not failed either), <c>collect</c>, <c>fail i/n MESSAGE</c>.
    /// </param>
    /// <param name="compute">The computation.</param>
    /// <returns>The exit code: 0 all well, 1 points failed or are missing, 2 bad arguments, 130 interrupted.</returns>
    public int Main<TResult>(string[] args, Func<TPoint, TResult> compute) => Main(args, (point, _) => compute(point));

    /// <inheritdoc cref="Main{TResult}(string[], Func{TPoint, TResult})"/>
    public int Main<TResult>(string[] args, Func<TPoint, PointContext, TResult> compute)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(compute);
        using CancellationTokenSource stop = new();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var identity = new StudyIdentity(_name, CodeVersion.Of(compute.Method.Module.Assembly), _seed);
            return new StudyCommands<TPoint, TResult>(_sweep.Points, compute, identity, stop.Token).Do(args);
        }
        catch (SweepException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
            return 2;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true; // the point in work is left, what is done is kept
            stop.Cancel();
        }
    }
}
