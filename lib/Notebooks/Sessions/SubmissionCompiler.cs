using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Compiles C# script code as a chain of submissions: each sees the variables, methods, types and usings of those before.
/// </summary>
sealed class SubmissionCompiler(
    SessionLoadContext context, string baseDirectory, bool stopLoops = true, string assembly = SubmissionCompiler.CellAssembly)
{
    static readonly string[] Imports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks",
        "Microsoft.DotNet.Interactive.Formatting", "Spikebook.Notebooks.Sessions.Cells",
        "Spikebook.Notebooks.Sessions.CellCommands"];

    static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    /// <summary>
    /// Errors of a text that ends within a raw string, which the parser takes for wrong where it is only not finished (CS8997).
    /// </summary>
    static readonly string[] WaitsForMore = ["CS8997"];

    readonly SessionReferences _references = new(context, baseDirectory);
    internal const string CellAssembly = "SpikebookCell";

    /// <summary>The class that the compiler puts a cell's code into.</summary>
    public const string ScriptClass = "Script";

    int _count;
    ImmutableHashSet<MetadataReference> _given = [];
    volatile CSharpCompilation? _prepared;

    /// <summary>The last submission that compiled and was run; null before the first.</summary>
    public CSharpCompilation? Previous { get; private set; }

    /// <summary>The syntax tree of a cell, which errors will call <paramref name="cellName"/>.</summary>
    /// <exception cref="SubmissionException">It is nested deeper than the compiler can bear.</exception>
    public static SyntaxTree Parse(string code, string cellName)
    {
        CodeDepth.Require(code);
        var tree = SyntaxFactory.ParseSyntaxTree(SourceText.From(code, System.Text.Encoding.UTF8), Parsing, cellName);
        CodeDepth.Require(tree);
        return tree;
    }

    /// <summary>Whether code is nested deeper than the compiler can bear.</summary>
    public static bool IsTooDeep(string code)
    {
        try
        {
            Parse(code, "");
            return false;
        }
        catch (SubmissionException)
        {
            return true;
        }
    }

    /// <summary>Whether an assembly was compiled from a cell.</summary>
    public static bool IsCell(Assembly assembly) => assembly.GetName().Name!.StartsWith(CellAssembly, StringComparison.Ordinal);

    /// <summary>Whether there is anything to compile but comments.</summary>
    public static bool HasCode(string code)
    {
        var root = (CompilationUnitSyntax)Parse(code, "").GetRoot();
        return root.Members.Count > 0 || root.Usings.Count > 0 || root.AttributeLists.Count > 0 || root.Externs.Count > 0
            || root.ContainsDirectives
            || root.ContainsDiagnostics;
    }

    /// <summary>Whether code can be run as it stands, by the parser: false where it waits for more lines.</summary>
    public static bool IsComplete(string code) => SyntaxFactory.IsCompleteSubmission(Parse(code, ""));

    /// <summary>
    /// What the parser says of code that is being written: complete, incomplete or invalid; text in other languages is complete.
    /// </summary>
    public static string Completeness(string code)
    {
        if (CellText.CSharpOnly(code, code.Length) is not { } text) return "complete";
        try
        {
            var tree = Parse(text, "");
            var errors = tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id).ToList();
            return errors.Count == 0 && SyntaxFactory.IsCompleteSubmission(tree) ? "complete"
                : errors.Any(WaitsForMore.Contains) || !SyntaxFactory.IsCompleteSubmission(tree) ? "incomplete" : "invalid";
        }
        catch (SubmissionException)
        {
            return "invalid";
        }
    }

    /// <summary>The compilation that a cell would have after all cells so far: for errors, completion and help.</summary>
    public CSharpCompilation Compilation(SyntaxTree tree)
    {
        MetadataReference[] references = NewReferences();
        var prepared = _prepared;
        return prepared is not null && ReferenceEquals(prepared.ScriptCompilationInfo!.PreviousScriptCompilation, Previous)
            && prepared.ExternalReferences.SequenceEqual(references)
            ? prepared.ReplaceSyntaxTree(prepared.SyntaxTrees[0], tree)
            : Link(tree, references);
    }

    /// <summary>Binds the references of the next cell's compilation while no one waits for it.</summary>
    public void Prepare() => _ = Task.Run(() =>
    {
        var next = Link(Parse("", ""), NewReferences());
        next.GetSpecialType(SpecialType.System_Object);
        _prepared = next;
    });

    /// <summary>
    /// The references that no cell so far was given: a submission takes over those of the one before it, and would pass on every list
    /// that it is given itself, so that the lists of a long session would grow without end.
    /// </summary>
    MetadataReference[] NewReferences()
        => [.. SessionPlatform.Current.Framework.Concat(context.References).Where(reference => !_given.Contains(reference))];

    /// <summary>Moves the chain on.</summary>
    void Advance(CSharpCompilation compilation)
    {
        _given = _given.Union(compilation.ExternalReferences);
        Previous = compilation;
    }

    CSharpCompilation Link(SyntaxTree tree, MetadataReference[] references)
        => CSharpCompilation.CreateScriptCompilation(
            $"{assembly}{_count}", tree, references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                usings: Previous is null ? Imports : [],
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                sourceReferenceResolver: new SourceFileResolver([], baseDirectory),
                metadataReferenceResolver: _references,
                metadataImportOptions: MetadataImportOptions.Public,
                nullableContextOptions: NullableContextOptions.Disable,
                concurrentBuild: false), // a cell is small: handing its parts to other threads costs more than it gains
            Previous, typeof(object));

    /// <summary>Compiles and loads a cell; the chain moves on to it.</summary>
    /// <exception cref="SubmissionException">It does not compile.</exception>
    public Submission Compile(string code, string cellName, CancellationToken cancellation)
    {
        var written = Parse(AwaitedCasts.Named(code, cellName), cellName);
        bool isWhole = !written.GetDiagnostics(cancellation).Any(d => d.Severity == DiagnosticSeverity.Error);
        var compilation = Compilation(isWhole ? Instrumented(written, cellName) : written);
        using MemoryStream image = new(), symbols = new();
        var emitted = Emit();
        if (isWhole && !emitted.Success && emitted.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
        {
            // Errors are told from the code as it was written, with its own columns.
            compilation = Compilation(written);
            image.SetLength(0);
            symbols.SetLength(0);
            emitted = Emit();
        }
        if (!emitted.Success && emitted.Diagnostics.All(d => d.Severity != DiagnosticSeverity.Error))
        {
            // Nothing but usings: there is nothing to emit, and cells that follow see them.
            Advance(compilation);
            return new Submission(compilation, static _ => Task.FromResult<object?>(null), false);
        }
        if (!emitted.Success) throw new SubmissionException(CompilationErrors.Describe(emitted.Diagnostics, code, cellName));

        image.Position = symbols.Position = 0;
        var loaded = context.LoadFromStream(image, symbols);
        if (!SessionPlatform.Current.ReadsSymbols) CellSymbols.Keep(loaded, symbols.ToArray());
        var entry = compilation.GetEntryPoint(cancellation)
            ?? throw new InvalidOperationException("The compiler gave no entry point for a cell.");
        var method = loaded.GetType(entry.ContainingType.MetadataName)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!;
        Advance(compilation);
        _count++;
        return new Submission(compilation, method.CreateDelegate<Func<object?[], Task<object?>>>(), HasValue(compilation));

        EmitResult Emit() => compilation.Emit(image, symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: cancellation);
    }

    SyntaxTree Instrumented(SyntaxTree written, string cellName)
        => SyntaxFactory.ParseSyntaxTree(SourceText.From(CellInstrumentation.Apply(written, stopLoops, !SessionPlatform.Current.ReadsSymbols),
            System.Text.Encoding.UTF8), Parsing,
            cellName);

    /// <summary>A cell has a value when its last statement is an expression without a semicolon that is not void.</summary>
    static bool HasValue(CSharpCompilation compilation)
    {
        var tree = compilation.SyntaxTrees[^1];
        return tree.GetCompilationUnitRoot().Members.LastOrDefault() is GlobalStatementSyntax
        {
            Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last,
        }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type
                is not { SpecialType: SpecialType.System_Void }; // null has no type, and is shown
    }
}
