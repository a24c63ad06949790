namespace Spikebook.Figures;

/// <summary>What a check says about a reader's work.</summary>
/// <param name="Right">Whether it is right.</param>
/// <param name="Message">One line: what is right, or what is wrong and where to look.</param>
public sealed record Verdict(bool Right, string Message)
{
    /// <summary>
    /// The line that a notebook shows: <c>right: ...</c> or <c>not yet: ...</c>. <c>spikebook run</c> counts both, and with
    /// <c>--solutions</c> a line of the second kind fails the run.
    /// </summary>
    public override string ToString() => (Right ? "right: " : "not yet: ") + Message;

    /// <summary>It is right.</summary>
    /// <param name="message">What is; numbers are written with a decimal point everywhere.</param>
    public static Verdict Yes(FormattableString message) => new(true, FormattableString.Invariant(message));

    /// <summary>It is not right yet.</summary>
    /// <param name="message">What is wrong and where to look.</param>
    public static Verdict No(FormattableString message) => new(false, FormattableString.Invariant(message));

    /// <summary>Writes the line to the cell's output.</summary>
    Verdict Say()
    {
        Console.WriteLine(ToString());
        return this;
    }

    /// <summary>Judges a reader's function and writes the line; what the function throws is told as what is wrong.</summary>
    /// <param name="judge">Runs the function and judges what it did.</param>
    public static Verdict Judge(Func<Verdict> judge)
    {
        try
        {
            return judge().Say();
        }
        catch (NotImplementedException)
        {
            return No($"the stub still stands; write the function and run its cell again").Say();
        }
        catch (IndexOutOfRangeException)
        {
            return No($"your function reaches past the end of an array; look at the first and the last index").Say();
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentException or NullReferenceException or InvalidOperationException)
        {
            return No($"your function throws {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}").Say();
        }
    }
}
