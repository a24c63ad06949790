using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Answers the compiler's questions for assemblies: those of <c>#r</c> in loaded files, and what referenced ones need in turn.
/// </summary>
sealed class SessionReferences(SessionLoadContext context, string baseDirectory) : MetadataReferenceResolver
{
    public override bool ResolveMissingAssemblies => true;

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
        => context.FindDependency(referenceIdentity.Name);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath,
        MetadataReferenceProperties properties)
    {
        string folder = baseFilePath is not null && Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : baseDirectory;
        string path = Path.GetFullPath(reference, folder);
        if (!File.Exists(path)) return [];
        context.Reference(path);
        return [MetadataReference.CreateFromImage(File.ReadAllBytes(path), filePath: path)];
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
