using Spikebook.Backprop;
using Spikebook.Data;
using Spikebook.Loihi;
using Spikebook.Sweeps;
using Spikebook.Training;

namespace Spikebook.Cli;

/// <summary>What a user's mistake becomes: one line and exit code 2.</summary>
static class Refusal
{
    /// <summary>Runs a command; errors of the house and of the file system become a line.</summary>
    public static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("spikebook: interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is DatasetException or BackpropException or TrainingException or LoihiException or SweepException
            or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return ExitCode.Refuse(e.Message.ReplaceLineEndings(" "));
        }
    }
}
