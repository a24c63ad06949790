using System.Net;

namespace Spikebook.Loihi;

/// <summary>
/// Names the class that shows values of a type. Notebook hosts find it by its name and members alone, so that this library needs
/// no reference to any of them (.NET Interactive's convention).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[]? PreferredMimeTypes { get; set; }
}

/// <summary>Shows a network or a run by its summary, not by everything that hangs on it.</summary>
sealed class SummaryFormatters
{
    public IEnumerable<object> CreateTypeFormatters() => [new Summary("text/html", text => $"<pre>{WebUtility.HtmlEncode(text)}</pre>"), new Summary("text/plain", text => text)];

    sealed class Summary(string mimeType, Func<string, string> write)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            writer.Write(write(instance.ToString()!));
            return true;
        }
    }

    /// <summary>Populations and connections, one a line.</summary>
    public static string Of(string what, IReadOnlyList<Population> populations, IReadOnlyList<Connection> connections)
    {
        var groups = populations.OfType<NeuronGroup>().ToArray();
        string[] lines =
        [
            FormattableString.Invariant($"{what}: {groups.Sum(group => group.Count):N0} neurons in {groups.Length} groups, {connections.Sum(connection => (long)connection.Count):N0} synapses in {connections.Count} connections"),
            .. populations.Select(population => $"  {(population is NeuronGroup ? "group" : "source")} {population}"),
            .. connections.Select(connection => $"  connection {connection}"),
        ];
        return string.Join(Environment.NewLine, lines);
    }
}
