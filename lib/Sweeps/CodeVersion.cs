using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Sweeps;

/// <summary>
/// Tells one build of a study from another: a digest over the module identities of an assembly and of all that it references outside
/// the framework. Builds are deterministic, so that the same source has the same version on every machine.
/// </summary>
public static class CodeVersion
{
    /// <summary>Twelve hexadecimal digits.</summary>
    /// <param name="assembly">The assembly that holds the computation.</param>
    public static string Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var modules = new SortedDictionary<string, Guid>(StringComparer.Ordinal);
        Collect(assembly, modules);
        string text = string.Join('\n', modules.Select(module => $"{module.Key} {module.Value:N}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }

    static void Collect(Assembly assembly, SortedDictionary<string, Guid> modules)
    {
        if (!modules.TryAdd(assembly.GetName().Name ?? "", assembly.ManifestModule.ModuleVersionId)) return;
        var context = System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(assembly);
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            if (IsFramework(reference.Name ?? "")) continue;
            if (context?.LoadFromAssemblyName(reference) is { } loaded) Collect(loaded, modules);
        }
    }

    static bool IsFramework(string name)
        => name is "netstandard" or "mscorlib" || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal);
}
