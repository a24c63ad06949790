using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spikebook.Data;

namespace Spikebook.Exchange;

/// <summary>
/// Reads NIR files of other tools. They may use the whole of HDF5's history, compression, heaps and trees among it, so that the HDF5
/// library itself reads them: python3 with h5py and numpy rewrites the file as a NumPy archive, which is read here. Only an import needs
/// them; what is written needs nothing.
/// </summary>
public static class NirFile
{
    static readonly string[] Programs = ["/usr/bin/python3", "python3"];

    /// <summary>Reads a graph without graphs in it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ExchangeException">
    /// It is not there or no NIR graph, or python3 with h5py and numpy is not; the message is one line.
    /// </exception>
    public static NirGraph Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path)) throw new ExchangeException($"there is no file {path}");
        var folder = Directory.CreateTempSubdirectory("spikebook-nir-");
        try
        {
            string archive = Path.Combine(folder.FullName, "graph.npz");
            Convert(path, folder.FullName, archive);
            using NpzReader reader = new(archive);
            return Graph(reader);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Convert(string path, string folder, string archive)
    {
        string script = Path.Combine(folder, "nir2npz.py");
        using (var stream = typeof(NirFile).Assembly.GetManifestResourceStream("nir2npz.py")!)
        using (var file = File.Create(script))
            stream.CopyTo(file);
        foreach (string program in Programs)
        {
            ProcessStartInfo start = new(program, [script, path, archive]) { RedirectStandardError = true, RedirectStandardOutput = true };
            try
            {
                using var process = Process.Start(start)!;
                process.OutputDataReceived += static (_, _) => { };
                process.BeginOutputReadLine();
                string errors = process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0) return;
                string why = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim() ?? "it fails";
                throw new ExchangeException(why.Contains("ModuleNotFoundError", StringComparison.Ordinal)
                    ? $"{path} is read through h5py and numpy: {why}; Debian: apt install python3-h5py python3-numpy" : $"{path}: {why}");
            }
            catch (Win32Exception)
            {
                // The next one.
            }
        }
        throw new ExchangeException($"{path} is read through python3 with h5py and numpy, and there is no python3 on the path");
    }

    static NirGraph Graph(NpzReader reader)
    {
        using var json = JsonDocument.Parse(reader.ReadFile("graph.json"));
        var root = json.RootElement;
        var nodes = root.GetProperty("nodes").EnumerateArray().Select(node => KeyValuePair.Create(node.GetProperty("name").GetString()!,
            new NirNode(node.GetProperty("type").GetString()!, [.. node.GetProperty("parameters").EnumerateObject()
                .Select(parameter => KeyValuePair.Create(parameter.Name, Dataset(reader.Read<double>(parameter.Value.GetString()!))))])));
        return new NirGraph([.. nodes], [.. root.GetProperty("edges").EnumerateArray()
            .Select(edge => (edge[0].GetString()!, edge[1].GetString()!))]);
    }

    static Hdf5Dataset Dataset(NpzArray<double> array) => Hdf5Dataset.Of(array.Values, array.Shape);

    /// <summary>The numbers of a parameter, as <see cref="Read"/> gives them.</summary>
    /// <exception cref="ExchangeException">The node has no such parameter.</exception>
    public static ReadOnlySpan<double> Numbers(this NirNode node, string name)
    {
        ArgumentNullException.ThrowIfNull(node);
        foreach (var (key, dataset) in node.Parameters)
            if (key == name && dataset.Type == Hdf5Type.Float64) return MemoryMarshal.Cast<byte, double>(dataset.Data);
        throw new ExchangeException($"a node of type {node.Type} has no numbers {name}; it has "
            + string.Join(", ", node.Parameters.Select(parameter => parameter.Key)));
    }
}
