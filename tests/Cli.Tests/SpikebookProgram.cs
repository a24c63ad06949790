using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spikebook.Cli.Tests;

/// <summary>The spikebook program as a user meets it: arguments in, lines and an exit code out.</summary>
static partial class SpikebookProgram
{
    const int Interrupt = 2, Terminate = 15; // SIGINT, SIGTERM

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

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
        using var limit = new CancellationTokenSource(Patience);
        using var end = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync();
        var output = new StringWriter();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.WriteLine(line);
            if (interruptAt is null || !line.Contains(interruptAt, StringComparison.Ordinal)) continue;
            await Task.Delay(300);
            Assert.Equal(0, Kill(process.Id, InterruptsAreIgnored() ? Terminate : Interrupt));
            interruptAt = null;
        }
        await process.WaitForExitAsync();
        Assert.False(limit.IsCancellationRequested, $"spikebook {string.Join(' ', arguments)} went on for {Patience.TotalMinutes} minutes");
        return new Answer(process.ExitCode, output.ToString(), await errors);
    }

    // A shell starts what it puts in the background with Ctrl-C ignored, and so does everything below; SIGTERM asks for the same.
    static bool InterruptsAreIgnored()
    {
        const string Ignored = "SigIgn:", Status = "/proc/self/status";
        if (!File.Exists(Status)) return false;
        string mask = File.ReadLines(Status).First(line => line.StartsWith(Ignored, StringComparison.Ordinal))[Ignored.Length..];
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (Interrupt - 1) & 1) == 1;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
