namespace Spikebook.Testing;

/// <summary>Where the project lies, seen from its built tests.</summary>
static class TestHouse
{
    /// <summary>The top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The command-line program, which workers are started from.</summary>
    public static string CommandLine => Path.Combine(Root, "lib", "Cli", "bin", "spikebook.dll");

    /// <summary>A file of reference values.</summary>
    public static string Reference(string name) => Path.Combine(Root, "data", "reference", name);

    static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Spikebook.slnx"))) return at.FullName;
        throw new DirectoryNotFoundException("No folder above the tests holds Spikebook.slnx.");
    }
}
