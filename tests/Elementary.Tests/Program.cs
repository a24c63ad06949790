namespace Spikebook.Elementary.Tests;

/// <summary>What tests start as a process of its own, under other settings of runtime and C library.</summary>
static class Program
{
    static int Main(string[] args)
    {
        Console.WriteLine(GoldenBits.Of(int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture)));
        return 0;
    }
}
