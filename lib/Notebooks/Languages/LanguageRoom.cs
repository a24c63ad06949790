using System.Runtime.ExceptionServices;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Languages;

/// <summary>What languages need of the session that they stand in.</summary>
/// <param name="Context">Where assemblies are loaded.</param>
/// <param name="Folder">The notebook's folder.</param>
/// <param name="Package">Restores a package and makes it known to the session.</param>
/// <param name="Variables">The variables of C# cells.</param>
/// <param name="CSharp">Runs C# code in the session.</param>
sealed record SessionSeam(SessionLoadContext Context, string Folder, Func<string, CancellationToken, Task> Package,
    Func<IReadOnlyList<KeyValuePair<string, object?>>> Variables, Func<string, string, CancellationToken, Task> CSharp);

/// <summary>The languages beside C# in a session, each started when a cell first asks for it.</summary>
sealed class LanguageRoom(SessionSeam seam) : IDisposable
{
    // Versions that the tests hold; F# asks for .NET's own core library of the same release.
    const string FSharpPackage = "FSharp.Compiler.Service, 43.13.404", SqlPackage = "Microsoft.Data.Sqlite, 10.0.0";

    readonly Dictionary<string, ILanguageBridge> _bridges = new(StringComparer.Ordinal);
    readonly Dictionary<string, object?> _named = new(StringComparer.Ordinal); // of #!value, and rows that #!sql --name kept

    /// <summary>Runs a piece of a cell that is in another language.</summary>
    /// <exception cref="SubmissionException">It does not compile, or the language cannot be had.</exception>
    public async Task Run(Segment segment, string cellName, CancellationToken cancellation)
    {
        var bridge = await Started(segment.Language, segment.Line, cellName, cancellation);
        var result = bridge.Run(segment.Text, cellName, cancellation);
        string[] lines = segment.Text.Split('\n');
        foreach (var warning in result.Remarks.Where(remark => !remark.IsError))
            Console.Error.WriteLine($"{cellName}, line {warning.Line}: warning {warning.Code}: {warning.Message}");
        var errors = result.Remarks.Where(remark => remark.IsError).ToList();
        if (errors.Count > 0) throw new SubmissionException(new CellError("CompilationError", $"{errors[0].Code}: {errors[0].Message}",
            errors[0].Line, errors[0].Column, [.. errors.SelectMany(error => Pointed(error, lines, cellName))]));
        if (result.Thrown is { } thrown) ExceptionDispatchInfo.Throw(thrown);
        if (!result.HasValue) return;
        if (segment.Language == "sql" && new MagicLine(segment.Argument)["--name"] is { } name) _named[name] = result.Value;
        CellScope.Current?.Result(ValueFormatter.Format(result.Value, []));
    }

    static IEnumerable<string> Pointed(BridgeRemark remark, string[] lines, string cellName)
    {
        yield return $"{cellName}, line {remark.Line}, column {remark.Column}: error {remark.Code}: {remark.Message}";
        if (remark.Line > lines.Length) yield break;
        yield return "    " + lines[remark.Line - 1].Replace('\t', ' ');
        yield return "    " + new string(' ', remark.Column - 1) + "^";
    }

    /// <summary>Keeps a text under a name (<c>#!value --name x</c>).</summary>
    public void Keep(string name, string text) => _named[name] = text;

    /// <summary>The variables of a language.</summary>
    /// <exception cref="ArgumentException">There is no such language here.</exception>
    public IReadOnlyList<KeyValuePair<string, object?>> VariablesOf(string language) => language switch
    {
        "csharp" => seam.Variables(),
        "value" or "sql" => [.. _named],
        "fsharp" => _bridges.TryGetValue(language, out var bridge) ? bridge.Variables : [],
        _ => throw new ArgumentException($"{language} holds no variables; use csharp, fsharp, sql or value"),
    };

    /// <summary>Puts a value of one language into another.</summary>
    /// <exception cref="ArgumentException">There is no such value, or it cannot cross.</exception>
    public async Task Share(string from, string name, string to, string wanted, bool asJson, string cellName, int line,
        CancellationToken cancellation)
    {
        string source = CellSource.LanguageOf(from)
            ?? throw new ArgumentException($"{from} is no language here; use csharp, fsharp, sql or value");
        var there = VariablesOf(source);
        if (!there.Any(variable => variable.Key == name))
            throw new ArgumentException($"{source} has no variable {name}; it has "
                + (there.Count == 0 ? "none yet" : string.Join(", ", there.Take(12).Select(v => v.Key)) + (there.Count > 12 ? ", …" : "")));
        await Give(to, wanted, there.Last(variable => variable.Key == name).Value, asJson, cellName, line, cancellation);
    }

    /// <summary>Binds a value in a language.</summary>
    public async Task Give(string to, string name, object? value, bool asJson, string cellName, int line, CancellationToken cancellation)
    {
        switch (to)
        {
            case "csharp":
                await ToCSharp(name, value, asJson, cellName, cancellation);
                break;
            case "fsharp":
                (await Started(to, line, cellName, cancellation)).Bind(name, SharedVariable.Crossing(name, value, asJson));
                break;
            case "sql":
                (await Started(to, line, cellName, cancellation))
                    .Bind(name, value ?? throw new ArgumentException($"{name} is null, and no table can be made of it"));
                break;
            case "value":
                _named[name] = value;
                break;
            default:
                throw new ArgumentException($"{to} takes no variables; use csharp, fsharp, sql or value");
        }
    }

    async Task ToCSharp(string name, object? value, bool asJson, string cellName, CancellationToken cancellation)
    {
        bool records = value is QueryRows && !asJson;
        object crossing = records ? value! : SharedVariable.Crossing(name, value, asJson);
        CellScope.Current!.Handed[name] = crossing;
        string code = records ? SharedVariable.RecordsCode(name, (QueryRows)value!)
            : $"var {name} = Handed<{SharedVariable.CodeName(Seen(crossing))}>(\"{name}\");";
        await seam.CSharp(code, cellName, cancellation);
    }

    // A list of F# is a sequence to C#; an array or a number is what it is.
    static Type Seen(object value)
    {
        var type = value.GetType();
        return SharedVariable.IsKnownEverywhere(type) ? type : typeof(object);
    }

    async Task<ILanguageBridge> Started(string language, int line, string cellName, CancellationToken cancellation)
    {
        if (_bridges.TryGetValue(language, out var known)) return known;
        string package = language == "fsharp" ? FSharpPackage : SqlPackage;
        try
        {
            if (!SessionPlatform.Current.HasPackages)
                throw new InvalidOperationException("a page cannot restore packages; run the notebook on a machine");
            await seam.Package(package, cancellation);
            return _bridges[language] = language == "fsharp"
                ? Prepared((await Compiled<Func<string, ILanguageBridge>>("FSharp", cancellation))(seam.Folder))
                : (await Compiled<Func<Func<string, object?>, ILanguageBridge>>("Sql", cancellation))(Find);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            string message = $"#!{language} needs the package {package.Split(',')[0]}: {e.Message.ReplaceLineEndings(" ")}";
            throw new SubmissionException(new CellError("LanguageError", message, line, 1, [$"{cellName}, line {line}: {message}"]));
        }
    }

    async Task<T> Compiled<T>(string name, CancellationToken cancellation)
    {
        using var stream = typeof(LanguageRoom).Assembly.GetManifestResourceStream($"Languages/{name}.csx")!;
        using StreamReader reader = new(stream);
        var compiler = new SubmissionCompiler(seam.Context, seam.Folder, stopLoops: false, assembly: $"SpikebookBridge{name}");
        var submission = compiler.Compile(await reader.ReadToEndAsync(cancellation), $"{name}.csx", cancellation);
        return (T)(await submission.Run(new object?[4]))!;
    }

    // F# cells have display(...) and HTML(...) too.
    static ILanguageBridge Prepared(ILanguageBridge bridge)
    {
        var made = bridge.Run($"""
            #r @"{typeof(CellCommands).Assembly.Location}"
            #r @"{typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly.Location}"
            open type Spikebook.Notebooks.Sessions.CellCommands
            """, "start", CancellationToken.None);
        return made.Thrown is null && !made.Remarks.Any(remark => remark.IsError) ? bridge
            : throw new InvalidOperationException(made.Thrown?.Message ?? made.Remarks[0].Message);
    }

    // What SQL names and does not know: a variable of C# or F#, rows kept by name, or a CSV file beside the notebook.
    object? Find(string name)
    {
        foreach (string language in (string[])["csharp", "sql", "fsharp"])
            if (VariablesOf(language).LastOrDefault(variable => variable.Key == name) is { Value: { } value }) return value;
        string file = Path.GetFullPath(name, seam.Folder);
        return name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && File.Exists(file) ? CsvRows.Read(file) : null;
    }

    /// <summary>Proposals of a language that has been started.</summary>
    public IReadOnlyList<string> Complete(string language, string code, int line, int column)
        => _bridges.TryGetValue(language, out var bridge) ? bridge.Complete(code, line, column) : [];

    public void Dispose()
    {
        foreach (var bridge in _bridges.Values) bridge.Dispose();
    }
}
