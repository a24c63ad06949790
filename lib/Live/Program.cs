using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("browser")]

namespace Spikebook.Live;

/// <summary>Starts the engine in a page's worker; what the worker asks of it is in <see cref="Engine"/>.</summary>
static class Program
{
    static void Main()
    {
    }
}
