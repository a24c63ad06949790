using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Spikebook.Cli.Tests;

/// <summary>The spikebook program as a user meets it: arguments in, lines and an exit code out.</summary>
static partial class SpikebookProgram
{
    const int Interrupt = 2; // SIGINT

    public sealed record Answer(int ExitCode, string Output, string Errors);

    static string Root => TestHouse.Root;

    public static Task<Answer> RunAsync(params string[] arguments) => RunAsync(arguments, null);

    /// <summary>Runs the program; interrupts it as Ctrl-C does once its output holds a text.</summary>
    public static async Task<Answer> RunAsync(string[] arguments, string? interruptAt)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Root, "lib", "Cli", "bin", "spikebook.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        };
        start.Environment["SPIKEBOOK_NPM"] = "off"; // no test fetches anything
        start.Environment.Remove("SPIKEBOOK_DATA"); // as in a plain clone: with what ships, whatever the machine has
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = new StringWriter();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.WriteLine(line);
            if (interruptAt is null || !line.Contains(interruptAt, StringComparison.Ordinal)) continue;
            await Task.Delay(300);
            Assert.Equal(0, Kill(process.Id, Interrupt));
            interruptAt = null;
        }
        await process.WaitForExitAsync();
        return new Answer(process.ExitCode, output.ToString(), await errors);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
