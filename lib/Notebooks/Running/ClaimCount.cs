using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>What the cells of a notebook said about their claims: a line of text each, by its first words.</summary>
/// <param name="Held">Claims that were checked and hold: lines that begin with <c>holds: </c>.</param>
/// <param name="NotChecked">Claims that could not be checked: <c>not checked: </c>.</param>
/// <param name="Open">Exercises that wait for their reader: <c>not yet: </c>.</param>
/// <param name="Solved">Exercises that are solved: <c>right: </c>.</param>
public sealed record ClaimCount(int Held, int NotChecked, int Open, int Solved)
{
    /// <summary>Counts the lines that the cells wrote to their output.</summary>
    /// <param name="document">A notebook with its outputs; null counts nothing.</param>
    public static ClaimCount Of(NotebookDocument? document)
    {
        if (document is null) return new ClaimCount(0, 0, 0, 0);
        string[] lines = [.. Lines(document.Cells.SelectMany(cell => cell.Outputs))];
        return new ClaimCount(Count("holds: "), Count("not checked: "), Count(OpenMark), Count("right: "));

        int Count(string mark) => lines.Count(line => line.StartsWith(mark, StringComparison.Ordinal));
    }

    /// <summary>The counts of two together.</summary>
    public static ClaimCount operator +(ClaimCount one, ClaimCount other)
        => new(one.Held + other.Held, one.NotChecked + other.NotChecked, one.Open + other.Open, one.Solved + other.Solved);

    /// <summary>The first line that leaves an exercise open; null where none does.</summary>
    internal static string? FirstOpen(IEnumerable<CellOutput> outputs)
        => Lines(outputs).FirstOrDefault(line => line.StartsWith(OpenMark, StringComparison.Ordinal));

    const string OpenMark = "not yet: ";

    static IEnumerable<string> Lines(IEnumerable<CellOutput> outputs)
        => outputs.OfType<StreamOutput>().SelectMany(stream => stream.Text.Split('\n'));
}
