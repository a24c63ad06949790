using System.Text.Json;

namespace Spikebook.Loihi.Tests;

/// <summary>Reference values that ship in data/reference.</summary>
static class Reference
{
    public static JsonElement Load(string name) => JsonDocument.Parse(File.ReadAllText(PathOf(name))).RootElement;

    public static string PathOf(string name) => TestHouse.Reference($"loihi-{name}.json");

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int[] Ints(this JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];

    public static long[] Longs(this JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetInt64())];

    /// <summary>A sequence as its first value and runs of differences: [difference, how often].</summary>
    public static IEnumerable<int> Runs(this JsonElement element)
    {
        int value = element.Int("first");
        yield return value;
        foreach (var run in element.GetProperty("steps").EnumerateArray())
            for (int k = 0; k < run[1].GetInt32(); k++) yield return value += run[0].GetInt32();
    }

    /// <summary>Rows of integers.</summary>
    public static int[][] Rows(this JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(item => item.GetInt32()).ToArray())];

    public static SignMode Sign(this JsonElement element) => element.Text("sign_mode") switch
    {
        "mixed" => SignMode.Mixed,
        "exc" => SignMode.Excitatory,
        _ => SignMode.Inhibitory,
    };
}
