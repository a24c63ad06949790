using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>Libraries named by <c>#r</c>, files named by <c>#load</c> and <c>#!import</c>.</summary>
public sealed class ReferencesTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spikebook-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    string Build(string name, string code, params string[] references)
    {
        string path = Path.Combine(_folder.FullName, name + ".dll");
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var result = CSharpCompilation.Create(name, [SyntaxFactory.ParseSyntaxTree(code)],
            trusted.Concat(references).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    CSharpSession Session() => new(new SessionOptions { BaseDirectory = _folder.FullName });

    static async Task<string?> Value(CSharpSession session, string code)
    {
        var output = new RecordedOutput();
        var result = await session.ExecuteAsync(code, "cell 1", output);
        Assert.True(result.Status == CellStatus.Ok, result.Error is { } e ? string.Join('\n', e.Traceback) : "");
        return output.Value?["text/plain"];
    }

    [Fact]
    public async Task A_library_and_what_lies_beside_it_are_found_from_the_notebooks_folder()
    {
        string inner = Build("Inner", "namespace Inner; public class Rate { public double Value = 2.5; }");
        Build("Outer", "namespace Outer; public static class Model { public static Inner.Rate Rate() => new(); }", inner);
        await using var session = Session();
        Assert.Equal("2.5", await Value(session, "#r \"Outer.dll\"\nusing Outer;\nModel.Rate().Value"));
        Assert.Equal("3.5", await Value(session, "Model.Rate().Value + 1"));
    }

    [Fact]
    public async Task A_rebuild_is_not_blocked_and_a_new_session_sees_it()
    {
        Build("Lib", "public static class Lib { public static int Version() => 1; }");
        await using var first = Session();
        Assert.Equal("1", await Value(first, "#r \"Lib.dll\"\nLib.Version()"));
        Build("Lib", "public static class Lib { public static int Version() => 2; }");
        await using var second = Session();
        Assert.Equal("2", await Value(second, "#r \"Lib.dll\"\nLib.Version()"));
        Assert.Equal("1", await Value(first, "Lib.Version()"));
    }

    [Fact]
    public async Task A_types_own_formatters_are_found_by_convention()
    {
        Build("Shown", """
            using System; using System.Collections.Generic; using System.IO;
            [AttributeUsage(AttributeTargets.Class)] sealed class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type type) => FormatterSourceType = type;
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/html" })] public class Chart { public string Name => "steady-rates"; }
            public class Source { public IEnumerable<object> CreateTypeFormatters() { yield return new Html(); yield return new Json(); } }
            public class Html { public string MimeType => "text/html"; public bool Format(object instance, TextWriter writer) { writer.Write("<svg/>"); return true; } }
            public class Json { public string MimeType => "application/vnd.plotly.v1+json"; public bool Format(object instance, TextWriter writer) { writer.Write("{}"); return true; } }
            """);
        await using var session = Session();
        var output = new RecordedOutput();
        await session.ExecuteAsync("#r \"Shown.dll\"\nnew Chart()", "cell 1", output);
        Assert.Equal(["text/html", "application/vnd.plotly.v1+json"], output.Value!.Data.Select(d => d.Key));
        Assert.Equal("steady-rates", output.Value.Name);
    }

    [Fact]
    public async Task Files_are_loaded_and_imported()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "part.csx"), "int FromFile() => 9;");
        File.WriteAllText(Path.Combine(_folder.FullName, "other.ipynb"),
            """{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":"x"},{"cell_type":"code","id":"b","metadata":{},"execution_count":null,"outputs":[],"source":"int fromNotebook = 4;"}]}""");
        await using var session = Session();
        Assert.Equal("9", await Value(session, "#load \"part.csx\"\nFromFile()"));
        Assert.Equal("4", await Value(session, "#!import other.ipynb\nfromNotebook"));
    }

    [Theory]
    [InlineData("#r \"absent.dll\"", "there is no file")]
    [InlineData("#r \"text.dll\"", "not a .NET assembly")]
    [InlineData("#r \"nuget: No.Such.Package.At.All, 1.0.0\"", "No.Such.Package.At.All")]
    public async Task A_reference_that_fails_says_why(string code, string message)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "text.dll"), "text");
        await using var session = Session();
        var result = await session.ExecuteAsync("int a = 1;\n" + code, "cell 1", new RecordedOutput());
        Assert.Equal(CellStatus.Failed, result.Status);
        Assert.Contains(message, result.Error!.Message);
        Assert.Equal(2, result.Error.Line);
    }

    [Fact]
    public async Task A_package_is_restored_with_what_it_depends_on()
    {
        await using var session = Session();
        Assert.Equal("4", await Value(session, "#r \"nuget: MathNet.Numerics, 5.0.0\"\nMathNet.Numerics.Combinatorics.Combinations(4, 3)"));
    }
}
