using System.Runtime.InteropServices.JavaScript;
using Spikebook.Notebooks.Live;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Live;

/// <summary>What a worker can ask of the engine. The worker lays out files and references first, then opens the session.</summary>
static partial class Engine
{
    static readonly BrowserPlatform Platform = new();
    static LiveSession? _session;

    /// <summary>Hands a message to the page.</summary>
    [JSImport("send", "spikebook")]
    internal static partial void Send(string message);

    /// <summary>Lays a file out in the worker's own file system.</summary>
    [JSExport]
    internal static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>Shows the compiler an assembly of the framework, or one that cells share with the engine.</summary>
    [JSExport]
    internal static void Reference(string name, byte[] image) => Platform.Add(name, image);

    /// <summary>Adds an assembly that was fetched after the start.</summary>
    [JSExport]
    internal static void Add(string name, byte[] image) => Platform.Keep(name, image);

    /// <summary>Opens the session, in the notebook's folder.</summary>
    [JSExport]
    internal static void Open(string folder)
    {
        SessionPlatform.Use(Platform);
        Directory.CreateDirectory(folder);
        Directory.SetCurrentDirectory(folder);
        _session = new LiveSession(new SessionOptions { BaseDirectory = folder }, Send);
    }

    [JSExport]
    internal static Task<string> Run(string cell, string code, string name) => Session.RunAsync(cell, code, name);

    [JSExport]
    internal static Task<string> Move(string panel, string values, string faces) => Session.MoveAsync(panel, values, faces);

    [JSExport]
    internal static string Complete(string code, int position) => Session.Complete(code, position);

    [JSExport]
    internal static string Inspect(string code, int position) => Session.Inspect(code, position);

    [JSExport]
    internal static string Diagnose(string code) => Session.Diagnose(code);

    /// <summary>Markdown or LaTeX as the gallery's pages write it; the pack <c>prose</c> has been added before.</summary>
    [JSExport]
    internal static string Prose(string text, bool isLatex) => LiveProse.ToHtml(text, isLatex);

    /// <summary>Asks the running cell to stop; one that never waits does not hear of it.</summary>
    [JSExport]
    internal static void Cancel() => Session.Cancel();

    /// <summary>How fast this browser is, beside the desktop that wrote the site.</summary>
    [JSExport]
    internal static double Probe() => SpeedProbe.Seconds();

    static LiveSession Session => _session ?? throw new InvalidOperationException("The session is not open yet.");
}
