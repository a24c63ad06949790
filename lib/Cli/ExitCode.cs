namespace Spikebook.Cli;

/// <summary>What the program's exit code says.</summary>
static class ExitCode
{
    public const int Ok = 0, Failed = 1, BadInput = 2, Interrupted = 130;

    /// <summary>Says on one line of standard error what is wrong.</summary>
    public static int Refuse(string message)
    {
        Console.Error.WriteLine("spikebook: " + message);
        return BadInput;
    }
}
