using System.Text.Json;

namespace Spikebook.MeanField.Tests;

/// <summary>
/// What the room computes, bit for bit as recorded in <c>goldens.json</c>, on any machine: a change of form must change nothing. Recorded
/// anew with <c>SPIKEBOOK_RECORD_GOLDENS=path/of/goldens.json</c> where a number was wrong; what changed, and why,
/// belongs into the commit's message.
/// </summary>
public sealed class GoldenTests
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    sealed record Recorded(Dictionary<string, Golden> Runs);

    static readonly Lazy<Recorded> Kept = new(() =>
        JsonSerializer.Deserialize<Recorded>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Goldens", "goldens.json")))!);

    public static TheoryData<string> Names() => [.. GoldenRuns.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_run_gives_the_recorded_bits(string name)
    {
        Golden expected = Kept.Value.Runs[name], found = GoldenRuns.All[name]();
        foreach ((string figure, double value) in expected.Figures)
            Assert.True(Math.Abs(found.Figures[figure] - value) <= 1e-9 * Math.Max(1, Math.Abs(value)),
                $"{figure}: {found.Figures[figure]:R}, recorded {value:R}");
        Assert.Equal(expected.Bits, found.Bits);
    }

    [Fact]
    public void Every_recorded_run_is_still_made() => Assert.Equal(Kept.Value.Runs.Keys.Order(), GoldenRuns.All.Keys.Order());

    [SkippableFact]
    public void Goldens_are_recorded_where_asked_for()
    {
        string? file = Environment.GetEnvironmentVariable("SPIKEBOOK_RECORD_GOLDENS");
        Skip.If(string.IsNullOrEmpty(file), "no file named to record into");
        var runs = GoldenRuns.All.ToDictionary(run => run.Key, run => run.Value());
        File.WriteAllText(file!, JsonSerializer.Serialize(new Recorded(runs), Json) + "\n");
    }
}
