using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Workers;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Running;

/// <summary>What to run and where to leave it.</summary>
public sealed record RunOptions
{
    /// <summary>Folder of the notebooks.</summary>
    public required string NotebooksDirectory { get; init; }

    /// <summary>Which of them: names, numbers or paths; all when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Where executed notebooks, figures and tables go.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Leave out notebooks whose sources, libraries and data are those of the last good run.</summary>
    public bool OnlyChanged { get; init; }

    /// <summary>Write the outputs back into the notebooks themselves, in a form small enough to review.</summary>
    public bool Save { get; init; }

    /// <summary>
    /// Also run the solutions that are folded into the prose, each where it stands. A solution that fails, or one after which an exercise
    /// is still open, fails its notebook.
    /// </summary>
    public bool Solutions { get; init; }

    /// <summary>How long a cell may take.</summary>
    public TimeSpan CellTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many notebooks run at once.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Folders whose files notebooks read; a change there makes every notebook a changed one.</summary>
    public IReadOnlyList<string> DataDirectories { get; init; } = [];

    /// <summary>How the processes that run the cells are started.</summary>
    public required WorkerCommand Worker { get; init; }

    /// <summary>The version that results are stamped with.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where files are written; a test puts a disk that fails in its place.</summary>
    internal Disk Disk { get; init; } = Disk.Machine;

    /// <summary>Executed notebooks of more bytes are not written, as nothing could read them again.</summary>
    internal long LargestNotebook { get; init; } = NotebookDocument.MaxBytes;
}
