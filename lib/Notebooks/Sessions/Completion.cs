using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>What a front end can put in place of the word at the cursor.</summary>
/// <param name="Start">Where the word starts.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">The proposals, the likeliest first.</param>
public sealed record Completions(int Start, int End, IReadOnlyList<CompletionItem> Items);

/// <summary>One proposal.</summary>
/// <param name="Text">What is put in.</param>
/// <param name="Kind">What it is, in the words of Jupyter's front ends: function, property, class, variable, keyword, …</param>
/// <param name="Signature">Its declaration in short; empty for keywords.</param>
public sealed record CompletionItem(string Text, string Kind, string Signature);

/// <summary>
/// Proposals from the compiler's semantic model: members after a dot, names in scope, named arguments, initialisers, keywords.
/// </summary>
static class Completion
{
    const int Most = 600;

    static readonly string[] Keywords =
        [.. SyntaxFacts.GetKeywordKinds()
        .Concat([SyntaxKind.VarKeyword, SyntaxKind.AwaitKeyword, SyntaxKind.AsyncKeyword, SyntaxKind.RecordKeyword,
        SyntaxKind.NameOfKeyword,
            SyntaxKind.WithKeyword, SyntaxKind.WhenKeyword, SyntaxKind.YieldKeyword, SyntaxKind.FromKeyword, SyntaxKind.WhereKeyword,
            SyntaxKind.SelectKeyword])
            .Select(SyntaxFacts.GetText).Where(k => k.Length > 1 && k.All(char.IsLetter)).Distinct().Order(StringComparer.Ordinal)];

    static readonly string[] Commands = [.. CellSource.Languages.Concat(CellSource.Commands).Order(StringComparer.Ordinal)];

    static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat;

    /// <summary>
    /// A proposal and how near it lies: 0 what the place asks for, then names of the session, members, extensions, types, keywords, what
    /// every object has.
    /// </summary>
    readonly record struct Candidate(CompletionItem Item, int Distance);

    public static Completions At(SubmissionCompiler compiler, string code, int position)
    {
        position = Math.Clamp(position, 0, code.Length);
        int lineStart = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        if (code.AsSpan(lineStart, position - lineStart).StartsWith("#!") && !code.AsSpan(lineStart, position - lineStart).Contains(' '))
            return Chosen(Commands.Select(c => new Candidate(new CompletionItem("#!" + c, "keyword", ""), 0)), code, lineStart, position);

        var none = new Completions(position, position, []);
        if (CellText.CSharpOnly(code, position) is not { } text) return none;
        int start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[start - 1])) start--;
        if (start < position && char.IsDigit(text[start])) return none;

        var tree = SubmissionCompiler.Parse(text, "");
        var root = tree.GetRoot();
        if (InCommentOrString(root, position)) return none;
        var left = TokenBefore(root, start);
        var model = compiler.Compilation(tree).GetSemanticModel(tree);
        return Chosen(left.Kind() switch
        {
            SyntaxKind.DotToken or SyntaxKind.MinusGreaterThanToken or SyntaxKind.ColonColonToken => Members(model, left, start),
            SyntaxKind.UsingKeyword when left.Parent is UsingDirectiveSyntax
            => Of(model.LookupNamespacesAndTypes(start).Where(s => s is INamespaceSymbol), null),
            SyntaxKind.NewKeyword => Of(model.LookupNamespacesAndTypes(start).Where(s => s is not ITypeSymbol { IsStatic: true }), null),
            _ => Initialisers(model, left).Concat(NamedArguments(model, left)).Concat(InScope(model, start)),
        }, text, start, position);
    }

    static bool InCommentOrString(SyntaxNode root, int position)
    {
        if (position == 0) return false;
        var trivia = root.FindTrivia(position - 1);
        if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia
            || trivia.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia
            && position < trivia.Span.End) return true;
        var token = root.FindToken(position - 1);
        return token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken
            && position > token.SpanStart
            && (position < token.Span.End || token.IsKind(SyntaxKind.InterpolatedStringTextToken) || token.ContainsDiagnostics);
    }

    static SyntaxToken TokenBefore(SyntaxNode root, int start)
    {
        if (start == 0) return default;
        var token = root.FindToken(start - 1);
        return token.SpanStart < start && token.Span.End <= start && token.Span.Length > 0 ? token : token.GetPreviousToken();
    }

    static IEnumerable<Candidate> Members(SemanticModel model, SyntaxToken dot, int start)
    {
        ExpressionSyntax? before = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            MemberBindingExpressionSyntax binding
            => binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>()
            .First(c => c.WhenNotNull.Span.Contains(binding.Span)).Expression,
            QualifiedNameSyntax name => name.Left,
            AliasQualifiedNameSyntax alias => alias.Alias,
            _ => null,
        };
        if (before is null or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression }) return [];
        var symbol = model.GetSymbolInfo(before).Symbol;
        var type = symbol is null or INamespaceOrTypeSymbol ? null : model.GetTypeInfo(before).Type;
        if (symbol is null && model.GetTypeInfo(before).Type is { TypeKind: not TypeKind.Error } known) type = known;
        if (type is null && symbol is null or INamespaceSymbol && dot.Parent is QualifiedNameSyntax or AliasQualifiedNameSyntax)
        {
            // A line that is not finished is read as a declaration; bind what stands before the dot as the expression it will be.
            var expression = SyntaxFactory.ParseExpression(before.ToString());
            var speculated = model.GetSpeculativeSymbolInfo(before.SpanStart, expression, SpeculativeBindingOption.BindAsExpression);
            symbol = speculated.Symbol ?? symbol;
            type = symbol is INamespaceOrTypeSymbol ? null
                : model.GetSpeculativeTypeInfo(before.SpanStart, expression, SpeculativeBindingOption.BindAsExpression).Type;
        }
        bool isImport = before.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { Alias: null } import
            && !import.StaticKeyword.IsKind(SyntaxKind.StaticKeyword);
        if (symbol is INamespaceSymbol space) return Of(model.LookupNamespacesAndTypes(start, space)
            .Where(s => !isImport || s is INamespaceSymbol), null);
        if (symbol is ITypeSymbol named)
            return Of(named.TypeKind == TypeKind.Enum ? named.GetMembers().Where(m => m is IFieldSymbol)
            : model.LookupStaticMembers(start, named).Where(s => s.ContainingType?.SpecialType != SpecialType.System_Object), named);
        if (type is null or { TypeKind: TypeKind.Error or TypeKind.Dynamic }) return [];
        if (dot.Parent is MemberBindingExpressionSyntax
            && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type =
            nullable.TypeArguments[0];
        if (dot.IsKind(SyntaxKind.MinusGreaterThanToken) && type is IPointerTypeSymbol pointer) type = pointer.PointedAtType;
        return Of(model.LookupSymbols(start, type, includeReducedExtensionMethods: true).Where(s => !s.IsStatic && s is not ITypeSymbol),
            type);
    }

    static IEnumerable<Candidate> InScope(SemanticModel model, int start)
        => Of(model.LookupSymbols(start), null).Concat(Keywords.Select(k => new Candidate(new CompletionItem(k, "keyword", ""), 5)));

    /// <summary>The members that <c>new T { … }</c> and <c>x with { … }</c> can set.</summary>
    static IEnumerable<Candidate> Initialisers(SemanticModel model, SyntaxToken left)
    {
        if (left.Parent is not InitializerExpressionSyntax initialiser
            || left.Kind() is not (SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken)) return [];
        var type = initialiser.Parent switch
        {
            WithExpressionSyntax with => model.GetTypeInfo(with.Expression).Type,
            ExpressionSyntax creation => model.GetTypeInfo(creation).Type ?? model.GetTypeInfo(creation).ConvertedType,
            _ => null,
        };
        if (type is null or IArrayTypeSymbol || initialiser.IsKind(SyntaxKind.ArrayInitializerExpression)) return [];
        var taken = initialiser.Expressions.OfType<AssignmentExpressionSyntax>().Select(a => a.Left.ToString()).ToHashSet();
        return model.LookupSymbols(left.SpanStart, type)
            .Where(s => s is IPropertySymbol { SetMethod: not null, IsIndexer: false } or IFieldSymbol
            {
                IsReadOnly: false,
                IsConst: false
            })
            .Where(s => !s.IsStatic && !taken.Contains(s.Name))
            .Select(s => new Candidate(Item(s), 0));
    }

    /// <summary>The names of parameters not given yet, of all overloads of the call that the cursor stands in.</summary>
    static IEnumerable<Candidate> NamedArguments(SemanticModel model, SyntaxToken left)
    {
        if (left.Parent is not BaseArgumentListSyntax arguments
            || left.Kind() is not (SyntaxKind.OpenParenToken or SyntaxKind.CommaToken)) return [];
        var taken = arguments.Arguments.Where(a => a.NameColon is not null).Select(a => a.NameColon!.Name.Identifier.ValueText).ToHashSet();
        int given = arguments.Arguments.GetSeparators().Count(s => s.SpanStart <= left.SpanStart);
        return Inspection.Called(model, arguments).OfType<IMethodSymbol>()
            .SelectMany(m => m.Parameters.Skip(given))
            .Where(p => !taken.Contains(p.Name)).DistinctBy(p => p.Name)
            .Select(p => new Candidate(new CompletionItem(p.Name + ":", "param", p.ToDisplayString(Short)), 0));
    }

    static IEnumerable<Candidate> Of(IEnumerable<ISymbol> symbols, ITypeSymbol? container)
        => symbols.Where(Offered).GroupBy(s => s.Name)
            .Select(g => new Candidate(Item(g.First(), g.Count()), Distance(g.First(), container)));

    static bool Offered(ISymbol symbol)
        => symbol.CanBeReferencedByName
            && symbol is not IMethodSymbol
            {
                MethodKind: not (
            MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.LocalFunction or MethodKind.DelegateInvoke)
            }
            && !symbol.GetAttributes()
                .Any(a => a.AttributeClass?.Name == "EditorBrowsableAttribute" && a.ConstructorArguments is [{ Value: 1 }]);

    static int Distance(ISymbol symbol, ITypeSymbol? container) => symbol switch
    {
        { ContainingType.SpecialType: SpecialType.System_Object or SpecialType.System_ValueType } => 6,
        IMethodSymbol { MethodKind: MethodKind.ReducedExtension } => 3,
        ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => 1,
        { ContainingType.IsScriptClass: true } => 1,
        ITypeSymbol => container is null ? 4 : 2,
        INamespaceSymbol => 5,
        _ => 2,
    };

    static CompletionItem Item(ISymbol symbol, int overloads = 1)
        => new(SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name, Kind(symbol),
            symbol.ToDisplayString(Short) + (overloads > 1 ? $" (+ {overloads - 1})" : ""));

    static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IFieldSymbol { ContainingType.IsScriptClass: true } or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => "variable",
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "enum member",
        IFieldSymbol => "field",
        IEventSymbol => "event",
        INamespaceSymbol => "module",
        ITypeSymbol type => type.TypeKind.ToString().ToLowerInvariant(),
        _ => "text",
    };

    /// <summary>Those that go with the word typed so far: by its start, and where none does, by its capitals or a part.</summary>
    static Completions Chosen(IEnumerable<Candidate> candidates, string text, int start, int position)
    {
        string word = text[start..position];
        var all = candidates.ToList();
        var found = all.FindAll(c => c.Item.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        if (found.Count == 0)
            found = all.FindAll(c => Capitals(c.Item.Text).StartsWith(word, StringComparison.OrdinalIgnoreCase)
            || c.Item.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
        return new Completions(start, position, [.. found
            .OrderBy(c => c.Item.Text.StartsWith(word, StringComparison.Ordinal) ? 0 : 1).ThenBy(c => c.Distance)
            .ThenBy(c => c.Item.Text, StringComparer.OrdinalIgnoreCase).DistinctBy(c => c.Item.Text).Take(Most).Select(c => c.Item)]);
    }

    static string Capitals(string name) => string.Concat(name.Where((c, i) => i == 0 || char.IsUpper(c)));
}
