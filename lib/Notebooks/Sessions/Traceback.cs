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
        while (exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 }
            && exception.InnerException is { } inner)
            exception = inner;
        string? source = codeOf(cellName);
        int errorLine = LineIn(exception) is > 0 and var own ? own : LineIn(thrown) is > 0 and var outer ? outer : statementLine;
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
                int line = LineOf(frame);
                if (isBody) place = $"{CellOf(frame)}, line {line}";
                lines.Add("  at " + place);
                if (CellOf(frame) is { } cell && codeOf(cell) is { } code
                    && CodeLine(code, line) is { } text) lines.Add("      " + text.Trim());
            }
        }
        if (errorLine > 0 && !lines.Any(l => l.Contains($"{cellName}, line", StringComparison.Ordinal)))
        {
            lines.Add($"  at {cellName}, line {errorLine}");
            if (source is not null && CodeLine(source, errorLine) is { } text) lines.Add("      " + text.Trim());
        }
        return new CellError(Name(exception), exception.Message.ReplaceLineEndings(" "), errorLine, 0, lines);

        // The innermost line of the cell that an exception, or one that caused it, has passed; 0 where there is none.
        int LineIn(Exception from)
        {
            for (Exception? at = from; at is not null; at = at.InnerException)
                foreach (var frame in new StackTrace(at, fNeedFileInfo: true).GetFrames())
                    if (CellOf(frame) == cellName && LineOf(frame) is > 0 and var line) return line;
            return 0;
        }

        // Optimised code keeps lines only roughly; which top-level statement the cell was at is known.
        int LineOf(StackFrame frame)
        {
            int line = CellSymbols.Of(frame).Line;
            bool isRough = statementLine > 0 && CellOf(frame) == cellName && frame.GetMethod() is { } method && IsBody(method);
            return isRough && !IsWithin(source, statementLine, line) ? statementLine : line;
        }
    }

    /// <summary>Whether a line belongs to the top-level statement that begins on another.</summary>
    static bool IsWithin(string? code, int statementLine, int line)
        => code is not null && ((CompilationUnitSyntax)SubmissionCompiler.Parse(code, "").GetRoot()).Members
            .Select(member => member.GetLocation().GetLineSpan())
            .Any(span => span.StartLinePosition.Line + 1 == statementLine && line >= statementLine
            && line <= span.EndLinePosition.Line + 1);

    static string Name(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    /// <summary>The cell that a frame belongs to: its symbols carry the cell's name as a file of the session's folder.</summary>
    static string? CellOf(StackFrame frame)
        => CellSymbols.Of(frame).File is { } file && frame.GetMethod()?.Module.Assembly is { } assembly && SubmissionCompiler.IsCell(assembly)
            ? Path.GetFileName(file) : null;

    static string? Place(StackFrame frame)
    {
        var method = frame.GetMethod();
        if (method is null) return null;
        if (CellOf(frame) is { } cell)
        {
            string line = CellSymbols.Of(frame).Line is > 0 and var known ? $", line {known}" : "";
            return IsBody(method) ? cell + line : $"{Readable(method)}, {cell}{line}";
        }
        string space = method.DeclaringType?.Namespace ?? "";
        return space.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal)
            || space.StartsWith("System.Runtime.ExceptionServices", StringComparison.Ordinal)
            ? null : Readable(method);
    }

    /// <summary>The method that holds a cell's top-level statements.</summary>
    static bool IsBody(MethodBase method)
        => method.DeclaringType is { } type
        && (type.Name.Contains("<<Initialize>>", StringComparison.Ordinal) || method.Name == "<Factory>");

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
