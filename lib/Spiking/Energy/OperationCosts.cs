using System.Text.Json;

namespace Spikebook.Spiking;

/// <summary>What an operation costs, and who says so.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Picojoules">Energy, pJ.</param>
/// <param name="Source">Where the number was read.</param>
public sealed record OperationCost(string Operation, double Picojoules, string Source);

/// <summary>
/// Published energies of operations on one kind of silicon. The numbers are data: lib/Spiking/Energy/operation-costs.json, a source in each
/// row.
/// </summary>
public sealed record OperationCosts
{
    static readonly IReadOnlyList<OperationCosts> All = Read();
    readonly Dictionary<string, OperationCost> _byName;

    OperationCosts(string name, IReadOnlyList<OperationCost> rows) => (Name, Rows, _byName) = (name, rows,
        rows.ToDictionary(row => row.Operation));

    /// <summary>45 nm, 0.9 V: Horowitz 2014.</summary>
    public static OperationCosts Horowitz45 => All[0];

    /// <summary>22 nm FDSOI: the constants and totals of Davidson, Furber 2021.</summary>
    public static OperationCosts DavidsonFurber22 => All[1];

    /// <summary>Name of the silicon.</summary>
    public string Name { get; }

    /// <summary>All rows.</summary>
    public IReadOnlyList<OperationCost> Rows { get; }

    /// <summary>Energy of an operation, pJ.</summary>
    /// <exception cref="ArgumentException">The table has no such row.</exception>
    public double this[string operation] => _byName.TryGetValue(operation, out var row) ? row.Picojoules
        : throw new ArgumentException($"the table '{Name}' has no '{operation}'; it has {string.Join(", ", _byName.Keys)}");

    static OperationCosts[] Read()
    {
        using var stream = typeof(OperationCosts).Assembly.GetManifestResourceStream("Spikebook.Spiking.Energy.operation-costs.json")!;
        using var document = JsonDocument.Parse(stream);
        var last = "";
        return [.. document.RootElement.GetProperty("tables").EnumerateArray()
            .Select(table => new OperationCosts(table.GetProperty("name").GetString()!,
            [.. table.GetProperty("rows").EnumerateArray().Select(row => new OperationCost(row.GetProperty("operation").GetString()!,
                row.GetProperty("picojoules").GetDouble(), Full(row.GetProperty("source").GetString()!, ref last)))]))];
    }

    // "as above" and what follows stands for the row above with a remark.
    static string Full(string source, ref string last)
    {
        if (!source.StartsWith("as above", StringComparison.Ordinal)) return last = source;
        return last + source["as above".Length..].Replace(": ", "; ", StringComparison.Ordinal);
    }
}
