using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>What is known of a name in a cell.</summary>
/// <param name="Signatures">Its declaration, and those of its overloads, the one that is meant first.</param>
/// <param name="Documentation">What its author wrote about it; null where nothing is found.</param>
public sealed record SymbolHelp(IReadOnlyList<string> Signatures, SymbolDocumentation? Documentation)
{
    const int ShownSignatures = 12;

    /// <summary>The help as plain text.</summary>
    public string ToText() => string.Join("\n", Heading()) + (Documentation is { } d ? "\n\n" + d.ToText() : "");

    /// <summary>The help as Markdown.</summary>
    public string ToMarkdown()
        => "```csharp\n" + string.Join("\n", Heading()) + "\n```" + (Documentation is { } d ? "\n\n" + d.ToMarkdown() : "");

    IEnumerable<string> Heading()
        => Signatures.Count <= ShownSignatures ? Signatures : Signatures.Take(ShownSignatures)
            .Append($"// and {Signatures.Count - ShownSignatures} more overloads");
}

/// <summary>Finds what stands at a cursor and what is known of it.</summary>
static class Inspection
{
    static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat;

    /// <summary>Help for the name at the cursor, else for the call that it stands in; null where there is neither.</summary>
    public static SymbolHelp? At(SubmissionCompiler compiler, string code, int position)
    {
        position = Math.Clamp(position, 0, code.Length);
        if (CellText.CSharpOnly(code, position) is not { } text) return null;
        var tree = SubmissionCompiler.Parse(text, "");
        var root = tree.GetRoot();
        var compilation = compiler.Compilation(tree);
        var model = compilation.GetSemanticModel(tree);
        var at = root.FindToken(position);
        var before = position > 0 ? root.FindToken(position - 1) : default;

        var symbols = Named(model, at, position);
        if (symbols.Count == 0) symbols = Named(model, before, position);
        if (symbols.Count == 0 && before.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>()
            .FirstOrDefault(a => a.SpanStart < position) is { } arguments)
            symbols = Called(model, arguments);
        if (symbols.Count == 0 && before != default) symbols = Named(model, before.GetPreviousToken(), null);
        if (symbols.Count == 0) return null;
        return new SymbolHelp([.. symbols.Select(s => Signature(s, compilation)).Distinct()],
            symbols.Select(SymbolDocumentation.Of).FirstOrDefault(d => d is not null));
    }

    /// <summary>The methods that a call can mean, the chosen one first.</summary>
    public static List<ISymbol> Called(SemanticModel model, BaseArgumentListSyntax arguments)
    {
        var call = arguments.Parent;
        List<ISymbol> found = call is null ? [] : Candidates(model.GetSymbolInfo(call));
        if (call is InvocationExpressionSyntax invocation) found.AddRange(model.GetMemberGroup(invocation.Expression));
        if (call is BaseObjectCreationExpressionSyntax
            && model.GetTypeInfo(call).Type is INamedTypeSymbol type) found.AddRange(type.InstanceConstructors.Where(c
            => c.DeclaredAccessibility == Accessibility.Public));
        return [.. found.Distinct(SymbolEqualityComparer.Default)];
    }

    static List<ISymbol> Named(SemanticModel model, SyntaxToken token, int? position)
    {
        if (token.Parent is not { } node || position is { } p && (p < token.SpanStart || p > token.Span.End)) return [];
        if (!token.IsKind(SyntaxKind.IdentifierToken) && node is not PredefinedTypeSyntax) return [];
        List<ISymbol> found = [];
        if (model.GetDeclaredSymbol(node) is { } declared) return [declared];
        if (node.Parent is ObjectCreationExpressionSyntax creation
            && creation.Type == node) found.AddRange(Candidates(model.GetSymbolInfo(creation)));
        found.AddRange(Candidates(model.GetSymbolInfo(node)));
        if (node is ExpressionSyntax expression) found.AddRange(model.GetMemberGroup(expression));
        if (found.Count == 0 && node is SimpleNameSyntax name)
        {
            // A line that is not finished is read as a declaration; bind it as the expression it will be.
            ExpressionSyntax whole = name.Parent is QualifiedNameSyntax q && q.Right == name ? q : name;
            var parsed = SyntaxFactory.ParseExpression(whole.ToString());
            found.AddRange(Candidates(model.GetSpeculativeSymbolInfo(whole.SpanStart, parsed, SpeculativeBindingOption.BindAsExpression)));
        }
        return [.. found.Where(s => s is not ITypeSymbol { TypeKind: TypeKind.Error }).Distinct(SymbolEqualityComparer.Default)];
    }

    static List<ISymbol> Candidates(SymbolInfo info) => info.Symbol is { } symbol ? [symbol] : [.. info.CandidateSymbols];

    static string Signature(ISymbol symbol, Compilation compilation) => symbol switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Enum } type
            => $"enum {type.ToDisplayString(Format)} {{ {string.Join(", ", type.GetMembers().OfType<IFieldSymbol>().Select(f => f.Name))} }}",
        INamedTypeSymbol type => $"{(type.IsRecord ? "record" : type.TypeKind.ToString().ToLowerInvariant())} {type.ToDisplayString()}",
        IMethodSymbol { MethodKind: MethodKind.ReducedExtension } method => $"(extension) {method.ToDisplayString(Format)}",
        IFieldSymbol { ContainingType.IsScriptClass: true } variable => $"{variable.Type.ToDisplayString(Format)} {variable.Name}",
        _ => symbol.ToDisplayString(Format),
    };
}
