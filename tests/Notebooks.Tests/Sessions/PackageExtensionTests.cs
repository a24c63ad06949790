using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive.Formatting;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>
/// Packages that bring an extension for notebooks, made here: a script, a type that implements <c>IKernelExtension</c>, and ones that fail.
/// </summary>
public sealed class PackageExtensionTests() : SessionInFolder("extension")
{
    const string Contract = """
        namespace Microsoft.DotNet.Interactive
        {
            public interface IKernelExtension { System.Threading.Tasks.Task OnLoadAsync(Kernel kernel); }
            public abstract class Kernel { public void Add() { } }
        }
        """;

    readonly string _name = "Spikebook.Tests.Extension" + Guid.NewGuid().ToString("N")[..12];

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string restored = Path.Combine(packages, _name.ToLowerInvariant());
        if (Directory.Exists(restored)) Directory.Delete(restored, recursive: true);
        string answers = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "spikebook", "packages");
        if (!Directory.Exists(answers)) return;
        foreach (string project in Directory.EnumerateFiles(answers, "packages.csproj", SearchOption.AllDirectories))
            if (File.ReadAllText(project).Contains(_name, StringComparison.Ordinal))
                Directory.Delete(Path.GetDirectoryName(project)!, recursive: true);
    }

    static byte[] Image(string name, string code, params byte[][] references)
    {
        using MemoryStream image = new();
        var emitted = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(code)],
            [.. SessionPlatform.Current.Framework, MetadataReference.CreateFromFile(typeof(Formatter).Assembly.Location),
                .. references.Select(r => MetadataReference.CreateFromImage(r))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return image.ToArray();
    }

    void Pack(params (string Path, byte[] Content)[] files)
    {
        string feed = Directory.CreateDirectory(Path.Combine(Folder, "feed")).FullName;
        using var archive = ZipFile.Open(Path.Combine(feed, $"{_name}.1.0.0.nupkg"), ZipArchiveMode.Create);
        Add($"{_name}.nuspec", System.Text.Encoding.UTF8.GetBytes($"""
            <?xml version="1.0"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
            <id>{_name}</id><version>1.0.0</version><authors>tests</authors><description>An extension made in a test.</description>
            </metadata></package>
            """));
        foreach (var (path, content) in files) Add(path, content);

        void Add(string path, byte[] content)
        {
            using var stream = archive.CreateEntry(path).Open();
            stream.Write(content);
        }
    }

    static byte[] Library => Image("Grapes", "namespace Grapes { public sealed class Grape { public int Weight = 7; } }");

    [Fact]
    public async Task A_package_s_script_registers_a_formatter_that_the_same_cell_shows_by()
    {
        Pack(("lib/net10.0/Grapes.dll", Library), ("interactive-extensions/dotnet/extension.dib", """
            #!meta
            {"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp"}]}}

            #!csharp

            Formatter.Register<Grapes.Grape>((grape, writer) => writer.Write($"<b>{grape.Weight} g</b>"), "text/html");
            """u8.ToArray()));
        var output = await Ok($"#i \"nuget:feed\"\n#r \"nuget: {_name}, 1.0.0\"\nnew Grapes.Grape()");
        Assert.Equal("<b>7 g</b>", output.Value?["text/html"]);
        Assert.Equal("", output.Error);
    }

    [Fact]
    public async Task A_type_that_implements_the_interface_is_loaded()
    {
        byte[] contract = Image("Microsoft.DotNet.Interactive", Contract), library = Library;
        byte[] extension = Image("Grapes.Interactive", """
            using Microsoft.DotNet.Interactive.Formatting;
            public sealed class GrapeExtension : Microsoft.DotNet.Interactive.IKernelExtension
            {
                public System.Threading.Tasks.Task OnLoadAsync(Microsoft.DotNet.Interactive.Kernel kernel)
                {
                    Formatter.Register<Grapes.Grape>((grape, writer) => writer.Write("<i>a grape</i>"), "text/html");
                    return System.Threading.Tasks.Task.CompletedTask;
                }
            }
            """, contract, library);
        Pack(("lib/net10.0/Grapes.dll", library), ("interactive-extensions/dotnet/Grapes.Interactive.dll", extension));
        Assert.Equal("<i>a grape</i>",
            (await Ok($"#i \"nuget:feed\"\n#r \"nuget: {_name}, 1.0.0\"\nnew Grapes.Grape()")).Value?["text/html"]);
    }

    [Fact]
    public async Task An_extension_that_cannot_be_loaded_is_told_in_one_line_and_the_package_serves()
    {
        byte[] contract = Image("Microsoft.DotNet.Interactive", Contract), library = Library;
        byte[] extension = Image("Grapes.Interactive", """
            public sealed class GrapeExtension : Microsoft.DotNet.Interactive.IKernelExtension
            {
                public System.Threading.Tasks.Task OnLoadAsync(Microsoft.DotNet.Interactive.Kernel kernel)
                {
                    kernel.Add();
                    return System.Threading.Tasks.Task.CompletedTask;
                }
            }
            """, contract);
        Pack(("lib/net10.0/Grapes.dll", library), ("interactive-extensions/dotnet/Grapes.Interactive.dll", extension),
            ("interactive-extensions/dotnet/extension.dib", "#!csharp\n\nvar x = NoSuchThing;\n"u8.ToArray()));
        var output = await Ok($"#i \"nuget:feed\"\n#r \"nuget: {_name}, 1.0.0\"\nnew Grapes.Grape().Weight");
        Assert.Equal("7", output.Value?["text/plain"]);
        string[] lines = output.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains("Grapes.Interactive.dll was not loaded, the package itself was: Method not found", lines[0],
            StringComparison.Ordinal);
        Assert.Contains("extension.dib was not loaded, the package itself was: CS0103", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_told_in_one_line()
    {
        var result = await Session.ExecuteAsync("#i \"nuget:nowhere\"\n#r \"nuget: No.Such.Package.In.It, 1.0.0\"", "cell 1",
            new RecordedOutput());
        Assert.Contains("nowhere", result.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error.Message);
    }
}
