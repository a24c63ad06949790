using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>The documentation of the framework's own types, which an SDK keeps in its reference pack; none where there is no SDK.</summary>
static class FrameworkDocumentation
{
    /// <summary>The core library's types are documented under the assemblies that declare them to compilers.</summary>
    static readonly string[] FacesOfTheCore =
        ["System.Runtime", "System.Collections", "System.Threading", "System.Memory", "System.Linq", "System.Runtime.InteropServices",
        "System.Text.Encoding.Extensions",
            "System.Diagnostics.StackTrace", "System.Runtime.Intrinsics", "System.Numerics.Vectors", "System.Threading.Thread",
            "System.Threading.ThreadPool"];

    static readonly ConcurrentDictionary<string, Dictionary<string, XElement>> Files = new();

    /// <summary>The documentation element of a symbol as text; null where there is none.</summary>
    public static string? Of(ISymbol symbol)
    {
        if (SessionPlatform.Current.Documentation is null || symbol.ContainingAssembly?.Name is not { } assembly
            || !SessionPlatform.Current.IsFramework(assembly)) return null;
        if (symbol.GetDocumentationCommentId() is not { } id) return null;
        foreach (string name in assembly == "System.Private.CoreLib" ? FacesOfTheCore : [assembly])
            if (Files.GetOrAdd(name, Read).TryGetValue(id, out var member)) return member.ToString(SaveOptions.DisableFormatting);
        return null;
    }

    static Dictionary<string, XElement> Read(string assembly)
    {
        string file = Path.Combine(SessionPlatform.Current.Documentation!, assembly + ".xml");
        return LibraryDocumentation.Members(file);
    }
}
