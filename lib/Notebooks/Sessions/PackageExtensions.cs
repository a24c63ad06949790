using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// What packages bring for notebooks, found where .NET Interactive finds it, in a package's folder <c>interactive-extensions/dotnet</c>:
/// types that implement <c>IKernelExtension</c>, and a script <c>extension.dib</c>. Most register formatters. They are loaded as the
/// package is referenced, so that the same cell shows values by them; one that fails is told in one line, and the cell goes on.
/// </summary>
/// <param name="context">Where assemblies are loaded.</param>
/// <param name="run">Runs a cell of a script: its code, and what it is called.</param>
sealed class PackageExtensions(SessionLoadContext context, Func<string, string, Task> run)
{
    const string Seam = "Microsoft.DotNet.Interactive", Contract = Seam + ".IKernelExtension";

    readonly HashSet<string> _loaded = new(StringComparer.Ordinal);

    /// <summary>Loads the extensions of packages; those that were loaded before are passed over.</summary>
    /// <param name="packageFolders">Folders of restored packages.</param>
    public async Task Load(IEnumerable<string> packageFolders)
    {
        foreach (string folder in packageFolders)
        {
            string extensions = Path.Combine(folder, "interactive-extensions", "dotnet");
            if (!Directory.Exists(extensions) || !_loaded.Add(folder)) continue;
            foreach (string file in Directory.EnumerateFiles(extensions, "*.dll").Order(StringComparer.Ordinal))
                await Told(file, () => Types(file));
            string script = Path.Combine(extensions, "extension.dib");
            if (File.Exists(script)) await Told(script, () => Script(script));
        }
    }

    async Task Types(string file)
    {
        if (context.FindDependency(Seam) is null) context.ProvideImage(Seam, Compiled());
        var name = AssemblyName.GetAssemblyName(file);
        context.Provide(file);
        foreach (var type in context.LoadFromAssemblyName(name).GetExportedTypes())
        {
            if (type.IsAbstract || type.GetInterface(Contract) is not { } contract) continue;
            object extension = Activator.CreateInstance(type)!;
            // There is no kernel to hand over; what asks for one is told of.
            if (contract.GetMethod("OnLoadAsync")!.Invoke(extension, BindingFlags.DoNotWrapExceptions, null, [null], null) is Task loading)
                await loading;
        }
    }

    async Task Script(string file)
    {
        int number = 0;
        foreach (var cell in NotebookDocument.Read(file).Cells.Where(cell => cell.Kind == CellKind.Code))
            await run(CellSource.InLanguage(cell.Language, cell.Source), $"extension.dib cell {++number}");
    }

    static async Task Told(string file, Func<Task> load)
    {
        try
        {
            await load();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            string package = Path.GetFileName(Path.GetFullPath(Path.Combine(file, "..", "..", "..", "..")));
            string why = e is SubmissionException { Error.Message: var message } ? message : e.Message;
            Console.Error.WriteLine($"{package}: its extension {Path.GetFileName(file)} was not loaded, the package itself was: "
                + why.ReplaceLineEndings(" "));
        }
    }

    static byte[] Compiled()
    {
        using var stream = typeof(PackageExtensions).Assembly.GetManifestResourceStream("Languages/KernelSeam.csx")!;
        using StreamReader reader = new(stream);
        using MemoryStream image = new();
        var emitted = CSharpCompilation.Create(Seam, [CSharpSyntaxTree.ParseText(reader.ReadToEnd())], SessionPlatform.Current.Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        return emitted.Success ? image.ToArray()
            : throw new InvalidOperationException(emitted.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).ToString());
    }
}
