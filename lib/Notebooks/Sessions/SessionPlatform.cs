using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// What a session needs of the platform that it runs on: what the framework offers to the compiler, how a library is loaded, and how
/// a cell is run. A machine has files and threads (<see cref="MachinePlatform"/>); a browser has images that were fetched, and one thread.
/// </summary>
public abstract class SessionPlatform
{
    static SessionPlatform? _current;

    /// <summary>The platform of this process: a machine unless another was put in place before the first session.</summary>
    public static SessionPlatform Current => _current ??= new MachinePlatform();

    /// <summary>Puts a platform in place, before the first session starts.</summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public static void Use(SessionPlatform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        if (_current is not null) throw new InvalidOperationException("The platform is in use already; name it before the first session.");
        _current = platform;
    }

    /// <summary>The framework as the compiler sees it, and what cells see of the host itself.</summary>
    public abstract IReadOnlyList<MetadataReference> Framework { get; }

    /// <summary>Whether a simple name is an assembly of the framework, which is never taken from elsewhere.</summary>
    public abstract bool IsFramework(string name);

    /// <summary>Whether there is a console to read from.</summary>
    public virtual bool HasInput => true;

    /// <summary>Whether packages can be restored, and so languages be had that come as packages.</summary>
    public virtual bool HasPackages => true;

    /// <summary>Whether the runtime itself reads symbols, so that frames of exceptions know their lines.</summary>
    public virtual bool ReadsSymbols => true;

    /// <summary>The folder of the framework's documentation files; null where there is none.</summary>
    public virtual string? Documentation => null;

    /// <summary>Loads a library that a cell needs; null to load a private copy of the file.</summary>
    /// <param name="context">Where it is loaded into.</param>
    /// <param name="path">The library's file.</param>
    public virtual Assembly? Load(AssemblyLoadContext context, string path) => null;

    /// <summary>Runs a cell's work; the task ends with it.</summary>
    public abstract Task Run(Func<Task> work);
}
