using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Tells when the process that started this kernel has gone, so that no kernel is left over.</summary>
static class ParentWatch
{
    const string Variable = "JPY_PARENT_PID";
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    [DllImport("libc")] static extern int getppid();

    /// <summary>Starts to watch where Jupyter has named a parent.</summary>
    public static void Start(Action gone)
    {
        if (!long.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out long parent) || parent <= 1) return;
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
