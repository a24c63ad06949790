using System.Reflection;
using System.Runtime.Loader;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>Where the images of assemblies come from: files here, downloads in a browser.</summary>
public interface IAssemblyImages
{
    /// <summary>What every cell sees: the framework that the host runs on, and the host itself.</summary>
    IReadOnlyList<MetadataReference> Host { get; }

    /// <summary>Whether a name is one of the framework's own assemblies, which are never taken from elsewhere.</summary>
    bool IsFramework(string name);

    /// <summary>Whether there is an image of that path.</summary>
    bool Exists(string path);

    /// <summary>The image, as the compiler reads it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    byte[] Read(string path);

    /// <summary>Loads an image for cells to run; the image may be replaced afterwards without harm to the session.</summary>
    Assembly Load(AssemblyLoadContext context, string path);
}

/// <summary>Images from files. They are loaded from a private copy, so that a rebuild is never blocked by an open session.</summary>
sealed class AssemblyFiles : IAssemblyImages, IDisposable
{
    static readonly string RuntimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    static readonly string[] FrameworkPaths =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == RuntimeFolder)];

    static readonly HashSet<string> Framework = new(FrameworkPaths.Select(path => Path.GetFileNameWithoutExtension(path)), StringComparer.OrdinalIgnoreCase);

    // IHtmlContent, the type of HTML("…"), lives in an assembly beside the framework's own.
    static readonly Lazy<IReadOnlyList<MetadataReference>> HostReferences = new(() =>
        [.. FrameworkPaths.Append(typeof(AssemblyFiles).Assembly.Location).Append(typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location)
            .Append(typeof(IHtmlContent).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))]);

    readonly Lock copying = new();
    string? copies;

    public IReadOnlyList<MetadataReference> Host => HostReferences.Value;

    public bool IsFramework(string name) => Framework.Contains(name);

    public bool Exists(string path) => File.Exists(path);

    public byte[] Read(string path) => File.ReadAllBytes(path);

    public Assembly Load(AssemblyLoadContext context, string path) => context.LoadFromAssemblyPath(Copy(path));

    string Copy(string path)
    {
        lock (copying)
        {
            copies ??= Directory.CreateTempSubdirectory("spikebook-").FullName;
            string copy = Path.Combine(copies, Path.GetFileName(path));
            if (File.Exists(copy)) return copy;
            string symbols = Path.ChangeExtension(path, ".pdb");
            if (File.Exists(symbols)) File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"));
            File.Copy(path, copy);
            return copy;
        }
    }

    /// <summary>Removes the private copies; on systems that lock loaded files they stay until the temporary folder is cleared.</summary>
    public void Dispose()
    {
        if (copies is null) return;
        try { Directory.Delete(copies, recursive: true); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }
}
