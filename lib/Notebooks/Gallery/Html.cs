using System.Buffers;
using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;

namespace Spikebook.Notebooks.Gallery;

/// <summary>Text and fragments that are safe to put into a page.</summary>
static class Html
{
    static readonly SearchValues<char> Special =
        SearchValues.Create(['&', '<', '>', '"', '\'', .. Enumerable.Range(0, 32).Select(c => (char)c)]);

    /// <summary>Text for an element or for a quoted attribute.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.AsSpan().ContainsAny(Special)) return text ?? "";
        StringBuilder html = new(text.Length + 16);
        foreach (char c in text)
        {
            switch (c)
            {
                case '&': html.Append("&amp;"); break;
                case '<': html.Append("&lt;"); break;
                case '>': html.Append("&gt;"); break;
                case '"': html.Append("&quot;"); break;
                case '\'': html.Append("&#39;"); break;
                case '\n' or '\t' or '\r': html.Append(c); break;
                case < ' ': html.Append('\ufffd'); break;
                default: html.Append(c); break;
            }
        }
        return html.ToString();
    }

    /// <summary>HTML by other hands with every element closed, so that it cannot break the page around it.</summary>
    public static string Balanced(string html)
    {
        if (!html.Contains('<', StringComparison.Ordinal)) return html;
        HtmlParser parser = new();
        using IDocument page = parser.ParseDocument("<body></body>");
        using StringWriter balanced = new(CultureInfo.InvariantCulture);
        foreach (INode node in parser.ParseFragment(html, page.Body!)) node.ToHtml(balanced, HtmlMarkupFormatter.Instance);
        return balanced.ToString();
    }

    /// <summary>JSON for a script element: nothing in it can end that element.</summary>
    public static string Json(string json) => json.Replace("<", "\\u003c", StringComparison.Ordinal);

    /// <summary>A duration as people say it: 0.4 s, 12 s, 3 min 20 s.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.0995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 59.5 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0} h {time.Minutes} min"),
    };

    /// <summary>A size as people say it, in powers of 1024.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GB"),
    };
}
