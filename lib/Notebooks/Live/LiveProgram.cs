namespace Spikebook.Notebooks.Live;

/// <summary>
/// A program that a page of the site runs without cells: compiled beforehand, so that its page needs neither compiler nor session.
/// </summary>
/// <param name="Name">Simple name of its assembly.</param>
/// <param name="Build">Folder of its build, with the assemblies that it refers to.</param>
/// <param name="Files">What is laid out for it: name in the worker's file system below <c>/house</c>, and the file on this machine.</param>
/// <param name="Scripts">The scripts of its page, which lie beside <c>boot.js</c>; the first is the one that the page starts.</param>
public sealed record LiveProgram(string Name, string Build, IReadOnlyList<KeyValuePair<string, string>> Files,
    IReadOnlyList<KeyValuePair<string, byte[]>> Scripts);
