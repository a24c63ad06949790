namespace Spikebook.Notebooks.Languages;

/// <summary>
/// A language beside C# in a session. What it needs is a package that is restored when a cell first asks for the language, so that no build
/// of this library depends on it; the bridge to the package is a script of ours that is compiled against it then.
/// </summary>
public interface ILanguageBridge : IDisposable
{
    /// <summary>Runs a piece of a cell.</summary>
    /// <param name="code">Its text; lines are the cell's own.</param>
    /// <param name="cellName">What the cell is called.</param>
    /// <param name="cancellation">Cancelled when the cell is to stop.</param>
    BridgeResult Run(string code, string cellName, CancellationToken cancellation);

    /// <summary>The names that are bound, with their values.</summary>
    IReadOnlyList<KeyValuePair<string, object?>> Variables { get; }

    /// <summary>Binds a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value, of a type that both sides know.</param>
    void Bind(string name, object value);

    /// <summary>What can stand at a position.</summary>
    /// <param name="code">The text.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">Characters before the position in its line.</param>
    IReadOnlyList<string> Complete(string code, int line, int column);
}

/// <summary>What became of a piece of a cell.</summary>
/// <param name="HasValue">Whether there is a value to show.</param>
/// <param name="Value">The value.</param>
/// <param name="Thrown">What its code threw; null where it threw nothing.</param>
/// <param name="Remarks">What the language's compiler says.</param>
public sealed record BridgeResult(bool HasValue, object? Value, Exception? Thrown, IReadOnlyList<BridgeRemark> Remarks);

/// <summary>An error or a warning of a language's compiler.</summary>
/// <param name="Line">Line in the cell, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Code">Its number, for instance FS0039.</param>
/// <param name="Message">What it says.</param>
/// <param name="IsError">Whether nothing was run for it.</param>
public sealed record BridgeRemark(int Line, int Column, string Code, string Message, bool IsError);
