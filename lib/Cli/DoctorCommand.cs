using System.CommandLine;

namespace Spikebook.Cli;

static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Says what is here, what it is for, and how to get what is missing.");
        return command;
    }
}
