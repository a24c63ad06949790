using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Running;
using Spikebook.Storage;
using Spikebook.Storage.Tests;

namespace Spikebook.Notebooks.Tests.Running;

/// <summary>What a run leaves when it is killed, when the disk fails, and when somebody touches its outputs.</summary>
public sealed class RunStateTests : IDisposable
{
    const string Table = "text/csv";
    readonly RunFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    static NotebookDocument Executed(string word, params string[] tables)
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Code, word).SetOutputs(tables.Select(name => new DisplayOutput(
            new MimeBundle { { Table, $"{word}\n" } }, new System.Text.Json.Nodes.JsonObject { ["name"] = name })));
        return document;
    }

    static RunState State(string fingerprint) => new(fingerprint, true, [1.5], "1.2.3", new Dictionary<string, string>());

    [Fact]
    public void Wherever_the_disk_fails_every_file_is_old_or_new_and_no_mixture_counts_as_unchanged()
    {
        string notebook = _runs.Notebook("01");
        var counting = new FailingDisk(0);
        Replace(counting, "count");
        int operations = counting.Operations;
        Assert.True(operations >= 4 * 6, $"{operations} operations");
        for (int failing = 1; failing <= operations; failing++)
        {
            if (Directory.Exists(_runs.Output)) Directory.Delete(_runs.Output, recursive: true);
            using (var first = OutputFolder.Take(_runs.Output))
            {
                Executed("A", "one", "two").Write(notebook);
                new RunOutputs(first, "01").Replace(Executed("A", "one", "two"), State("A"), null);
            }
            Assert.ThrowsAny<IOException>(() => Replace(new FailingDisk(failing), "B"));

            using var after = OutputFolder.Take(_runs.Output);
            Assert.Empty(Directory.GetFiles(_runs.Root, "*.partial",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
            foreach (string file in (string[])[notebook, _runs.Executed("01")])
                Assert.Contains(NotebookDocument.Read(file).Cells[0].Source, (string[])["A", "B"]);
            foreach (string file in Directory.GetFiles(Path.Combine(_runs.Output, "tables", "01")))
                Assert.Contains(File.ReadAllText(file), (string[])["A\n", "B\n"]);
            var state = RunState.Read(_runs.Output, "01");
            Assert.False(state!.StandsFor("B", after));
            bool untouched = _runs.Executed("01") is var executed && NotebookDocument.Read(executed).Cells[0].Source == "A"
                && Directory.GetFiles(Path.Combine(_runs.Output, "tables", "01")).All(file => File.ReadAllText(file) == "A\n");
            if (state.StandsFor("A", after)) Assert.True(untouched, $"operation {failing}: outputs of B count as those of A");
        }

        void Replace(Disk disk, string word)
        {
            Executed(word, "one", "three").Write(notebook);
            using var folder = OutputFolder.Take(_runs.Output, disk);
            var save = new SavedOutputs(notebook, System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(notebook)));
            new RunOutputs(folder, "01").Replace(Executed(word, "one", "three"), State(word), save);
        }
    }

    [Fact]
    public async Task A_run_killed_between_outputs_and_state_is_not_taken_for_the_one_before_it()
    {
        string[] Source(string word)
            => [$"new Spikebook.Notebooks.Sessions.DisplayData([new(\"text/csv\", \"{word}\\n\")], \"words\").Display();"];
        _runs.Write("01", Source("A"));
        Assert.Equal(RunStatus.Ok, Assert.Single(await _runs.Run()).Status);
        _runs.Write("01", Source("B"));
        var counting = new FailingDisk(0);
        Assert.Equal(RunStatus.Ok,
            Assert.Single(await RunFolder.Run(_runs.Options with { OutputDirectory = _runs.Output + "-2", Disk = counting })).Status);
        // The last operations write the state; there the run ends.
        var killed = Assert.Single(await RunFolder.Run(_runs.Options with { Disk = new FailingDisk(counting.Operations) }));
        Assert.Contains("No space left", killed.Failure!.Message);

        _runs.Write("01", Source("A"));
        Assert.Equal(RunStatus.Ok, Assert.Single(await _runs.Run(onlyChanged: true)).Status);
        Assert.Equal("A\n", File.ReadAllText(Path.Combine(_runs.Output, "tables", "01", "words.csv")));
        Assert.Equal(RunStatus.Unchanged, Assert.Single(await _runs.Run(onlyChanged: true)).Status);
    }

    [Fact]
    public async Task Outputs_that_somebody_removed_or_changed_are_made_again()
    {
        _runs.Write("01", "new Spikebook.Notebooks.Sessions.DisplayData([new(\"text/csv\", \"1\\n\")], \"one\").Display();");
        await _runs.Run();
        string table = Path.Combine(_runs.Output, "tables", "01", "one.csv"), executed = _runs.Executed("01");
        foreach (Action harm in (Action[])
        [
            () => File.Delete(table),
            () => File.WriteAllText(table, "2\n"),
            () => File.WriteAllText(executed, File.ReadAllText(executed)[..100]),
            () => File.WriteAllText(Path.Combine(_runs.Output, ".state", "01.json"), "{}"),
            () => File.WriteAllText(Path.Combine(_runs.Output, ".state", "01.json"), "{\"Fingerprint\":null,\"Outputs\":null}"),
        ])
        {
            harm();
            Assert.Equal(RunStatus.Ok, Assert.Single(await _runs.Run(onlyChanged: true)).Status);
            Assert.Equal("1\n", File.ReadAllText(table));
        }
        Assert.Equal(RunStatus.Unchanged, Assert.Single(await _runs.Run(onlyChanged: true)).Status);
    }

    [Fact]
    public void A_notebook_that_was_edited_while_it_ran_is_not_overwritten()
    {
        Executed("A").Write(_runs.Notebook("01"));
        byte[] read = System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_runs.Notebook("01")));
        Executed("edited").Write(_runs.Notebook("01"));
        var refused = Assert.Throws<StorageException>(()
            => new SavedOutputs(_runs.Notebook("01"), read).Write(Executed("A"), Disk.Machine));
        Assert.Contains("was changed while it ran", refused.Message);
        Assert.Equal("edited", NotebookDocument.Read(_runs.Notebook("01")).Cells[0].Source);
    }

    [Fact]
    public async Task One_run_at_a_time_writes_into_a_folder_and_cleans_up_after_a_killed_one()
    {
        _runs.Write("01", "1");
        string partial = Path.Combine(_runs.Output, "tables", "01", $".{Guid.NewGuid():N}.partial");
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        File.WriteAllText(partial, "half");
        using (OutputFolder.Take(_runs.Output + "-other"))
        using (var held = OutputFolder.Take(_runs.Output))
        {
            Assert.False(File.Exists(partial));
            File.WriteAllText(partial, "at work");
            var refused = await Assert.ThrowsAsync<RunException>(() => _runs.Run());
            Assert.Contains("another run is writing into", refused.Message);
            Assert.True(File.Exists(partial), "a second run deleted what the first is writing");
        }
        Assert.Equal(RunStatus.Ok, Assert.Single(await _runs.Run()).Status);
        Assert.False(File.Exists(partial));
    }
}
