using System.ComponentModel;
using Microsoft.AspNetCore.Html;
using Spikebook.Notebooks.Languages;

namespace Spikebook.Notebooks.Sessions;

/// <summary>What a cell can call without a prefix, under the names that .NET Interactive gives them too.</summary>
public static class CellCommands
{
    /// <summary>Shows a value now; the handle that comes back can replace it later.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The representations wanted; all that the value has when none is named.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        string id = Guid.NewGuid().ToString("N");
        if (mimeTypes.Length > 0 || CellScope.Current?.ShowLive(value) != true)
            CellScope.Current?.Display(ValueFormatter.Format(value, mimeTypes), id, update: false);
        return new DisplayedValue(id, mimeTypes);
    }

    /// <summary>Shows a value now; the handle that comes back can replace it later.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The representations wanted; all that the value has when none is named.</param>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Shows text as a given mime type.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its mime type, for instance text/html.</param>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        string id = Guid.NewGuid().ToString("N");
        CellScope.Current?.Display(new DisplayData([new(mimeType, value)]), id, update: false);
        return new DisplayedValue(id, [mimeType]);
    }

    /// <summary>Takes back what the cell has shown so far.</summary>
    /// <param name="wait">Whether to do so only when the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Current?.Clear(wait);

    /// <summary>
    /// The token that is cancelled when the cell is to stop, also on threads and tasks that it has started: for calls that would otherwise
    /// wait on.
    /// </summary>
    public static CancellationToken CellToken => CellScope.Current?.Token ?? CancellationToken.None;

    /// <summary>Shows a sequence of records as a table: a column a member.</summary>
    /// <param name="value">The records.</param>
    /// <param name="mimeTypes">The representations wanted; all that a table has when none is named.</param>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes)
        => display(QueryRows.Of("the sequence", value), mimeTypes);

    /// <summary>A value that another language has handed over (<c>#!share</c>).</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">Nothing was handed over under this name.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static T Handed<T>(string name) => (T)(CellScope.Current?.Handed.GetValueOrDefault(name)
        ?? throw new KeyNotFoundException($"nothing was handed over as {name}; use #!share {name} --from LANGUAGE"));

    /// <summary>HTML to be shown as it is.</summary>
    /// <param name="content">The HTML.</param>
    public static IHtmlContent HTML(string content) => new HtmlString(content);
}

/// <summary>A value that stands in a cell's output and can be replaced there.</summary>
public sealed class DisplayedValue
{
    readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes)
    {
        DisplayId = displayId;
        _mimeTypes = mimeTypes;
    }

    /// <summary>The identity by which front ends know the output.</summary>
    public string DisplayId { get; }

    /// <summary>Puts another value in its place.</summary>
    /// <param name="updatedValue">The new value.</param>
    public void Update(object? updatedValue)
        => CellScope.Current?.Display(ValueFormatter.Format(updatedValue, _mimeTypes), DisplayId, update: true);
}
