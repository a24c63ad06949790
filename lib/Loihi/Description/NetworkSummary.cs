namespace Spikebook.Loihi;

/// <summary>What a network or a program shows of itself: populations and connections, one a line.</summary>
static class NetworkSummary
{
    public static string Of(string what, IReadOnlyList<Population> populations, IReadOnlyList<Connection> connections)
    {
        var groups = populations.OfType<NeuronGroup>().ToArray();
        int neurons = groups.Sum(group => group.Count);
        long synapses = connections.Sum(connection => (long)connection.Count);
        string[] lines =
        [
            FormattableString.Invariant(
                $"{what}: {neurons:N0} neurons in {groups.Length} groups, {synapses:N0} synapses in {connections.Count} connections"),
            .. populations.Select(population => $"  {(population is NeuronGroup ? "group" : "source")} {population}"),
            .. connections.Select(connection => $"  connection {connection}"),
        ];
        return string.Join(Environment.NewLine, lines);
    }
}
