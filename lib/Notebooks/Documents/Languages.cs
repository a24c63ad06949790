namespace Spikebook.Notebooks.Documents;

/// <summary>One name for each language, whatever a front end calls it.</summary>
static class Languages
{
    public static string? Canonical(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" => null,
        "c#" or "cs" or "csharp" or ".net-csharp" or "dotnet-interactive.csharp" or "polyglot-notebook.csharp" => "csharp",
        "f#" or "fs" or "fsharp" or ".net-fsharp" or "dotnet-interactive.fsharp" or "polyglot-notebook.fsharp" => "fsharp",
        "powershell" or "pwsh" or ".net-pwsh" or ".net-powershell" or "dotnet-interactive.pwsh" or "polyglot-notebook.pwsh" => "pwsh",
        "js" or "javascript" => "javascript",
        "py" or "python" or "python3" or "ipython" => "python",
        string other => other,
    };
}
