using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Spikebook.Storage;

namespace Spikebook.Notebooks.Live;

/// <summary>
/// What a gallery needs to run its cells in a reader's browser: the engine, the libraries, a pack each, small data, the page's script and
/// a manifest that names them all. All addresses are relative; any web server that hands out files will do.
/// </summary>
/// <param name="Script">The page's script, relative to the gallery.</param>
/// <param name="ProgramScripts">The first script of each program, by the program's name.</param>
/// <param name="Packs">What there is to fetch.</param>
public sealed record LiveSite(string Script, IReadOnlyDictionary<string, string> ProgramScripts, IReadOnlyList<LivePack> Packs)
{
    /// <summary>The folder in a gallery.</summary>
    public const string Folder = "live";

    const long LargestDatum = 4 << 20;

    static readonly string[] EditorPackages = ["@codemirror", "@lezer", "@marijn", "crelt", "style-mod", "w3c-keyname"];

    static readonly string[] ImageSets = ["mnist-binary", "fashion-mnist-binary"];

    static readonly string[] RuntimeScripts = ["dotnet.js", "dotnet.native.js", "dotnet.runtime.js"];

    static readonly string[] PageScripts =
        ["page.js", "cells.js", "engine.js", "outputs.js", "boot.js", "missing.js", "worker.js", "page.css"];

    /// <summary>Whether the engine has been built.</summary>
    public static bool IsBuilt(string engine) => File.Exists(Path.Combine(engine, EngineFiles.Program + ".dll"))
        && File.Exists(Path.Combine(engine, "framework", "dotnet.native.wasm"));

    /// <summary>Writes the parts into a gallery; packs of another build that lie there are removed.</summary>
    /// <param name="gallery">The gallery's folder.</param>
    /// <param name="root">The house's top folder: <c>lib/*/bin</c> and <c>data</c> are laid out below <c>/house</c> in the worker.</param>
    /// <param name="engine">The engine's build, <c>lib/Live/bin</c>.</param>
    /// <param name="version">What the site is called.</param>
    /// <param name="editor">The bundle of the editor; null where it is not installed, and pages edit in plain text areas.</param>
    /// <param name="programs">Programs of pages without cells.</param>
    /// <exception cref="FileNotFoundException">The engine or a library has not been built.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static LiveSite Write(string gallery, string root, string engine, string version, string? editor = null,
        IReadOnlyList<LiveProgram>? programs = null)
    {
        programs ??= [];
        if (!IsBuilt(engine)) throw new FileNotFoundException(
            $"The engine has not been built: {engine} holds no runtime (dotnet build lib/Live).");
        string folder = Path.Combine(gallery, Folder);
        Directory.CreateDirectory(folder);
        var rooms = Rooms(root);
        var files = new EngineFiles(engine);
        var assemblies = files.Assemblies(rooms.SelectMany(room => room.Files)
            .Where(file => file.EndsWith(".dll", StringComparison.Ordinal)));

        var own = programs.ToDictionary(program => program.Name, program => files.Assemblies(program.Build, program.Name));
        // What every program starts with is fetched once for all pages.
        var common = assemblies.Where(a => own.Values.All(other => other.Contains(a))).ToList();
        List<LivePack> packs =
        [
            LivePack.Write(folder, "base",
                [.. Framework(common), new("framework/dotnet.native.wasm", files.Runtime("dotnet.native.wasm"))]),
            LivePack.Write(folder, "engine", [.. Framework(assemblies.Except(common))]),
        ];
        var later = files.Later(assemblies);
        foreach (var (name, parts) in later) packs.Add(LivePack.Write(folder, name, [.. Framework(parts)]));
        foreach (var program in programs)
            packs.Add(LivePack.Write(folder, program.Name, [.. Framework(own[program.Name].Except(common)), .. program.Files]));
        JsonObject roomPacks = [], libraries = [];
        foreach (var (name, parts) in rooms)
        {
            // A library that several rooms hold is one pack; the worker lays it out in each of their folders.
            var list = new JsonArray();
            foreach (string file in parts)
            {
                var pack = LivePack.Write(folder, Path.GetFileName(file), [new("lib/" + Path.GetFileName(file), file)]);
                if (!packs.Contains(pack)) packs.Add(pack);
                list.Add((JsonNode)pack.File);
            }
            roomPacks[name] = list;
            libraries[name] = new JsonArray([.. parts.Select(file => (JsonNode)Path.GetFileName(file))]);
        }
        foreach (var (name, content) in Data(root)) packs.Add(LivePack.Write(folder, name, content));

        string runtime = Versioned(folder, "runtime", [.. RuntimeScripts.Select(name => (name, File.ReadAllBytes(files.Runtime(name))))]);
        List<(string, byte[])> scripts = [.. PageScripts.Select(name => (name, Own(name)))];
        if (editor is not null) scripts.Add(("editor.js", File.ReadAllBytes(editor)));
        scripts.AddRange(programs.SelectMany(program => program.Scripts).Select(script => (script.Key, script.Value)));
        string page = Versioned(folder, "page", scripts);
        var manifest = new JsonObject
        {
            ["version"] = version,
            ["runtime"] = runtime + "/dotnet.js",
            ["editor"] = editor is not null,
            ["probe"] = SpeedProbe.Seconds(),
            ["rooms"] = roomPacks,
            ["libraries"] = libraries,
            ["programs"] = new JsonObject([.. own.Select(program => KeyValuePair.Create(program.Key, (JsonNode?)new JsonObject
            {
                ["assemblies"] = Names(program.Value.Select(a => a.Key).Except(EngineFiles.Core)),
            }))]),
            ["packs"] = new JsonArray([.. packs.Select(pack => (JsonNode)pack.Describe())]),
            ["core"] = Names(EngineFiles.Core),
            ["assemblies"] = Names(assemblies.Select(a => a.Key).Except(EngineFiles.Core)),
            ["references"] = Names(assemblies.Select(a => a.Key).Where(files.IsSeenByCells)),
        };
        AtomicFile.WriteText(Path.Combine(folder, "live.json"), manifest.ToJsonString());
        AtomicFile.Write(Path.Combine(gallery, "sw.js"), stream => stream.Write(Own("sw.js")));
        Licences(folder, files, editor);
        Prune(folder, [.. packs.Select(pack => pack.File), runtime, page]);
        return new LiveSite($"{Folder}/{page}/page.js",
            programs.ToDictionary(program => program.Name, program => $"{Folder}/{page}/{program.Scripts[0].Key}"), packs);
    }

    static IEnumerable<KeyValuePair<string, string>> Framework(IEnumerable<KeyValuePair<string, string>> assemblies)
        => assemblies.Select(a => KeyValuePair.Create($"framework/{a.Key}.dll", a.Value));

    static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)(name + ".dll"))]);

    /// <summary>The folders that cells can name with <c>#r "../lib/X/bin/…"</c>, with the files that belong into a page.</summary>
    static List<(string Name, List<string> Files)> Rooms(string root)
    {
        List<(string, List<string>)> rooms = [];
        foreach (string room in Directory.GetDirectories(Path.Combine(root, "lib")).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(room), bin = Path.Combine(room, "bin");
            if (name is "Cli" or "Live" or "Notebooks" or "Showcase" || !File.Exists(Path.Combine(bin, $"Spikebook.{name}.dll"))) continue;
            var libraries = Directory.GetFiles(bin, "*.dll");
            var documents = Directory.GetFiles(bin, "Spikebook.*.xml")
                .Where(file => Path.GetFileNameWithoutExtension(file) == $"Spikebook.{name}");
            rooms.Add((name, [.. libraries.Concat(documents).Order(StringComparer.Ordinal)]));
        }
        if (rooms.Count == 0) throw new FileNotFoundException(
            $"No library has been built below {Path.Combine(root, "lib")} (dotnet build).");
        return rooms;
    }

    // Each set of images is a pack of its own: few pages need one, and they are larger than all other data.
    static IEnumerable<(string Name, List<KeyValuePair<string, string>> Content)> Data(string root)
    {
        string data = Path.Combine(root, "data");
        if (!Directory.Exists(data)) return [("data", [])];
        return Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length <= LargestDatum)
            .Order(StringComparer.Ordinal)
            .Select(file => KeyValuePair.Create(
                "house/data/" + Path.GetRelativePath(data, file).Replace(Path.DirectorySeparatorChar, '/'), file))
            .GroupBy(file => ImageSets.FirstOrDefault(set => file.Key.Contains($"/{set}/", StringComparison.Ordinal)) ?? "data")
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.ToList()));
    }

    // Scripts find each other by their own names: the folder has the digest.
    static string Versioned(string folder, string name, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        string versioned = $"{name}-{LivePack.Digest(SHA256.HashData([.. files.SelectMany(file => file.Content)]))}";
        Directory.CreateDirectory(Path.Combine(folder, versioned));
        foreach (var (file, content) in files) AtomicFile.Write(Path.Combine(folder, versioned, file), stream => stream.Write(content));
        return versioned;
    }

    // What a site hands on is others' work too; each licence stands beside it.
    static void Licences(string folder, EngineFiles files, string? editor)
    {
        List<(string Name, string? Text)> licences =
        [
            ("dotnet-licence.txt", files.Licence("LICENSE.TXT")), ("dotnet-third-party.txt", files.Licence("THIRD-PARTY-NOTICES.TXT")),
            ("editor-licences.txt", editor is null ? null : EditorLicences(Path.GetDirectoryName(Path.GetDirectoryName(editor))!)),
        ];
        foreach (var (name, text) in licences)
            if (text is not null) AtomicFile.WriteText(Path.Combine(folder, name), writer => writer.Write(text));
    }

    static string EditorLicences(string modules)
        => string.Join("\n\n", EditorPackages.SelectMany(scope => Directory.Exists(Path.Combine(modules, scope))
            ? Directory.GetFiles(Path.Combine(modules, scope), "LICENSE", SearchOption.AllDirectories) : [])
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(modules, Path.GetDirectoryName(file)!)}\n\n{File.ReadAllText(file)}"));

    static byte[] Own(string name)
    {
        using var source = typeof(LiveSite).Assembly.GetManifestResourceStream($"Web/live/{name}")!;
        using var copy = new MemoryStream();
        source.CopyTo(copy);
        return copy.ToArray();
    }

    // Only what this writer names: its packs and folders of scripts, by their pattern.
    static void Prune(string folder, HashSet<string> kept)
    {
        foreach (string file in Directory.GetFiles(folder, "*.pack"))
            if (!kept.Contains(Path.GetFileName(file))) File.Delete(file);
        foreach (string scripts in Directory.GetDirectories(folder, "runtime-*").Concat(Directory.GetDirectories(folder, "page-*")))
            if (!kept.Contains(Path.GetFileName(scripts))) Directory.Delete(scripts, recursive: true);
    }
}
