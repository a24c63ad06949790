using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// The XML documentation of a name, to be read by people. Formulas (<c>$…$</c>) stay as they are, so that front ends that know TeX show
/// them.
/// </summary>
public sealed partial class SymbolDocumentation
{
    readonly XElement _member;

    SymbolDocumentation(XElement member) => _member = member;

    [GeneratedRegex(@"\s+", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Blank();

    [GeneratedRegex(@" ?\n ?", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex LineEnd();

    /// <summary>What the library, or the cell, or the framework's reference pack says of a symbol; null where nothing does.</summary>
    internal static SymbolDocumentation? Of(ISymbol symbol)
    {
        if (symbol is IMethodSymbol { ReducedFrom: { } whole }) symbol = whole;
        symbol = symbol.OriginalDefinition;
        if (Parse(symbol) is { } own) return own;
        // A constructor without words of its own, also a record's, means what its type means; an override, what it overrides.
        return symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => Parse(constructor.ContainingType),
            IMethodSymbol { OverriddenMethod: { } overridden } => Of(overridden),
            IPropertySymbol { OverriddenProperty: { } overridden } => Of(overridden),
            { ContainingType: { } type } => type.AllInterfaces.SelectMany(i => i.GetMembers(symbol.Name))
                .Where(m => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(m), symbol)).Select(Of)
                .FirstOrDefault(d => d is not null),
            _ => null,
        };
    }

    static SymbolDocumentation? Parse(ISymbol symbol)
    {
        string? xml = symbol.GetDocumentationCommentXml(expandIncludes: false);
        if (string.IsNullOrWhiteSpace(xml)) xml = FrameworkDocumentation.Of(symbol);
        if (string.IsNullOrWhiteSpace(xml)) return null;
        try
        {
            var member = XElement.Parse(xml.TrimStart().StartsWith("<member", StringComparison.Ordinal) || xml.TrimStart()
                .StartsWith("<doc", StringComparison.Ordinal) ? xml : $"<member>{xml}</member>", LoadOptions.PreserveWhitespace);
            return member.Elements().Any(e => e.Name != "inheritdoc") ? new SymbolDocumentation(member) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>As plain text.</summary>
    public string ToText() => Write(markdown: false);

    /// <summary>As Markdown.</summary>
    public string ToMarkdown() => Write(markdown: true);

    string Write(bool markdown)
    {
        var text = new StringBuilder();
        Paragraph(Text(_member.Element("summary"), markdown));
        List("Parameters", _member.Elements("param").Concat(_member.Elements("typeparam")), "name");
        Titled("Returns", _member.Element("returns"));
        Titled("Value", _member.Element("value"));
        Paragraph(Text(_member.Element("remarks"), markdown));
        List("Throws", _member.Elements("exception"), "cref");
        Titled("Example", _member.Element("example"));
        return text.ToString().TrimEnd();

        void Paragraph(string content)
        {
            if (content.Length > 0) text.Append(content).Append("\n\n");
        }

        void Titled(string title, XElement? element)
        {
            if (Text(element, markdown) is { Length: > 0 } content) Paragraph((markdown ? $"**{title}** " : $"{title}: ") + content);
        }

        void List(string title, IEnumerable<XElement> elements, string name)
        {
            string[] lines = [.. elements.Select(e => (Name: Brief(e.Attribute(name)?.Value ?? ""), Text: Text(e, markdown)))
                .Select(e => markdown ? $"- `{e.Name}`: {e.Text}" : $"  {e.Name}: {e.Text}")];
            if (lines.Length > 0) Paragraph((markdown ? $"**{title}**\n\n" : title + "\n") + string.Join("\n", lines));
        }
    }

    static string Text(XElement? element, bool markdown)
    {
        if (element is null) return "";
        var text = new StringBuilder();
        Append(element);
        return LineEnd().Replace(text.ToString().Trim(), "\n");

        void Append(XElement parent)
        {
            foreach (var node in parent.Nodes())
            {
                if (node is XText plain) text.Append(Blank().Replace(plain.Value, " "));
                else if (node is XElement child) AppendElement(child);
            }
        }

        void AppendElement(XElement child)
        {
            switch (child.Name.LocalName)
            {
                case "see" or "seealso" when child.Nodes().Any(): Append(child); break;
                case "see" or "seealso" or "paramref" or "typeparamref":
                    Code(Brief((child.Attribute("cref") ?? child.Attribute("name") ?? child.Attribute("langword")
                        ?? child.Attribute("href"))?.Value ?? ""));
                    break;
                case "c": Code(child.Value); break;
                case "code":
                    text.Append(markdown ? $"\n```csharp\n{child.Value.Trim('\n')}\n```\n"
                    : $"\n{child.Value.Trim('\n')}\n"); break;
                case "para": text.Append("\n\n"); Append(child); break;
                case "br": text.Append('\n'); break;
                case "item": text.Append("\n- "); Append(child); break;
                default: Append(child); break;
            }
        }

        void Code(string content) => text.Append(markdown ? $"`{content}`" : content);
    }

    /// <summary>The last part of a documentation id: <c>M:A.B.C(System.Int32)</c> is C.</summary>
    static string Brief(string id)
    {
        if (id.Length < 2 || id[1] != ':') return id;
        string path = id[2..].Split('(')[0];
        string name = path[(path.LastIndexOf('.') + 1)..];
        int generic = name.IndexOf('`');
        return generic > 0 ? name[..generic] : name.Replace("#ctor", "new");
    }
}
