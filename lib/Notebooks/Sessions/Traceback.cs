using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikebook.Notebooks.Sessions;

/// <summary>Tells where in which cell an exception arose: cells' and libraries' frames, none of the host's.</summary>
static class Traceback
{
    const int ShownFrames = 30;

    /// <summary>Describes an exception of a cell.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cellName">What the cell is called.</param>
    /// <param name="statementLine">Line of the top-level statement that the cell was at; 0 where it is not known.</param>
    /// <param name="codeOf">The source of a cell by its name, or null.</param>
    public static CellError Describe(Exception exception, string cellName, int statementLine, Func<string, string?> codeOf)
    {
        var thrown = exception;
        while (exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } && exception.InnerException is { } inner)
            exception = inner;
        // The frames tell the line within a statement, but optimised code keeps them only roughly; the statement itself is known.
        int errorLine = LineIn(exception, cellName) is > 0 and var own ? own : LineIn(thrown, cellName);
        if (statementLine > 0 && !InStatement(codeOf(cellName), statementLine, errorLine)) errorLine = statementLine;
        var lines = new List<string>();
        for (Exception? at = exception; at is not null; at = at.InnerException)
        {
            lines.Add(at == exception ? $"{Name(at)}: {at.Message}" : $"caused by {Name(at)}: {at.Message}");
            var frames = new StackTrace(at, fNeedFileInfo: true).GetFrames();
            int last = Array.FindLastIndex(frames, f => CellOf(f) is not null);
            int shown = 0;
            for (int i = 0; i <= last; i++)
            {
                var frame = frames[i];
                // Of a deep call the innermost frames are shown, and in any case those of cells' top-level statements.
                bool isBody = CellOf(frame) is not null && frame.GetMethod() is { } m && IsBody(m);
                if (shown >= ShownFrames && !isBody || Place(frame) is not { } place) continue;
                if (shown++ == ShownFrames) lines.Add("  …");
                int line = frame.GetFileLineNumber();
                if (isBody && CellOf(frame) == cellName && at == exception && errorLine > 0) (line, place) = (errorLine, $"{cellName}, line {errorLine}");
                lines.Add("  at " + place);
                if (CellOf(frame) is { } cell && codeOf(cell) is { } code && CodeLine(code, line) is { } text) lines.Add("      " + text.Trim());
            }
        }
        if (errorLine > 0 && !lines.Any(l => l.Contains($"{cellName}, line", StringComparison.Ordinal)))
        {
            lines.Add($"  at {cellName}, line {errorLine}");
            if (codeOf(cellName) is { } code && CodeLine(code, errorLine) is { } text) lines.Add("      " + text.Trim());
        }
        return new CellError(Name(exception), exception.Message.ReplaceLineEndings(" "), errorLine, 0, lines);
    }

    /// <summary>The innermost line of a cell that an exception, or one that caused it, has passed; 0 where there is none.</summary>
    static int LineIn(Exception exception, string cellName)
    {
        for (Exception? at = exception; at is not null; at = at.InnerException)
            foreach (var frame in new StackTrace(at, fNeedFileInfo: true).GetFrames())
                if (CellOf(frame) == cellName && frame.GetFileLineNumber() is > 0 and var line) return line;
        return 0;
    }

    /// <summary>Whether a line belongs to the top-level statement that begins on another, or to a method or type of the cell.</summary>
    static bool InStatement(string? code, int statementLine, int line)
    {
        if (line <= 0) return false;
        if (code is null) return true;
        var root = (CompilationUnitSyntax)SubmissionCompiler.Parse(code, "").GetRoot();
        foreach (var member in root.Members)
        {
            var span = member.GetLocation().GetLineSpan();
            int first = span.StartLinePosition.Line + 1, last = span.EndLinePosition.Line + 1;
            if (line < first || line > last) continue;
            if (first == statementLine || member is not (GlobalStatementSyntax { Statement: not LocalFunctionStatementSyntax } or FieldDeclarationSyntax)) return true;
        }
        return false;
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
