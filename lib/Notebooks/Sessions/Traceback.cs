using System.Diagnostics;
using System.Reflection;

namespace Spikebook.Notebooks.Sessions;

/// <summary>Tells where in which cell an exception arose: cells' and libraries' frames, none of the host's.</summary>
static class Traceback
{
    const int ShownFrames = 30;

    public static CellError Describe(Exception exception, string cellName, Func<string, string?> codeOf)
    {
        while (exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } && exception.InnerException is { } inner)
            exception = inner;
        var lines = new List<string>();
        int errorLine = 0;
        for (Exception? at = exception; at is not null; at = at.InnerException)
        {
            lines.Add(at == exception ? $"{Name(at)}: {at.Message}" : $"caused by {Name(at)}: {at.Message}");
            var frames = new StackTrace(at, fNeedFileInfo: true).GetFrames();
            int last = Array.FindLastIndex(frames, f => CellOf(f) is not null);
            int shown = 0;
            for (int i = 0; i <= last && shown < ShownFrames; i++)
            {
                var frame = frames[i];
                string? place = Place(frame);
                if (place is null) continue;
                shown++;
                lines.Add("  at " + place);
                if (CellOf(frame) is not { } cell) continue;
                int line = frame.GetFileLineNumber();
                if (at == exception && errorLine == 0 && cell == cellName) errorLine = line;
                if (codeOf(cell) is { } code && CodeLine(code, line) is { } text) lines.Add("      " + text.Trim());
            }
        }
        return new CellError(Name(exception), exception.Message.ReplaceLineEndings(" "), errorLine, 0, lines);
    }

    static string Name(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    /// <summary>The cell that a frame belongs to: its symbols carry the cell's name as a file of the session's folder.</summary>
    static string? CellOf(StackFrame frame)
        => frame.GetFileName() is { } file && frame.GetMethod()?.Module.Assembly is { } assembly && SubmissionCompiler.IsCell(assembly) ? Path.GetFileName(file) : null;

    static string? Place(StackFrame frame)
    {
        var method = frame.GetMethod();
        if (method is null) return null;
        if (CellOf(frame) is { } cell)
            return IsBody(method) ? $"{cell}, line {frame.GetFileLineNumber()}"
                : $"{Readable(method)}, {cell}, line {frame.GetFileLineNumber()}";
        string space = method.DeclaringType?.Namespace ?? "";
        return space.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal) || space.StartsWith("System.Runtime.ExceptionServices", StringComparison.Ordinal)
            ? null : Readable(method);
    }

    /// <summary>The method that holds a cell's top-level statements.</summary>
    static bool IsBody(MethodBase method) => method.DeclaringType is { } type && (type.Name.Contains("<<Initialize>>", StringComparison.Ordinal) || method.Name == "<Factory>");

    static string Readable(MethodBase method)
    {
        string name = method.Name, type = method.DeclaringType?.FullName ?? "";
        // Lambdas, local functions and async methods are named after the method they stand in: <Outer>b__0, <Outer>g__Local|1, <Outer>d__2.
        if (name == "MoveNext" && method.DeclaringType is { } machine && machine.Name.StartsWith('<'))
            (type, name) = (machine.DeclaringType?.FullName ?? "", machine.Name[1..machine.Name.IndexOf('>')]);
        else if (name.StartsWith('<'))
        {
            name = name.Replace("<<Initialize>>", "<cell>", StringComparison.Ordinal);
            int close = name.IndexOf('>');
            int local = name.IndexOf("g__", close, StringComparison.Ordinal), bar = name.IndexOf('|');
            name = local > 0 && bar > local ? name[(local + 3)..bar] : "lambda in " + name[1..close];
        }
        type = type.Split('+').FirstOrDefault(part => !part.StartsWith('<') && part != SubmissionCompiler.ScriptClass) ?? "";
        return type.Length > 0 ? $"{type}.{name}" : name;
    }

    static string? CodeLine(string code, int line)
    {
        string[] lines = code.Split('\n');
        return line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }
}
