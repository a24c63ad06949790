using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Tells when the process that started this one has gone, so that no kernel and no run is left over.</summary>
public static class ParentWatch
{
    const string Variable = "JPY_PARENT_PID";
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    const int Terminate = 15; // SIGTERM

    [DllImport("libc")] static extern int getppid();
    [DllImport("libc")] static extern int kill(int process, int signal);

    /// <summary>
    /// Ends this process, as a signal to terminate does, when the <c>dotnet run</c> that started it is gone: a kill reaches only that
    /// one. On
    /// Linux, where a process can learn what started it.
    /// </summary>
    public static void EndWithDotnetRun()
    {
        if (!OperatingSystem.IsLinux()) return;
        int parent = getppid();
        string[] command;
        try
        {
            command = File.ReadAllText($"/proc/{parent}/cmdline").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
        if (command is not [var program, _, ..] || Path.GetFileName(program) != "dotnet" || !command.Contains("run")) return;
        new Thread(() =>
        {
            while (getppid() == parent) Thread.Sleep(Every);
            _ = kill(Environment.ProcessId, Terminate);
        })
        { IsBackground = true, Name = "launcher watch" }.Start();
    }

    /// <summary>Starts to watch where Jupyter has named a parent.</summary>
    internal static void Start(Action gone)
    {
        if (!long.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out long parent)
            || parent <= 1) return;
        int original = OperatingSystem.IsWindows() ? 0 : getppid();
        new Thread(() =>
        {
            if (OperatingSystem.IsWindows()) WaitForHandle((nint)parent);
            else while (getppid() == original && IsAlive((int)parent)) Thread.Sleep(Every);
            gone();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
    }

    /// <summary>On Windows the variable holds an inherited handle of the parent.</summary>
    static void WaitForHandle(nint handle)
    {
        using var parent = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: true) };
        parent.WaitOne();
    }

    static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
