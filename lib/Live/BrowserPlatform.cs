using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Live;

/// <summary>A page's worker: assemblies are images that were fetched, files lie in memory, and there is one thread.</summary>
sealed class BrowserPlatform : SessionPlatform
{
    readonly List<MetadataReference> _framework = [];
    readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, byte[]> _later = new(StringComparer.OrdinalIgnoreCase);

    public BrowserPlatform()
        => AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            if (name.Name is not { } simple || !_later.Remove(simple, out byte[]? image)) return null;
            using var stream = new MemoryStream(image);
            return context.LoadFromStream(stream);
        };

    /// <summary>Keeps an assembly that the runtime did not start with, until something asks for it.</summary>
    public void Keep(string name, byte[] image) => _later[name] = image;

    /// <summary>Adds an assembly that the runtime has loaded or can load by itself.</summary>
    public void Add(string name, byte[] image)
    {
        if (_names.Add(name)) _framework.Add(MetadataReference.CreateFromImage(image, filePath: name));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MetadataReference> Framework => _framework;

    /// <inheritdoc/>
    public override bool HasInput => false;

    /// <inheritdoc/>
    public override bool HasPackages => false;

    /// <inheritdoc/>
    public override bool ReadsSymbols => false;

    /// <inheritdoc/>
    public override bool IsFramework(string name) => _names.Contains(name);

    /// <inheritdoc/>
    public override Assembly? Load(AssemblyLoadContext context, string path)
    {
        using FileStream image = File.OpenRead(path);
        string symbols = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbols)) return context.LoadFromStream(image);
        using FileStream lines = File.OpenRead(symbols);
        return context.LoadFromStream(image, lines);
    }

    /// <summary>
    /// Runs a cell from the pool's own loop: the compiler waits for small tasks of its own, and only there can one thread both wait and do
    /// what it waits for.
    /// </summary>
    public override Task Run(Func<Task> work) => Task.Run(work);
}
