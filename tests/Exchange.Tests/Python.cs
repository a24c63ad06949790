using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Spikebook.Exchange.Tests;

/// <summary>Debian's Python, which reads what is written here.</summary>
static class Python
{
    /// <summary>What read.py prints; skips the test where Python, numpy or h5py is missing.</summary>
    public static JsonElement Read(params string[] args)
    {
        Skip.IfNot(Try(["-c", "import h5py, numpy"]).Code == 0, "python3-h5py and python3-numpy are not installed");
        var (code, output, errors) = Try([Path.Combine(AppContext.BaseDirectory, "read.py"), .. args]);
        Assert.True(code == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    static (int Code, string Output, string Errors) Try(string[] args)
    {
        ProcessStartInfo start = new("/usr/bin/python3", args) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (Win32Exception)
        {
            return (127, "", "there is no /usr/bin/python3");
        }
    }
}
