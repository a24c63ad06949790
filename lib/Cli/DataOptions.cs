using System.CommandLine;

namespace Spikebook.Cli;

/// <summary>The options by which <c>train</c> and <c>evaluate</c> name their samples.</summary>
sealed class DataOptions
{
    readonly Option<string> _data = new("--data")
    {
        Description = TrainingData.Known + ".",
        DefaultValueFactory = _ => "digits",
        HelpName = "NAME",
    };

    readonly Option<string?> _test = new("--test")
    {
        Description = "A CSV file to test with, where --data is one; by default a sixth of that, drawn by the seed class by class; none for no test.",
        HelpName = "FILE",
    };

    readonly Option<string> _label = new("--label")
    {
        Description = "Where a line of a CSV file has its label: first or last.",
        DefaultValueFactory = _ => "last",
        HelpName = "PLACE",
    };

    /// <summary>Seed of weights, order and split.</summary>
    public Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "Seed of initial weights, of the order of samples, and of the split of a CSV file.",
        DefaultValueFactory = _ => 1,
        HelpName = "S",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_data, _test, _label, Seed]) command.Add(option);
    }

    public TrainingData Load(ParseResult parsed)
        => TrainingData.Load(parsed.GetValue(_data)!, parsed.GetValue(_test), parsed.GetValue(_label)!, parsed.GetValue(Seed));
}
