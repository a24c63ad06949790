using Spikebook.Storage;

namespace Spikebook.Loihi;

/// <summary>From a program, or from a saved state of it, to a run.</summary>
public static class Starting
{
    /// <summary>Starts a run from rest, before step 1.</summary>
    /// <param name="program">The program.</param>
    /// <param name="seed">Seed of stochastic rounding and noise.</param>
    /// <param name="threads">Number of threads; results do not depend on it.</param>
    /// <param name="overflow">What to do when a current or a summed input wraps, as on the chip; results do not depend on it.</param>
    /// <exception cref="LoihiException">The state of the network does not fit this machine's memory.</exception>
    public static LoihiRun Start(this LoihiProgram program, ulong seed = 0, int threads = 1,
        OverflowResponse overflow = OverflowResponse.Warn)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new(program, seed, threads, overflow);
    }

    /// <summary>Goes on from a saved state, bit for bit.</summary>
    /// <param name="program">The program that was saved.</param>
    /// <param name="stream">From <see cref="LoihiRun.Save(Stream)"/>.</param>
    /// <param name="threads">Number of threads; results do not depend on it.</param>
    /// <param name="overflow">What to do when a current or a summed input wraps from now on.</param>
    /// <exception cref="LoihiException">The stream holds no run, one of another program, or a damaged one, or cannot be read.</exception>
    public static LoihiRun Restore(this LoihiProgram program, Stream stream, int threads = 1,
        OverflowResponse overflow = OverflowResponse.Warn)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new SavedStateReader(stream);
        var run = program.Start(SavedState.ReadSeed(reader, program), threads, overflow);
        run.Load(reader);
        return run;
    }

    /// <summary>Goes on from a saved file, bit for bit.</summary>
    /// <param name="program">The program that was saved.</param>
    /// <param name="path">From <see cref="LoihiRun.Save(string)"/>.</param>
    /// <param name="threads">Number of threads; results do not depend on it.</param>
    /// <param name="overflow">What to do when a current or a summed input wraps from now on.</param>
    /// <exception cref="LoihiException">The file holds no run, one of another program, or a damaged one, or cannot be read.</exception>
    public static LoihiRun Restore(this LoihiProgram program, string path, int threads = 1,
        OverflowResponse overflow = OverflowResponse.Warn)
    {
        FileStream stream;
        try
        {
            stream = File.OpenRead(RegularFile.RequireReadable(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LoihiException($"the saved run cannot be read: {problem.Message}", problem);
        }
        using (stream) return program.Restore(stream, threads, overflow);
    }
}
