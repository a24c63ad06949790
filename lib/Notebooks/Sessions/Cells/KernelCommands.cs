using Microsoft.AspNetCore.Html;

namespace Spikebook.Notebooks.Sessions.Cells;

/// <summary>
/// Members of .NET Interactive's <c>Kernel</c> and <c>KernelInvocationContext</c> that notebooks use, under the same names. There is no
/// tree of kernels here: a member that would need one does not compile, and its message names the way.
/// </summary>
public static class Kernel
{
    const string NoKernels = "there is no tree of kernels here: languages are chosen by #!csharp, #!fsharp and #!sql, values cross "
        + "by #!share, and a package's formatters register by themselves";

    /// <summary>Not here.</summary>
    [Obsolete(NoKernels, error: true)]
    public static object Root => throw new NotSupportedException(NoKernels);

    /// <summary>Not here.</summary>
    [Obsolete(NoKernels, error: true)]
    public static object Current => throw new NotSupportedException(NoKernels);

    /// <summary>Shows a value now.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => CellCommands.display(value, mimeTypes);

    /// <summary>HTML to be shown as it is.</summary>
    public static IHtmlContent HTML(string content) => CellCommands.HTML(content);

    /// <summary>Runs a script in the front end.</summary>
    public static void Javascript(string scriptContent)
        => $"<script type=\"text/javascript\">{scriptContent}</script>".DisplayAs("text/html");

    /// <summary>Adds a style to the front end.</summary>
    public static void CSS(string content) => $"<style>{content}</style>".DisplayAs("text/html");

    /// <summary>Asks the reader for a line.</summary>
    public static Task<string> GetInputAsync(string prompt = "")
    {
        Console.Write(prompt);
        return Task.FromResult(Console.ReadLine() ?? "");
    }
}

/// <summary>The running cell, as .NET Interactive's code sees it.</summary>
public sealed class KernelInvocationContext
{
    KernelInvocationContext() { }

    /// <summary>The running cell.</summary>
    public static KernelInvocationContext Current { get; } = new();

    /// <summary>Cancelled when the cell is to stop.</summary>
    public CancellationToken CancellationToken => CellCommands.CellToken;

    /// <summary>Shows a value now.</summary>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => CellCommands.display(value, mimeTypes);

    /// <summary>Shows text as a given mime type.</summary>
    public DisplayedValue DisplayAs(string value, string mimeType) => value.DisplayAs(mimeType);
}
