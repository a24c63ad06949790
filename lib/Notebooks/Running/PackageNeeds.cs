using System.Text.Json.Nodes;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Running;

/// <summary>
/// What a notebook declares that it needs, in its metadata: <c>"spikebook": { "needs": ["Deedle, 3.0.0", "Plotly.NET, 5.1.0"] }</c>. A
/// notebook whose packages no configured source has is not run, and that is no failure of it.
/// </summary>
static class PackageNeeds
{
    /// <summary>The packages that a notebook names, with their versions.</summary>
    public static IReadOnlyList<(string Name, string Version)> Of(NotebookDocument document)
        => document.Metadata["spikebook"]?["needs"] is not JsonArray needs ? []
            : [.. needs.Select(need => PackageRestore.Parse((string?)need ?? "")).Where(package => package.Name.Length > 0)];

    /// <summary>One line that says what cannot be had; null where all can.</summary>
    public static async Task<string?> MissingAsync(NotebookDocument document, CancellationToken cancellation)
    {
        foreach (var package in Of(document))
        {
            try
            {
                await PackageRestore.RestoreAsync([package], [], cancellation);
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                // NU1101: no source has the package; NU1102, NU1103: none has the version.
                bool nowhere = e.Message.Contains("NU110", StringComparison.Ordinal);
                return $"not run, needs {package.Name}, which "
                    + (nowhere ? "no configured source has" : $"cannot be restored: {e.Message.ReplaceLineEndings(" ")}");
            }
        }
        return null;
    }
}
