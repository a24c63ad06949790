// F# beside C#: FSharp.Compiler.Service's interactive session. Compiled when a cell first says #!fsharp, against the package restored then.
using System.IO;
using System.Reflection;
using System.Threading;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.EditorServices;
using FSharp.Compiler.Interactive;
using Microsoft.FSharp.Control;
using Microsoft.FSharp.Core;
using Spikebook.Notebooks.Languages;

sealed class FSharpBridge : ILanguageBridge
{
    readonly Shell.FsiEvaluationSession _session;
    readonly string _folder;

    public FSharpBridge(string folder)
    {
        _folder = folder;
        _session = Shell.FsiEvaluationSession.Create(Shell.FsiEvaluationSession.GetDefaultConfiguration(),
            ["fsi", "--noninteractive", "--nologo", "--gui-", "--readline-", "--quiet", "--multiemit-", "--usesdkrefs-"],
            TextReader.Null, TextWriter.Null, TextWriter.Null, FSharpOption<bool>.Some(false), null);
    }

    public BridgeResult Run(string code, string cellName, CancellationToken cancellation)
    {
        string file = Path.Combine(_folder, cellName.Replace(' ', '-') + ".fsx");
        var (outcome, diagnostics) = _session.EvalInteractionNonThrowing(code, file, FSharpOption<CancellationToken>.Some(cancellation));
        var remarks = diagnostics.Select(d => new BridgeRemark(d.StartLine, d.StartColumn + 1, $"FS{d.ErrorNumber:0000}",
            d.Message.ReplaceLineEndings(" "), d.Severity.IsError)).ToList();
        if (outcome is FSharpChoice<FSharpOption<Shell.FsiValue>, Exception>.Choice2Of2 failed)
        {
            var thrown = remarks.Any(remark => remark.IsError) ? null : failed.Item;
            while (thrown is TargetInvocationException { InnerException: { } inner }) thrown = inner;
            return new BridgeResult(false, null, thrown, remarks);
        }
        var value = ((FSharpChoice<FSharpOption<Shell.FsiValue>, Exception>.Choice1Of2)outcome).Item?.Value;
        bool shown = value is not null && value.ReflectionType != typeof(Unit);
        return new BridgeResult(shown, shown ? value!.ReflectionValue : null, null, remarks);
    }

    public IReadOnlyList<KeyValuePair<string, object>> Variables
        => [.. _session.GetBoundValues().Where(bound => bound.Name != "it")
            .Select(bound => KeyValuePair.Create(bound.Name, bound.Value.ReflectionValue))];

    public void Bind(string name, object value) => _session.AddBoundValue(name, value);

    public IReadOnlyList<string> Complete(string code, int line, int column)
    {
        var (parsed, found, _) = _session.ParseAndCheckInteraction(code, null);
        string text = code.Split('\n')[line - 1].TrimEnd('\r');
        var name = FSharp.Compiler.EditorServices.QuickParse.GetPartialLongNameEx(text, column - 1);
        var list = found.GetDeclarationListInfo(FSharpOption<FSharp.Compiler.CodeAnalysis.FSharpParseFileResults>.Some(parsed), line, text,
            name, null, null, null);
        return [.. list.Items.Select(item => item.NameInList)];
    }

    public void Dispose() => ((IDisposable)_session).Dispose();
}

new Func<string, ILanguageBridge>(folder => new FSharpBridge(folder))
