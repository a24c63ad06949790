using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Loads a session's assemblies: cells, and the libraries that <c>#r</c> names with what lies beside them. Libraries are loaded
/// from a private copy, so that a rebuild is never blocked by, and never pulls the ground from under, an open session.
/// </summary>
sealed class SessionLoadContext : AssemblyLoadContext, IDisposable
{
    /// <summary>Names that cells share with the host, so that the host's formatters see the cells' values.</summary>
    static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase)
    {
        typeof(SessionLoadContext).Assembly.GetName().Name!,
        typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.GetName().Name!,
        typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly.GetName().Name!,
    };

    readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase); // simple name -> original file
    readonly Dictionary<string, PortableExecutableReference> _references = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, string> _natives = new(StringComparer.OrdinalIgnoreCase);
    readonly List<string> _folders = [];
    readonly Lock _lock = new();
    string? _copies;

    public SessionLoadContext() : base("Spikebook session", isCollectible: false) { }

    /// <summary>What the compiler sees of the libraries named so far.</summary>
    public IEnumerable<MetadataReference> References
    {
        get { lock (_lock) return [.. _references.Values]; }
    }

    /// <summary>Makes a library known to the cells that follow; what lies beside it is found when it is needed.</summary>
    /// <param name="path">Full path of an assembly.</param>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public void Reference(string path)
    {
        byte[] image = File.ReadAllBytes(path);
        string name = AssemblyName.GetAssemblyName(path).Name!;
        if (Shared.Contains(name)) return;
        var reference = MetadataReference.CreateFromImage(image, filePath: path, documentation: LibraryDocumentation.Beside(path));
        lock (_lock)
        {
            // the first wins, as in the runtime
            if (_paths.TryGetValue(name, out string? earlier) && earlier != path && _references.ContainsKey(name)) return;
            _references[name] = reference;
            _paths[name] = path;
            string folder = Path.GetDirectoryName(path)!;
            if (!_folders.Contains(folder)) _folders.Add(folder);
        }
    }

    /// <summary>Makes an assembly known to the compiler; the runtime takes what <see cref="Provide"/> named.</summary>
    public void ReferenceForCompiler(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (Shared.Contains(name) || SessionPlatform.Current.IsFramework(name)) return;
        lock (_lock) _references.TryAdd(name, MetadataReference.CreateFromFile(path, documentation: LibraryDocumentation.Beside(path)));
    }

    /// <summary>A reference to an assembly that a referenced one needs, if it lies beside one.</summary>
    public PortableExecutableReference? FindDependency(string name)
        => Shared.Contains(name) || SessionPlatform.Current.IsFramework(name) || Find(name) is not { } path ? null
            : MetadataReference.CreateFromImage(File.ReadAllBytes(path), filePath: path);

    /// <summary>Makes an assembly known to the runtime only, for instance a package's implementation behind a reference assembly.</summary>
    public void Provide(string path)
    {
        lock (_lock) _paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
    }

    /// <summary>Makes an assembly that was compiled here known to the runtime and, by what needs it, to the compiler.</summary>
    public void ProvideImage(string name, byte[] image)
    {
        string path = Path.Combine(CopyFolder(), name + ".dll");
        File.WriteAllBytes(path, image);
        Provide(path);
    }

    /// <summary>Makes a library that is no .NET assembly known, for instance a package's database engine.</summary>
    public void ProvideNative(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        lock (_lock)
        {
            _natives.TryAdd(name, path);
            if (name.StartsWith("lib", StringComparison.Ordinal)) _natives.TryAdd(name[3..], path);
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name is null || Shared.Contains(name.Name) || SessionPlatform.Current.IsFramework(name.Name)) return null;
        string? path = Find(name.Name);
        return path is null ? null : SessionPlatform.Current.Load(this, path) ?? LoadFromAssemblyPath(Copy(path));
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string name)
    {
        lock (_lock)
        {
            if (_natives.TryGetValue(name, out string? native)) return LoadUnmanagedDllFromPath(native);
            foreach (string folder in _folders)
                foreach (string file in new[] { name, $"{name}.so", $"lib{name}.so", $"{name}.dll", $"lib{name}.dylib" })
                    if (File.Exists(Path.Combine(folder, file))) return LoadUnmanagedDllFromPath(Path.Combine(folder, file));
        }
        return 0;
    }

    string? Find(string name)
    {
        lock (_lock)
        {
            if (_paths.TryGetValue(name, out string? known)) return known;
            foreach (string folder in _folders)
            {
                string beside = Path.Combine(folder, name + ".dll");
                if (File.Exists(beside)) return _paths[name] = beside;
            }
            return null;
        }
    }

    string CopyFolder()
    {
        lock (_lock) return _copies ??= Directory.CreateTempSubdirectory("spikebook-").FullName;
    }

    string Copy(string path)
    {
        lock (_lock)
        {
            string copy = Path.Combine(CopyFolder(), Path.GetFileName(path));
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
        if (_copies is null) return;
        try { Directory.Delete(_copies, recursive: true); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }
}
