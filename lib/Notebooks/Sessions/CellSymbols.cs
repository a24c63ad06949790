using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.CompilerServices;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// File and line of a frame. Where the runtime reads no symbols, as WebAssembly's does not, cells' own ones are read here. It tells no
/// place within a method either, so that statements say where they are (<see cref="CellProbe.Here"/>): the line is known in the method
/// that holds the last of them, and unknown elsewhere.
/// </summary>
static class CellSymbols
{
    static readonly ConditionalWeakTable<Assembly, MetadataReaderProvider> Kept = [];

    /// <summary>Keeps the portable symbols of a cell, as long as its assembly lives.</summary>
    public static void Keep(Assembly cell, byte[] symbols)
        => Kept.Add(cell, MetadataReaderProvider.FromPortablePdbImage([.. symbols]));

    /// <summary>Where a frame stands; no file and line 0 where nothing is known.</summary>
    public static (string? File, int Line) Of(StackFrame frame)
    {
        if (frame.GetFileName() is { } file) return (file, frame.GetFileLineNumber());
        return frame.GetMethod() is { } method && Kept.TryGetValue(method.Module.Assembly, out var symbols)
            ? Of(symbols.GetMetadataReader(), method.MetadataToken) : (null, 0);
    }

    static (string? File, int Line) Of(MetadataReader symbols, int token)
    {
        string? file = null;
        foreach (var point in symbols.GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(token & 0xFFFFFF)).GetSequencePoints())
        {
            if (point.IsHidden) continue;
            file = symbols.GetString(symbols.GetDocument(point.Document).Name);
            if (point.StartLine == CellProbe.Here) return (file, point.StartLine);
        }
        return (file, 0);
    }
}
