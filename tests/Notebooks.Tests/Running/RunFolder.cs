using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Running;
using Spikebook.Notebooks.Workers;

namespace Spikebook.Notebooks.Tests.Running;

/// <summary>A folder with notebooks and a folder for their outputs, and real runs from one to the other.</summary>
sealed class RunFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spikebook-runs-");

    public RunFolder() => Directory.CreateDirectory(Notebooks);

    public string Root => _folder.FullName;
    public string Notebooks => Path.Combine(Root, "notebooks");
    public string Output => Path.Combine(Root, "output");

    public RunOptions Options => new()
    {
        NotebooksDirectory = Notebooks,
        OutputDirectory = Output,
        Worker = new WorkerCommand("dotnet", [TestHouse.CommandLine, "worker"]),
        Version = "1.2.3",
    };

    public string Notebook(string name) => Path.Combine(Notebooks, name + ".ipynb");

    public string Executed(string name) => Path.Combine(Output, "notebooks", name + ".ipynb");

    public void Write(string name, params string[] cells)
    {
        var document = NotebookDocument.Create();
        foreach (string cell in cells) document.Add(CellKind.Code, cell);
        document.Write(Notebook(name));
    }

    public Task<IReadOnlyList<NotebookRun>> Run(bool onlyChanged = false) => Run(Options with { OnlyChanged = onlyChanged });

    public static Task<IReadOnlyList<NotebookRun>> Run(RunOptions options) => NotebookRunner.RunAsync(options, new Silent(), default);

    public void Dispose() => _folder.Delete(recursive: true);

    public sealed class Silent : IRunObserver
    {
        public void Started(IReadOnlyList<string> names) { }
        public void CellStarted(CellProgress progress) { }
        public void CellOutput(CellProgress progress) { }
        public void Finished(NotebookRun run) { }
    }
}
