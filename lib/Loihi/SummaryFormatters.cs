using System.Net;

namespace Spikebook.Loihi;

/// <summary>Shows a network or a run by its summary, not by everything that hangs on it.</summary>
sealed class SummaryFormatters
{
    public IEnumerable<object> CreateTypeFormatters()
        => [new Summary("text/html", text => $"<pre>{WebUtility.HtmlEncode(text)}</pre>"), new Summary("text/plain", text => text)];

    sealed class Summary(string mimeType, Func<string, string> write)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            writer.Write(write(instance.ToString()!));
            return true;
        }
    }
}
