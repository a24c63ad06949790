using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>The XML file that a compiler leaves beside a library, read when it is first asked for.</summary>
sealed class LibraryDocumentation : DocumentationProvider
{
    readonly string _path;
    readonly Lazy<Dictionary<string, XElement>> _members;

    LibraryDocumentation(string path)
    {
        _path = path;
        _members = new(() => Members(path), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The documentation of a library; null where no file lies beside it.</summary>
    /// <param name="library">The library's file.</param>
    public static LibraryDocumentation? Beside(string library)
    {
        string path = Path.ChangeExtension(library, ".xml");
        return File.Exists(path) ? new LibraryDocumentation(path) : null;
    }

    /// <summary>The members of a documentation file by their names; none where it cannot be read.</summary>
    public static Dictionary<string, XElement> Members(string path)
    {
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        try
        {
            foreach (var member in XElement.Load(path, LoadOptions.PreserveWhitespace).Descendants("member"))
                if (member.Attribute("name") is { } name) members.TryAdd(name.Value, member);
        }
        catch (Exception e) when (e is IOException or XmlException or UnauthorizedAccessException)
        {
            return members; // Help without text is better than none.
        }
        return members;
    }

    /// <inheritdoc/>
    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture,
        CancellationToken cancellationToken = default)
        => _members.Value.TryGetValue(documentationMemberID, out var member) ? member.ToString(SaveOptions.DisableFormatting) : null;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LibraryDocumentation other && other._path == _path;

    /// <inheritdoc/>
    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);
}
