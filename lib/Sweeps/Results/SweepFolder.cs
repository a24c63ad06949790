using System.Text.Json.Nodes;
using Spikebook.Storage;

namespace Spikebook.Sweeps;

/// <summary>
/// The folder of a sweep: <c>study.json</c> (what is computed, by which version, from which seed), <c>results/</c> (a file a worker),
/// <c>parts/</c> (locks) and, when collected, <c>collected.jsonl</c> and <c>collected.csv</c>.
/// </summary>
sealed class SweepFolder
{
    readonly StudyIdentity _identity;

    SweepFolder(string path, StudyIdentity identity) => (Path, _identity) = (path, identity);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Where workers write.</summary>
    public string Results => System.IO.Path.Combine(Path, "results");

    /// <summary>Opens or makes the folder of a study.</summary>
    /// <exception cref="SweepException">It holds results of another study, version or seed.</exception>
    public static SweepFolder Open(string path, StudyIdentity identity)
    {
        string full = System.IO.Path.GetFullPath(path), file = System.IO.Path.Combine(full, "study.json");
        if (File.Exists(file))
        {
            var there = StudyIdentity.Read(file);
            if (there.Name != identity.Name)
                throw new SweepException($"{path} holds the sweep \"{there.Name}\", not \"{identity.Name}\"; name another folder");
            if (there.Seed != identity.Seed)
                throw new SweepException(
                $"{path} holds results from seed {there.Seed}, not {identity.Seed}; name another folder or use that seed");
            if (there.Version != identity.Version)
                throw new SweepException(
                    $"{path} holds results of code version {there.Version}, but the code is now {identity.Version}; name another folder, or delete this one to compute anew");
        }
        else
        {
            using var first = FileLock.Take(System.IO.Path.Combine(full, ".making"), TimeSpan.FromSeconds(30));
            if (!File.Exists(file)) AtomicFile.WriteText(file, identity.ToJson());
        }
        return new SweepFolder(full, identity);
    }

    /// <summary>The lock of one part; two programs never compute the same part at a time.</summary>
    /// <exception cref="SweepException">Another program holds it, or parts of another division are at work.</exception>
    public FileLock TakePart(SweepPart part)
    {
        string folder = System.IO.Path.Combine(Path, "parts");
        Directory.CreateDirectory(folder);
        foreach (string other in Directory.EnumerateFiles(folder, "*.lock"))
        {
            if (SweepPart.TryParse(System.IO.Path.GetFileNameWithoutExtension(other)
                .Replace("-of-", "/", StringComparison.Ordinal)) is not { } theirs
                || theirs.Count == part.Count) continue;
            using var held = FileLock.TryTake(other);
            if (held is null) throw new SweepException(
                $"{Path} is at work in {theirs.Count} parts; wait until they end, or run part i/{theirs.Count}");
        }
        return FileLock.TryTake(System.IO.Path.Combine(folder, part.FileName + ".lock"))
            ?? throw new SweepException($"part {part} of {Path} is at work in another program; wait until it ends");
    }

    /// <summary>All results so far by their keys; a line that a kill cut short is passed over.</summary>
    /// <exception cref="SweepException">A file is damaged, or a point was computed twice with different results.</exception>
    public Dictionary<string, ResultLine> ReadAll()
    {
        var all = new Dictionary<string, ResultLine>(StringComparer.Ordinal);
        if (!Directory.Exists(Results)) return all;
        foreach (string file in Directory.EnumerateFiles(Results, "*.jsonl").Order(StringComparer.Ordinal))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(stream);
            string text = reader.ReadToEnd();
            string[] lines = text.Split('\n');
            for (int i = 0; i < lines.Length - 1; i++) // what follows the last line feed was cut short
            {
                var line = ResultLine.Parse(lines[i])
                    ?? throw new SweepException($"{file}, line {i + 1} is no result; remove the line to compute its point anew");
                if (!all.TryAdd(line.Key, line)) all[line.Key] = Same(all[line.Key], line, file);
            }
        }
        return all;
    }

    // A point that failed and was computed anew counts by its result.
    static ResultLine Same(ResultLine one, ResultLine other, string file)
    {
        if (one.Error is not null) return other;
        if (other.Error is not null || one.Collected() == other.Collected()) return one;
        throw new SweepException(
            $"{file}: the point {one.Point?.ToJsonString()} was computed twice with different results; the computation is not reproducible");
    }

    /// <summary>Writes the collected results, in the order of the points.</summary>
    public void WriteCollected(IEnumerable<ResultLine> lines)
    {
        var all = lines.ToList();
        AtomicFile.WriteText(System.IO.Path.Combine(Path, "collected.jsonl"), writer =>
        {
            foreach (var line in all) writer.Write(line.Collected() + "\n");
        });
        AtomicFile.WriteText(System.IO.Path.Combine(Path, "collected.csv"), writer => SweepCsv.Write(writer, all));
        AtomicFile.WriteText(System.IO.Path.Combine(Path, "provenance.json"), new JsonObject
        {
            ["study"] = _identity.Name,
            ["version"] = _identity.Version,
            ["seed"] = _identity.Seed,
            ["points"] = all.Count,
            ["failed"] = all.Count(line => line.Error is not null),
            ["computingSeconds"] = Math.Round(all.Sum(line => line.Seconds), 3),
        }.ToJsonString(new() { WriteIndented = true }) + "\n");
    }
}
