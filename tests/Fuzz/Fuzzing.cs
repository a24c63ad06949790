using System.Diagnostics;
using Spikebook.Randomness;

namespace Spikebook.Fuzz;

/// <summary>What came of the files that one reader was given.</summary>
/// <param name="Passed">Files that were read or refused as documented.</param>
/// <param name="Failures">Why others failed.</param>
sealed record Outcome(int Passed, IReadOnlyList<string> Failures);

/// <summary>Gives one reader damaged files until its time is up.</summary>
static class Fuzzing
{
    public const int MostSeconds = 5; // of a single call; a longer one is a failure, one without end is ended by the parent

    const int MostFailures = 5;

    /// <summary>The damaged file with a number.</summary>
    public static byte[] Case(Target target, ulong seed, long number)
    {
        RandomStream random = Streams.For(seed, "fuzz " + target.Name, number);
        return target.Pack is { } pack && random.NextInt(2) == 0
            ? pack(Mutation.Of(target.Inner, random)) : Mutation.Of(target.Corpus, random);
    }

    /// <summary>Reads files until the time is up.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="seed">Seed of all damage.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="tell">Told the number of each file before it is read.</param>
    public static Outcome Run(Target target, ulong seed, TimeSpan duration, Action<long> tell)
    {
        foreach (byte[] valid in target.Corpus) target.Read(valid); // also compiles the reader before anything is measured
        var failures = new List<string>();
        int passed = 0;
        var clock = Stopwatch.StartNew();
        for (long number = 0; clock.Elapsed < duration && failures.Count < MostFailures; number++)
        {
            tell(number);
            if (Problem(target, Case(target, seed, number)) is { } problem) failures.Add($"{target.Name}, seed {seed}, case "
                + $"{number}: {problem}");
            else passed++;
        }
        return new(passed, failures);
    }

    /// <summary>What is wrong with how a reader takes a file; null where nothing is.</summary>
    public static string? Problem(Target target, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        string? problem = Thrown(target, bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (problem is not null) return problem;
        if (clock.Elapsed.TotalSeconds > MostSeconds) return $"took {clock.Elapsed.TotalSeconds:f1} s for {bytes.Length} bytes";
        if (allocated > target.MostBytes) return $"allocated {allocated >> 20} MB for {bytes.Length} bytes";
        return null;
    }

    static string? Thrown(Target target, byte[] bytes)
    {
        try
        {
            target.Read(bytes);
            return null;
        }
        catch (Exception refusal) when (target.Documented.Contains(refusal.GetType()))
        {
            return target.ManyLines || !refusal.Message.Contains('\n', StringComparison.Ordinal) ? null : "a message of several "
                + $"lines: {OneLine(refusal.Message)}";
        }
        catch (Exception crash)
        {
            return $"{crash.GetType().Name}: {OneLine(crash.Message)} {OneLine(crash.StackTrace?.Split('\n')[0] ?? "")}";
        }
    }

    static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
