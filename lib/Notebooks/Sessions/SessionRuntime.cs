namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Settings of .NET, as environment variables (numbers in hexadecimal), for processes whose work is to compile and run cells.
/// </summary>
static class SessionRuntime
{
    /// <summary>For one run of a notebook: start-up counts more than the last percent of a long loop.</summary>
    public static IReadOnlyDictionary<string, string> Run { get; } = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0" };

    /// <summary>
    /// For a kernel: the runtime puts off optimising for as long as new methods keep coming, and every cell is a new method, so that in
    /// steady work the compiler itself would stay unoptimised (a trivial cell then takes twice as long). Here it waits for 1 ms, not 100.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Kernel { get; } = new Dictionary<string, string>(Run)
    {
        ["DOTNET_TC_CallCountingDelayMs"] = "1",
    };
}
