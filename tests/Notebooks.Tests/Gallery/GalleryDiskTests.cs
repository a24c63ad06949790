using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;
using Spikebook.Storage;
using Spikebook.Storage.Tests;

namespace Spikebook.Notebooks.Tests.Gallery;

/// <summary>A gallery that replaces another one on a disk that fails: every file is the old one or the new one.</summary>
public sealed class GalleryDiskTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("spikebook-gallery-disk").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_disk_that_fails_leaves_each_file_old_or_new()
    {
        var counting = new FailingDisk(0);
        Dictionary<string, string> old = Written("old", 1, Disk.Machine), fresh = Written("new", 2, counting);
        Assert.Equal(old.Keys.Order(), fresh.Keys.Order());
        Assert.Equal(6, old.Count); // front page, two pages, a picture, style and script
        Assert.True(counting.Operations >= 3 * fresh.Count);
        for (int failing = 1; failing <= counting.Operations; failing++)
        {
            string name = $"failing-{failing}";
            Written(name, 1, Disk.Machine);
            Assert.ThrowsAny<IOException>(() => Written(name, 2, new FailingDisk(failing)));
            var left = Files(name);
            Assert.Equal(old.Keys.Order(), left.Keys.Order()); // nor is a temporary file left
            Assert.All(left, file => Assert.True(file.Value == old[file.Key] || file.Value == fresh[file.Key], $"{name}: {file.Key}"));
            // The front page comes last, when all that it shows is there.
            if (left["index.html"] != old["index.html"]) Assert.All(left, file => Assert.Equal(fresh[file.Key], file.Value));
        }
    }

    Dictionary<string, string> Written(string folder, int state, Disk disk)
    {
        GalleryEntry[] entries =
        [
            GalleryFixture.Entry("01-a", document =>
            {
                document.Add(CellKind.Markdown, $"# A{state}");
                document.Add(CellKind.Code, "x").SetOutputs([GalleryFixture.Shown("image/svg+xml", GalleryFixture.Svg(state))]);
            }),
            GalleryFixture.Entry("02-b", document => document.Add(CellKind.Markdown, $"# B{state}")),
        ];
        GalleryWriter.Write(entries, Path.Combine(_root, folder), GalleryAssets.None, null, disk);
        return Files(folder);
    }

    Dictionary<string, string> Files(string folder)
    {
        string root = Path.Combine(_root, folder);
        return Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(path => Path.GetRelativePath(root, path), File.ReadAllText);
    }
}
