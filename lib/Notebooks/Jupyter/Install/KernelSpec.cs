using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spikebook.Notebooks.Gallery;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Where a kernelspec is written.</summary>
/// <param name="Prefix">A Python installation's or environment's folder; null for the user's own data folder.</param>
/// <param name="Name">The kernel's name, by which notebooks ask for it.</param>
public sealed record KernelSpecTarget(string? Prefix = null, string Name = KernelSpec.DefaultName)
{
    /// <summary>The target in the active virtual or conda environment.</summary>
    /// <exception cref="JupyterException">No environment is active.</exception>
    public static KernelSpecTarget ActiveEnvironment(string name = KernelSpec.DefaultName)
        => new(JupyterPaths.ActiveEnvironment()
            ?? throw new JupyterException(
            "--sys-prefix: no Python environment is active (VIRTUAL_ENV and CONDA_PREFIX are not set); activate one or use --prefix FOLDER"), name);

    /// <summary>The kernelspec's folder.</summary>
    public string Folder => Path.Combine(Prefix is null ? JupyterPaths.Data() : JupyterPaths.DataUnder(Prefix), "kernels", Name);
}

/// <summary>Tells Jupyter how to start this kernel.</summary>
public static partial class KernelSpec
{
    /// <summary>The name under which the kernel is installed.</summary>
    public const string DefaultName = "spikebook";

    /// <summary>The name that portable C# notebooks ask for.</summary>
    public const string NetCSharp = ".net-csharp";

    const string Mark = "spikebook";

    [GeneratedRegex(@"^[A-Za-z0-9._-]+$", RegexOptions.None, Patterns.MostMilliseconds)]
    private static partial Regex Allowed();

    /// <summary>Writes a kernelspec, whole or not at all; one of our own is replaced, anyone else's is left as it is.</summary>
    /// <param name="target">Where.</param>
    /// <param name="program">The <c>spikebook.dll</c> to start.</param>
    /// <param name="dotnet">The <c>dotnet</c> command.</param>
    /// <param name="assets">Where plotly.js is: Jupyter servers hand out what stands beside a specification, so that figures find it
    /// there.</param>
    /// <returns>The folder written.</returns>
    /// <exception cref="JupyterException">The name is not one that Jupyter takes, another kernel has it, or the folder cannot be
    /// written.</exception>
    public static string Install(KernelSpecTarget target, string program, string dotnet = "dotnet", GalleryAssets? assets = null)
    {
        string folder = Checked(target);
        if (!File.Exists(program)) throw new JupyterException($"The program {program} does not exist; build it first (dotnet build)");
        if (target.Name == NetCSharp && FindOthers(NetCSharp) is { } other)
            throw new JupyterException(
            $"{NetCSharp} belongs to another kernel ({other}), which also runs the notebooks; it is left as it is");
        string display = target.Name == NetCSharp ? ".NET (C#)" : target.Name == DefaultName ? "C# (Spikebook)"
            : $"C# (Spikebook, {target.Name})";
        try
        {
            if (Exists(folder) && !IsOurs(folder))
                throw new JupyterException(
                $"{folder} holds another kernel's specification and is left as it is; choose another --name or remove it with jupyter kernelspec uninstall");
            string parent = Path.GetDirectoryName(folder)!, fresh = Path.Combine(parent, $".{target.Name}.{Guid.NewGuid():N}.partial"),
                old = fresh + ".old";
            Directory.CreateDirectory(fresh);
            try
            {
                File.WriteAllText(Path.Combine(fresh, "kernel.json"),
                    Json(display, Path.GetFullPath(program), dotnet, assets?.CopyPlotlyTo(fresh)));
                File.WriteAllText(Path.Combine(fresh, "kernel.js"), FrontEnd.Script);
                File.WriteAllText(Path.Combine(fresh, "logo-svg.svg"), Logo);
                if (Exists(folder)) Directory.Move(folder, old);
                Directory.Move(fresh, folder);
            }
            catch
            {
                if (!Exists(folder) && Directory.Exists(old)) Directory.Move(old, folder);
                throw;
            }
            finally
            {
                foreach (string rest in new[] { fresh, old })
                    if (Directory.Exists(rest)) Directory.Delete(rest, recursive: true);
            }
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JupyterException($"The kernelspec cannot be written to {folder}: {e.Message}", e);
        }
    }

    /// <summary>Removes a kernelspec that <see cref="Install"/> wrote.</summary>
    /// <returns>The folder removed; null where there was none.</returns>
    /// <exception cref="JupyterException">It is another kernel's, or cannot be removed.</exception>
    public static string? Uninstall(KernelSpecTarget target)
    {
        string folder = Checked(target);
        if (!Exists(folder)) return null;
        if (!IsOurs(folder)) throw new JupyterException($"{folder} holds another kernel's specification and is left as it is");
        try
        {
            // Renamed first: a specification is there or not, never in parts.
            string gone = Path.Combine(Path.GetDirectoryName(folder)!, $".{target.Name}.{Guid.NewGuid():N}.old");
            Directory.Move(folder, gone);
            Directory.Delete(gone, recursive: true);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JupyterException($"The kernelspec {folder} cannot be removed: {e.Message}", e);
        }
    }

    /// <summary>Whether Jupyter finds a kernel of this name, ours or another's.</summary>
    public static string? Find(string name)
        => JupyterPaths.AllData().Select(data => Path.Combine(data, "kernels", name))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "kernel.json")));

    /// <summary>Whether a kernelspec was written by <see cref="Install"/>.</summary>
    public static bool IsOurs(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json"))) is JsonObject spec
                && spec["metadata"] is JsonObject metadata && metadata.ContainsKey(Mark);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string? FindOthers(string name)
        => JupyterPaths.AllData().Select(data => Path.Combine(data, "kernels", name))
            .FirstOrDefault(folder => Exists(folder) && !IsOurs(folder));

    static bool Exists(string folder) => Directory.Exists(folder) || File.Exists(folder);

    static string Checked(KernelSpecTarget target)
        => Allowed().IsMatch(target.Name) && target.Name is not ("." or "..") ? target.Folder
            : throw new JupyterException($"--name {target.Name}: a kernel's name is made of letters, digits, '.', '_' and '-'");

    static string Json(string display, string program, string dotnet, string? plotly)
        => new JsonObject
        {
            ["argv"] = new JsonArray(dotnet, program, "kernel", "{connection_file}"),
            ["display_name"] = display,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject([.. SessionRuntime.Kernel.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value))]),
            ["metadata"] = new JsonObject
            {
                [Mark] = plotly is null ? new JsonObject { ["version"] = KernelInfo.Version }
                : new JsonObject { ["version"] = KernelInfo.Version, ["plotly"] = plotly }
            },
        }.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
        }) + "\n";

    const string Logo = """
        <svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64"><rect width="64" height="64" rx="10" fill="#2b3a67"/><path d="M6 44h14l4-4 6 4 6-34 6 42 5-8h11" fill="none" stroke="#f4d35e" stroke-width="4" stroke-linejoin="round" stroke-linecap="round"/></svg>

        """;
}
