using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Spikebook.Notebooks.Live;

/// <summary>
/// Which assemblies a page's engine is made of: the program, and whatever is referred to from it, from the libraries or from what cells
/// may name; without those that nothing in a page can call.
/// </summary>
/// <param name="folder">The engine's build, <c>lib/Live/bin</c>, with the runtime in <c>framework</c>.</param>
sealed class EngineFiles(string folder)
{
    public const string Program = "Spikebook.Live";

    /// <summary>What the runtime needs before it can load anything else.</summary>
    public static readonly string[] Core = ["System.Private.CoreLib", "System.Runtime.InteropServices.JavaScript"];

    /// <summary>Assemblies that cells see beside the framework.</summary>
    static readonly string[] Shared =
        ["Spikebook.Notebooks", "Microsoft.DotNet.Interactive.Formatting", "Microsoft.AspNetCore.Html.Abstractions"];

    /// <summary>What cells write with, whether or not a library refers to it.</summary>
    static readonly string[] Cells =
    [
        "System.Runtime", "System.Console", "System.Linq", "System.Collections", "System.Collections.Concurrent",
            "System.Collections.Immutable",
        "System.Runtime.Numerics", "System.Numerics.Vectors", "System.Text.Json", "System.Text.RegularExpressions", "System.Threading",
        "System.Threading.Tasks.Parallel", "System.Threading.Tasks", "System.Memory", "System.Runtime.Intrinsics",
        "System.Runtime.Extensions",
        "System.Diagnostics.StackTrace", "System.Linq.Expressions", "netstandard", "mscorlib", "System", "System.Core",
        "System.Reflection.Emit", "System.Reflection.Emit.ILGeneration", "System.Reflection.Emit.Lightweight",
        "System.Reflection.Primitives",
    ];

    /// <summary>
    /// Referred to, but only from what has no place in a page: sockets and processes, the compiler's
    /// workspaces, late binding, data tables, certificates.
    /// </summary>
    static readonly HashSet<string> Never = new(StringComparer.OrdinalIgnoreCase)
    {
        "Humanizer", "Microsoft.CodeAnalysis.Workspaces", "Microsoft.CodeAnalysis.CSharp.Workspaces",
            "Microsoft.CSharp",
        "Microsoft.VisualBasic.Core", "Microsoft.VisualBasic", "System.Composition.AttributedModel", "System.Data.Common", "System.Data",
        "System.Private.DataContractSerialization", "System.Net.Http", "System.Net.Sockets", "System.Net.Security", "System.Net.Mail",
        "System.Net.Requests", "System.Net.WebClient", "System.Net.HttpListener", "System.Net.Ping", "System.Net.NetworkInformation",
        "System.Net.NameResolution", "System.Net.WebSockets", "System.Net.WebSockets.Client", "System.Net.Quic", "System.Net.WebProxy",
        "System.Formats.Asn1", "System.Formats.Tar", "System.Transactions.Local", "System.Threading.Tasks.Dataflow",
        "System.ComponentModel.Annotations",
        "System.Text.Encoding.CodePages", "System.IO.Pipes", "System.IO.Packaging", "System.Linq.AsyncEnumerable",
        "System.Security.AccessControl",
        "System.Security.Principal.Windows", "System.IO.FileSystem.Watcher", "System.Diagnostics.Process", "System.Diagnostics.TraceSource",
        "Microsoft.Win32.Registry", "WindowsBase",
    };

    /// <summary>
    /// Names of old for all of the framework: what refers to one of them needs few of the assemblies that it forwards to, and those
    /// are here if anything else refers to them.
    /// </summary>
    static readonly HashSet<string> Facades = new(StringComparer.Ordinal) { "netstandard", "mscorlib", "System", "System.Core" };

    /// <summary>What few pages need, by the name of its pack: it is fetched when a reader's doing asks for it.</summary>
    static readonly IReadOnlyList<KeyValuePair<string, string[]>> LaterSeeds =
    [
        // Markdown and LaTeX as a gallery writes them.
        new("prose", ["Markdig", "AngleSharp"]),
    ];

    /// <summary>Simple names and files of the engine, the core ones first.</summary>
    /// <param name="libraries">Files of the libraries that cells name.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Assemblies(IEnumerable<string> libraries)
        => Closure(folder, [.. Core, Program, .. Shared, .. Cells, .. libraries.SelectMany(References)], LaterNames);

    /// <summary>What comes later, by the name of its pack, without what is there by then.</summary>
    /// <param name="engine">The engine's own assemblies.</param>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<KeyValuePair<string, string>>>> Later(
        IReadOnlyList<KeyValuePair<string, string>> engine)
    {
        var there = engine.Select(assembly => assembly.Key).ToHashSet(StringComparer.Ordinal);
        return [.. LaterSeeds.Select(pack => KeyValuePair.Create(pack.Key, (IReadOnlyList<KeyValuePair<string, string>>)[
            .. Closure(folder, [.. Core, .. pack.Value], [.. LaterNames.Except(pack.Value)]).Where(a => !there.Contains(a.Key))]))];
    }

    static HashSet<string> LaterNames => [.. LaterSeeds.SelectMany(pack => pack.Value)];

    /// <summary>The same for a program of its own, which needs no compiler.</summary>
    /// <param name="build">Its build.</param>
    /// <param name="program">Its simple name.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Assemblies(string build, string program)
        => Closure(build, [.. Core, program], []);

    List<KeyValuePair<string, string>> Closure(string build, IEnumerable<string> seeds, HashSet<string> without)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        Queue<string> open = new(seeds);
        while (open.TryDequeue(out string? name))
        {
            if (found.ContainsKey(name) || Never.Contains(name) || without.Contains(name) || Find(build, name) is not { } file) continue;
            found[name] = file;
            if (Facades.Contains(name)) continue;
            foreach (string reference in References(file)) open.Enqueue(reference);
        }
        return [.. Core.Select(name => KeyValuePair.Create(name, found[name])), .. found.Where(assembly => !Core.Contains(assembly.Key))];
    }

    /// <summary>Whether the compiler is shown an assembly of the engine.</summary>
    public bool IsSeenByCells(string name) => Shared.Contains(name) || File.Exists(InFramework(name));

    /// <summary>The runtime's own files: its machine code, and its scripts.</summary>
    public string Runtime(string name) => Path.Combine(folder, "framework", name);

    /// <summary>A licence of the runtime's package; null where the build has not laid it out.</summary>
    public string? Licence(string name) => File.Exists(Runtime(name)) ? File.ReadAllText(Runtime(name)) : null;

    string InFramework(string name) => Runtime(name + ".dll");

    string? Find(string build, string name)
    {
        string own = Path.Combine(build, name + ".dll"), trimmed = Path.Combine(folder, "trimmed", name + ".dll");
        return File.Exists(trimmed) ? trimmed : File.Exists(InFramework(name)) ? InFramework(name) : File.Exists(own) ? own : null;
    }

    static IEnumerable<string> References(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
