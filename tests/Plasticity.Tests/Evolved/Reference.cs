using System.Text.Json;

namespace Spikebook.Plasticity.Tests.Evolved;

/// <summary>Reads what data/reference holds.</summary>
static class Reference
{
    public static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), file))).RootElement;

    static string Folder()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "data", "reference") is var found && Directory.Exists(found)) return found;
        throw new DirectoryNotFoundException($"no data/reference above {AppContext.BaseDirectory}");
    }
}
