using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Gallery;

/// <summary>
/// C# coloured by the compiler: the cells of a notebook are a chain of submissions, so that a name takes the colour of what
/// it is, wherever it was declared.
/// </summary>
sealed class CodeHighlighter : IDisposable
{
    static readonly CSharpParseOptions Script = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    static readonly Lazy<MetadataReference[]> Framework = new(() =>
    [
        .. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ]);

    static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        usings: ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading.Tasks"]);

    // One workspace for a whole gallery, once a cell needs it: its services take a few tenths of a second to assemble.
    readonly Lazy<AdhocWorkspace> _workspace = new(() => new AdhocWorkspace());

    /// <summary>The cells as HTML, in order.</summary>
    /// <param name="cells">Sources of the C# cells.</param>
    /// <param name="directory">The folder against which <c>#r</c> resolves, or null.</param>
    public IReadOnlyList<string> Highlight(IReadOnlyList<string> cells, string? directory)
    {
        if (cells.Count == 0) return [];
        List<string> html = [];
        List<MetadataReference> references = [.. Framework.Value];
        Solution solution = _workspace.Value.CurrentSolution;
        ProjectReference? previous = null;
        foreach (string cell in cells)
        {
            if (SubmissionCompiler.IsTooDeep(cell))
            {
                html.Add(Html.Text(cell));
                continue;
            }
            references.AddRange(Referenced(cell, directory));
            var project = ProjectId.CreateNewId();
            var document = DocumentId.CreateNewId(project);
            string name = $"cell{html.Count}";
            solution = solution
                .AddProject(ProjectInfo.Create(
                    project, VersionStamp.Default, name, name, LanguageNames.CSharp, compilationOptions: Options, parseOptions: Script,
                    projectReferences: previous is null ? [] : [previous], metadataReferences: references, isSubmission: true))
                .AddDocument(DocumentInfo.Create(
                    document, name, sourceCodeKind: SourceCodeKind.Script,
                    loader: TextLoader.From(TextAndVersion.Create(SourceText.From(cell), VersionStamp.Default))));
            IEnumerable<ClassifiedSpan> spans = Classifier
                .GetClassifiedSpansAsync(solution.GetDocument(document)!, new TextSpan(0, cell.Length)).GetAwaiter().GetResult();
            html.Add(Coloured(cell, spans));
            previous = new ProjectReference(project);
        }
        return html;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_workspace.IsValueCreated) _workspace.Value.Dispose();
    }

    static string Coloured(string code, IEnumerable<ClassifiedSpan> spans)
    {
        // Spans may lie within others: the inner one is painted last.
        string?[] colours = new string?[code.Length];
        foreach (ClassifiedSpan span in spans.OrderByDescending(span => span.TextSpan.Length))
            if (Colour(span.ClassificationType) is string colour) colours.AsSpan(span.TextSpan.Start, span.TextSpan.Length).Fill(colour);

        StringBuilder html = new(code.Length * 2);
        for (int start = 0, end; start < code.Length; start = end)
        {
            end = start + 1;
            while (end < code.Length && colours[end] == colours[start]) end++;
            string text = Html.Text(code[start..end]);
            html.Append(colours[start] is string colour ? $"<span class=\"{colour}\">{text}</span>" : text);
        }
        return html.ToString();
    }

    static string? Colour(string classification) => classification switch
    {
        ClassificationTypeNames.Keyword or ClassificationTypeNames.ControlKeyword => "c-k",
        ClassificationTypeNames.StringLiteral or ClassificationTypeNames.VerbatimStringLiteral => "c-s",
        ClassificationTypeNames.NumericLiteral => "c-n",
        ClassificationTypeNames.Comment or ClassificationTypeNames.ExcludedCode => "c-c",
        ClassificationTypeNames.PreprocessorKeyword or ClassificationTypeNames.PreprocessorText => "c-p",
        ClassificationTypeNames.MethodName or ClassificationTypeNames.ExtensionMethodName => "c-m",
        ClassificationTypeNames.ClassName or ClassificationTypeNames.RecordClassName or ClassificationTypeNames.StructName
            or ClassificationTypeNames.RecordStructName or ClassificationTypeNames.InterfaceName or ClassificationTypeNames.EnumName
            or ClassificationTypeNames.DelegateName or ClassificationTypeNames.TypeParameterName => "c-t",
        ClassificationTypeNames.ConstantName or ClassificationTypeNames.EnumMemberName => "c-v",
        _ when classification.StartsWith("xml doc comment", StringComparison.Ordinal) => "c-c",
        _ => null,
    };

    static IEnumerable<MetadataReference> Referenced(string cell, string? directory)
    {
        foreach (string name in CellSource.FilesNamed(cell).Where(name => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
        {
            string? path = Path.IsPathRooted(name) ? name : directory is null ? null : Path.Combine(directory, name);
            if (path is not null && ReadableFile.Is(path)) yield return MetadataReference.CreateFromImage(File.ReadAllBytes(path));
        }
    }
}
