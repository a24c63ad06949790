using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spikebook.Cli.Tests;

/// <summary>What a reader of the course relies on: how a notebook opens and ends, how long its cells are, and what it cites.</summary>
public sealed partial class CourseTests
{
    const int LongestCell = 25, WidestCell = 88;

    sealed record Work(string Id, string Title, string Authors, string Source, int Year, bool Confirmed, string Where, string Date);

    static readonly Lazy<IReadOnlyList<Work>> Literature = new(() => JsonSerializer.Deserialize<List<Work>>(
        File.ReadAllText(TestHouse.Reference("literature.json")), JsonSerializerOptions.Web)!);

    public static TheoryData<string> Notebooks
        => [.. Directory.GetFiles(Path.Combine(TestHouse.Root, "notebooks"), "*.ipynb").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void A_notebook_opens_with_its_question_and_ends_with_what_to_read_and_what_comes_next(string notebook)
    {
        var cells = Cells(notebook);
        string opening = Prose(cells[0]), end = Prose(cells[^1]);
        Assert.All(["**The question.** ", "**Afterwards you can** ", "**Before:** ", "**Time:** ", "**Difficulty:** "],
            part => Assert.Contains(part, opening, StringComparison.Ordinal));
        Assert.Matches(@"\*\*Time:\*\* \d+ minutes\. \*\*Difficulty:\*\* [123] of 3\.", opening);
        Assert.StartsWith("## Further reading", end, StringComparison.Ordinal);
        Assert.Contains("**Next:** ", end, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Cells_of_code_can_be_read_at_a_glance(string notebook)
        => Assert.Empty(Cells(notebook).Where(cell => (string?)cell["cell_type"] == "code")
            .Where(cell => Prose(cell).Split('\n') is var lines
                && (lines.Length > LongestCell || lines.Max(line => line.Length) > WidestCell))
            .Select(cell => (string?)cell["id"]));

    // Exercises whose answer is an argument have none; all others are checked, in the solution and in the reader's place.
    [Theory]
    [MemberData(nameof(Notebooks))]
    public void What_the_solutions_check_is_what_readers_are_asked_for(string notebook)
    {
        var cells = Cells(notebook);
        string[] Asked(string kind) => [.. cells.Where(cell => (string?)cell["cell_type"] == kind)
            .SelectMany(cell => ExerciseId().Matches(Prose(cell)).Select(match => match.Groups["id"].Value)).Distinct().Order()];
        Assert.Equal(Asked("markdown"), Asked("code"));
        Assert.All(Asked("code"), id => Assert.StartsWith(notebook[..2] + ".", id, StringComparison.Ordinal));
        int solutions = cells.Where(cell => (string?)cell["cell_type"] == "markdown")
            .Sum(cell => Prose(cell).Split("<details><summary>Solution").Length - 1);
        Assert.True(Asked("code").Length > 0 || solutions == 0 || notebook[..2] is "05" or "06" or "07", "no exercise is checked");
    }

    [Fact]
    public void Whatever_is_cited_was_looked_up_or_is_said_not_to_have_been_found()
    {
        var known = Literature.Value.Select(work => work.Id.ToUpperInvariant()).ToHashSet();
        var cited = Cited().ToList();
        Assert.NotEmpty(cited);
        var used = cited.Select(c => c.Id).ToHashSet();
        Assert.All(cited, c => Assert.True(known.Contains(c.Id), $"{c.File} cites {c.Id}, which literature.json does not have"));
        Assert.All(known, id => Assert.True(used.Contains(id), $"{id} is in literature.json, and nobody cites it"));
    }

    [Fact]
    public void The_list_of_literature_says_where_each_work_was_found()
    {
        Assert.Equal(Literature.Value.Count, Literature.Value.Select(work => work.Id.ToUpperInvariant()).Distinct().Count());
        Assert.All(Literature.Value, work =>
        {
            Assert.All([work.Title, work.Authors, work.Source, work.Where], text => Assert.False(string.IsNullOrWhiteSpace(text), work.Id));
            Assert.InRange(work.Year, 1900, 2100);
            Assert.True(DateOnly.TryParse(work.Date, System.Globalization.CultureInfo.InvariantCulture, out _), work.Id);
        });
        Assert.True(Literature.Value.Count(work => !work.Confirmed) * 10 < Literature.Value.Count, "most of what is cited is confirmed");
    }

    // "Authors year, *Title*, [doi:..](https://doi.org/..)": a title may stop early, but not differ; so may the year not.
    [Fact]
    public void Reading_lists_give_the_titles_and_years_of_what_they_link()
    {
        var works = Literature.Value.ToDictionary(work => work.Id, StringComparer.OrdinalIgnoreCase);
        int compared = 0;
        foreach (string notebook in Directory.GetFiles(Path.Combine(TestHouse.Root, "notebooks"), "*.ipynb"))
            foreach (Match item in ReadingItem().Matches(Prose(Cells(Path.GetFileName(notebook))[^1])))
            {
                var work = works[item.Groups["doi"] is { Success: true } doi ? Uri.UnescapeDataString(doi.Value)
                    : "arXiv:" + item.Groups["arxiv"].Value];
                Assert.StartsWith(Plain(item.Groups["title"].Value), Plain(work.Title), StringComparison.OrdinalIgnoreCase);
                Assert.Equal(work.Year.ToString(System.Globalization.CultureInfo.InvariantCulture), item.Groups["year"].Value);
                compared++;
            }
        Assert.True(compared > 60, $"only {compared} were compared");

        static string Plain(string title) => title.Replace("-", " ", StringComparison.Ordinal).Trim();
    }

    static IEnumerable<(string File, string Id)> Cited()
    {
        string[] folders = ["notebooks", "lib", "data"];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(TestHouse.Root, folder), "*.*",
                SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".ipynb" or ".cs" or ".md" || file.Contains("reference", StringComparison.Ordinal)
                && Path.GetExtension(file) == ".json" && Path.GetFileName(file) != "literature.json")
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"
                or ".ipynb_checkpoints"))
            .Concat([Path.Combine(TestHouse.Root, "README.md"), Path.Combine(TestHouse.Root, "CITATION.cff")]);
        foreach (string file in files)
        {
            string text = File.ReadAllText(file);
            foreach (Match match in Doi().Matches(text))
                yield return (Path.GetFileName(file), Uri.UnescapeDataString(Trimmed(match.Value)).ToUpperInvariant());
            foreach (Match match in ArXiv().Matches(text))
                yield return (Path.GetFileName(file), "ARXIV:" + match.Groups["id"].Value);
        }

        static string Trimmed(string id)
        {
            id = id.TrimEnd('.', ':');
            return id.EndsWith(')') && id.Count(c => c == ')') > id.Count(c => c == '(') ? Trimmed(id[..^1]) : id;
        }
    }

    static List<JsonNode> Cells(string notebook)
        => [.. JsonNode.Parse(File.ReadAllText(Path.Combine(TestHouse.Root, "notebooks", notebook)))!["cells"]!.AsArray()
            .Select(cell => cell!)];

    static string Prose(JsonNode cell) => cell["source"] is JsonArray lines ? string.Concat(lines.Select(line => (string?)line))
        : (string)cell["source"]!;

    [GeneratedRegex(@"Exercise\.Check\(""(?<id>\d+\.\d+)""", RegexOptions.None, 1000)]
    private static partial Regex ExerciseId();

    [GeneratedRegex(@"(?<![\d.])10\.\d{4,9}/[^\s""'<>\]\\`,;*}|]+", RegexOptions.None, 1000)]
    private static partial Regex Doi();

    [GeneratedRegex(@"arxiv(?:\.org/abs/|:|\.)\s?(?<id>\d{4}\.\d{4,5})", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ArXiv();

    [GeneratedRegex(@"^- [^*\n]*?(?<year>\d{4})[^*\n\d]*\*(?<title>[^*]+)\*[^\n]*?\(https://(?:doi\.org/(?<doi>[^\s)]+)|arxiv\.org/abs/(?<arxiv>[\d.]+))\)",
        RegexOptions.Multiline, 1000)]
    private static partial Regex ReadingItem();
}
