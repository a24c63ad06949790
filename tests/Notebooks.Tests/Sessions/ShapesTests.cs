using System.Reflection;
using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Running;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>
/// Notebooks whose packages are not to be had here, held to the compiler by the shapes of those packages. That their cells compute what
/// they claim is not tested here; that the shapes are those of the packages is, wherever a source has them.
/// </summary>
public sealed class ShapesTests
{
    static readonly string Notebooks = Path.Combine(TestHouse.Root, "notebooks");

    static readonly Assembly Shapes = typeof(global::Spikebook.Polyglot.Shapes.Shape).Assembly;

    [Theory]
    [InlineData("81-a-sweep-as-a-frame")]
    [InlineData("82-learning-curves-as-frames")]
    [InlineData("83-spikes-as-time-series")]
    public void Every_cell_compiles_against_the_shapes(string notebook)
    {
        var cells = NotebookDocument.Read(Path.Combine(Notebooks, notebook + ".ipynb")).Cells.Where(cell => cell.Kind == CellKind.Code);
        Compile([.. cells.Select(cell => cell.Source)]);
    }

    [Fact]
    public void Frames_tables_figures_and_sliders_cross_as_the_script_says()
        => Compile([
            """
            #!import polyglot.csx
            var table = Table.Of([new { B = 1.0, N = 2.0 }], "rates");
            Deedle.Frame<int, string> frame = table.ToFrame(), more = new[] { new { A = 1 } }.ToFrame();
            Table<object[]> back = frame.ToTable("back", "caption");
            var figure = Spikebook.Figures.Figure.New("x").Line([0, 1], [1, 2]);
            Plotly.NET.GenericChart chart = figure.ToPlotlyNet();
            Spikebook.Figures.Figure again = chart.ToFigure("again");
            chart = Interact.With(Spikebook.Figures.Slider.Int("n", 1, 3), n => figure).ToPlotlyNet();
            """,
        ]);

    [Fact]
    public void A_cell_that_calls_what_the_packages_lack_is_found()
        => Assert.Contains("CS1061", Assert.Throws<SubmissionException>(() => Compile([
            "#!import polyglot.csx", "Deedle.Frame.ReadCsv(\"x.csv\").NoSuchMember()",
        ])).Error.Message, StringComparison.Ordinal);

    // Operators differ: C# wants an operand of the declaring type, F# does not.
    [SkippableFact]
    public async Task The_shapes_are_those_of_the_packages_where_a_source_has_them()
    {
        var needs = NotebookDocument.Create();
        needs.Metadata["spikebook"] = new JsonObject { ["needs"] = new JsonArray("Deedle, 3.0.0", "Plotly.NET, 5.1.0") };
        string? missing = await PackageNeeds.MissingAsync(needs, default);
        Skip.If(missing is not null, missing);
        var packages = await PackageRestore.RestoreAsync([("Deedle", "3.0.0"), ("Plotly.NET", "5.1.0")], [], default);
        using var context = new SessionLoadContext();
        foreach (string file in packages.Runtime) context.Provide(file);
        var genuine = packages.Runtime.Select(file => context.LoadFromAssemblyName(AssemblyName.GetAssemblyName(file)))
            .SelectMany(assembly => assembly.GetExportedTypes()).ToLookup(type => type.FullName);
        string? marker = typeof(global::Spikebook.Polyglot.Shapes.Shape).Namespace;
        foreach (var shape in Shapes.GetExportedTypes().Where(type => type.Namespace != marker))
        {
            var type = Assert.Single(genuine[shape.FullName]);
            Assert.Empty(Signatures(shape).Except(Signatures(type)).Select(gone => $"{shape.FullName}: {gone}"));
        }
    }

    static IEnumerable<string> Signatures(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var method in type.GetMethods(All).Where(m => !m.Name.StartsWith("op_", StringComparison.Ordinal) && !m.IsVirtual))
            yield return $"{method.IsStatic} {Written(method.ReturnType)} {method.Name}`{method.GetGenericArguments().Length}"
                + $"({string.Join(", ", method.GetParameters().Select(p => Written(p.ParameterType)))})";
    }

    static string Written(Type type) => type.IsGenericParameter
        ? (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition
        : type.IsArray ? $"{Written(type.GetElementType()!)}[{type.GetArrayRank()}]"
        : type.IsGenericType ? $"{type.Namespace}.{type.Name}<{string.Join(", ", type.GetGenericArguments().Select(Written))}>"
        : type.FullName!;

    static void Compile(IEnumerable<string> cells)
    {
        using var context = new SessionLoadContext();
        context.Reference(Shapes.Location);
        var compiler = new SubmissionCompiler(context, Notebooks);
        int number = 0;
        foreach (string cell in cells) Compile(compiler, context, cell, $"cell {++number}");
    }

    static void Compile(SubmissionCompiler compiler, SessionLoadContext context, string cell, string name)
    {
        foreach (var segment in CellSource.Split(cell, name))
        {
            if (segment.Kind == SegmentKind.Import)
            {
                Compile(compiler, context, File.ReadAllText(Path.Combine(Notebooks, segment.Text)), segment.Text);
                continue;
            }
            var (code, references) = CellSource.TakeReferences(segment.Text);
            foreach (var directive in references.Where(r => !r.Reference.StartsWith("nuget:", StringComparison.Ordinal)))
                context.Reference(Path.GetFullPath(directive.Reference, Notebooks));
            if (SubmissionCompiler.HasCode(code)) compiler.Compile(code, name, default);
        }
    }
}
