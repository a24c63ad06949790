using System.Text.Json;

namespace Spikebook.Randomness.Tests;

public sealed class NumpyRandomStateTests
{
    public static TheoryData<uint> Seeds => [.. Streams().Select(stream => stream.GetProperty("seed").GetUInt32())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_variate_is_NumPys_bit_for_bit(uint seed)
    {
        var stream = Streams().Single(each => each.GetProperty("seed").GetUInt32() == seed);
        Same(stream, "random", seed, random => random.NextDouble());
        Same(stream, "poissonSmall", seed, random => random.Poisson(3));
        Same(stream, "poissonTen", seed, random => random.Poisson(10.5));
        Same(stream, "poissonLarge", seed, random => random.Poisson(8500));
        Same(stream, "below30", seed, random => random.Below(30));
        Same(stream, "below1000", seed, random => random.Below(1000));
        Same(stream, "normal", seed, random => random.Normal(0, 1));
        NumpyRandomState far = new(seed);
        for (int i = 1; i < 200_000; i++) far.NextDouble();
        Assert.Equal(stream.GetProperty("far").GetDouble(), far.NextDouble());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Variates_drawn_in_turn_leave_the_stream_where_NumPy_does(uint seed)
    {
        var expected = Streams().Single(each =>
            each.GetProperty("seed").GetUInt32() == seed).GetProperty("mix").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        NumpyRandomState random = new(seed);
        for (int i = 0; i < expected.Length; i += 6)
        {
            Assert.Equal(expected[i], random.Poisson(3));
            Assert.Equal(expected[i + 1], random.Normal(0, 1000), 1e-12 * Math.Abs(expected[i + 1]));
            Assert.Equal(expected[i + 2], random.Below(30));
            Assert.Equal(expected[i + 3], random.Uniform(-20, 20));
            Assert.Equal(expected[i + 4], random.Exponential(2.5), 1e-14 * expected[i + 4]);
            Assert.Equal(expected[i + 5], random.Poisson(5000));
        }
    }

    // Logarithms of different mathematical libraries may differ in the last bit.
    static void Same(JsonElement stream, string name, uint seed, Func<NumpyRandomState, double> draw)
    {
        NumpyRandomState random = new(seed);
        foreach (var expected in stream.GetProperty(name).EnumerateArray()) Assert.Equal(expected.GetDouble(), draw(random), 1e-14);
    }

    static JsonElement[] Streams()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(TestHouse.Reference("numpy-legacy-streams.json")));
        return [.. file.RootElement.Clone().GetProperty("streams").EnumerateArray()];
    }
}
