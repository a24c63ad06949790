using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;
using Spikebook.Notebooks.Languages;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Turns values into mime bundles: by the formatters that a value's own type brings along (found by convention, without a
/// reference), else by the formatters of Microsoft.DotNet.Interactive.Formatting, so that values look as in .NET Interactive.
/// </summary>
static class ValueFormatter
{
    static readonly ConcurrentDictionary<Type, IReadOnlyList<OwnFormatter>> Own = new();

    public static DisplayData Format(object? value, IReadOnlyList<string> mimeTypes)
    {
        if (value is DisplayData bundle) return bundle;
        if (value is QueryRows rows) return TabularText.Of(rows);
        var type = value?.GetType() ?? typeof(object);
        var own = value is null ? [] : Own.GetOrAdd(type, FindOwn);
        var data = new List<KeyValuePair<string, string>>();
        if (own.Count > 0)
        {
            foreach (var formatter in own)
                if ((mimeTypes.Count == 0 || mimeTypes.Contains(formatter.MimeType)) && formatter.Format(value!) is { } text)
                    data.Add(new(formatter.MimeType, text));
            if (data.Count > 0) return new DisplayData(data, NameOf(value!));
        }
        if (mimeTypes.Count == 0 && ReadsTheSameEverywhere(value) is { } plain)
            return value is string ? DisplayData.Text(plain)
            : new DisplayData([new("text/html", PlainHtml(plain)), new("text/plain", plain)]);
        IEnumerable<string> wanted = mimeTypes.Count > 0 ? mimeTypes
            : [.. Formatter.GetPreferredMimeTypesFor(type).Append("text/plain").Distinct()];
        foreach (string mimeType in wanted)
            data.Add(new(mimeType, Shortened(mimeType, Formatter.ToDisplayString(value, mimeType))));
        return new DisplayData(data);
    }

    /// <summary>These faces of a value and no other, by its type's own formatters; null where it lacks one of them.</summary>
    public static DisplayData? Faces(object value, IReadOnlyList<string> mimeTypes)
    {
        var own = Own.GetOrAdd(value.GetType(), FindOwn);
        var faces = new List<KeyValuePair<string, string>>();
        foreach (string mimeType in mimeTypes)
        {
            if (own.FirstOrDefault(formatter => formatter.MimeType == mimeType)?.Format(value) is not { } text) return null;
            faces.Add(new(mimeType, text));
        }
        return new DisplayData(faces, NameOf(value));
    }

    // A tree of objects as text can be megabytes that no one reads; what richer representations show is whole.
    static string Shortened(string mimeType, string text) => mimeType != "text/plain" || text.Length <= LongestPlain ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, LongestPlain)}\n… {text.Length - LongestPlain:N0} more characters");

    /// <summary>The longest text/plain of a value that is no text itself.</summary>
    public const int LongestPlain = 20_000;

    /// <summary>
    /// Numbers and truth values as .NET Interactive shows them to front ends, which prefer HTML; the text alone says as much, and a
    /// runner keeps that.
    /// </summary>
    static string PlainHtml(string text) => $"{PlainStart}{System.Net.WebUtility.HtmlEncode(text)}{PlainEnd}";

    /// <summary>Whether HTML says no more than the text beside it.</summary>
    public static bool IsPlain(string html)
        => html.StartsWith(PlainStart, StringComparison.Ordinal) && html.EndsWith(PlainEnd, StringComparison.Ordinal);

    const string PlainStart = "<div class=\"dni-plaintext\"><pre>", PlainEnd = "</pre></div>";

    static string? ReadsTheSameEverywhere(object? value) => value switch
    {
        string text => text,
        bool truth => truth ? "True" : "False",
        IFormattable number when value.GetType().IsPrimitive || value is decimal => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    static string? NameOf(object value) => value.GetType().GetProperty("Name", typeof(string))?.GetValue(value) as string;

    static IReadOnlyList<OwnFormatter> FindOwn(Type type)
    {
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            var attribute = at.GetCustomAttributes(inherit: false).FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute");
            if (attribute?.GetType().GetProperty("FormatterSourceType")?.GetValue(attribute) is not Type source) continue;
            object instance = Activator.CreateInstance(source)!;
            var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(instance, null)!;
            return [.. formatters.Select(OwnFormatter.Bind)];
        }
        return [];
    }

    /// <summary>A formatter known by its shape: <c>string MimeType</c> and <c>bool Format(object, TextWriter)</c>.</summary>
    sealed record OwnFormatter(string MimeType, Func<object, TextWriter, bool> Call)
    {
        public static OwnFormatter Bind(object formatter)
        {
            string mimeType = (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!;
            var method = formatter.GetType()
                .GetMethod("Format", BindingFlags.Public | BindingFlags.Instance, [typeof(object), typeof(TextWriter)])!;
            return new OwnFormatter(mimeType, method.CreateDelegate<Func<object, TextWriter, bool>>(formatter));
        }

        public string? Format(object value)
        {
            var writer = new StringWriter(CultureInfo.InvariantCulture);
            return Call(value, writer) ? writer.ToString() : null;
        }
    }
}
