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

    /// <summary>Adds an assembly that the runtime has loaded or can load by itself.</summary>
    public void Add(string name, byte[] image)
    {
        _framework.Add(MetadataReference.CreateFromImage(image, filePath: name));
        _names.Add(name);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MetadataReference> Framework => _framework;

    /// <inheritdoc/>
    public override bool HasInput => false;

    /// <inheritdoc/>
    public override bool HasPackages => false;

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
