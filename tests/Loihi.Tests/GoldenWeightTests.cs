using System.Text.Json;

namespace Spikebook.Loihi.Tests;

public sealed class GoldenWeightTests
{
    [Fact]
    public void Every_mantissa_exponent_sign_and_number_of_bits_acts_as_in_the_reference()
    {
        int compared = 0;
        foreach (var table in Reference.Load("effective-weights").GetProperty("tables").EnumerateArray())
        {
            var synapse = new Synapse
            {
                Sign = table.Sign(),
                WeightBits = table.Int("num_weight_bits"),
                Exponent = table.Int("weight_exponent")
            };
            int mantissa = table.Int("first_mantissa");
            foreach (int expected in Decode(table))
            {
                int actual = synapse.Effective(synapse.Store(mantissa, LostBits.TowardZero));
                Assert.True(expected == actual, $"{synapse}: mantissa {mantissa} acts as {actual}, reference {expected}");
                mantissa++;
                compared++;
            }
        }
        Assert.Equal(16 * 8 * (511 + 256 + 256), compared);
    }

    static IEnumerable<int> Decode(JsonElement table)
    {
        if (table.TryGetProperty("weight_units_runs", out var runs))
        {
            foreach (var run in runs.EnumerateArray())
                for (int k = 0; k < run[1].GetInt32(); k++) yield return run[0].GetInt32();
            yield break;
        }
        int value = table.Int("first");
        yield return value;
        foreach (var run in table.GetProperty("steps").EnumerateArray())
            for (int k = 0; k < run[1].GetInt32(); k++) yield return value += run[0].GetInt32();
    }
}
