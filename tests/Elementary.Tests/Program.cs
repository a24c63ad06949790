using System.Globalization;

namespace Spikebook.Elementary.Tests;

/// <summary>What tests start as a process of its own, under other settings of runtime and C library.</summary>
static class Program
{
    static int Main(string[] args)
    {
        Console.WriteLine(args is ["values", var count] ? GoldenBits.Of(int.Parse(count, CultureInfo.InvariantCulture)) : SmallRuns.All());
        return 0;
    }
}
