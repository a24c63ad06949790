using System.Text.Json;
using Spikebook.Data;

namespace Spikebook.Backprop.Tests;

/// <summary>Both variants against a separate evaluation in NumPy (data/reference/backprop-closed-form.json).</summary>
public sealed class ReferenceTests
{
    public sealed record Case(string Rule, int Samples, int Exact, int OutputErrors, int HiddenErrors, int[] W2, int[] W2Tm,
        int[] W1ByInput, int[] W1ByHidden, long W1Checksum);

    sealed record Reference(Case[] Cases);

    public static TheoryData<Case> Cases()
    {
        string text = File.ReadAllText(TestHouse.Reference("backprop-closed-form.json"));
        return new TheoryData<Case>(JsonSerializer.Deserialize<Reference>(text, JsonSerializerOptions.Web)!.Cases);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Learning_digits_gives_the_reference_weights(Case expected)
    {
        LearningRules rules = expected.Rule == "circuit" ? LearningRules.Circuit : LearningRules.NumPyReference;
        var weights = BinaryWeights.Of(new LayerSizes(64, 24, 10), (m, pre, post) => m == 0
            ? (int)(2 * (((pre * 24L + post) * 7919 + 13) % 181 - 85))
            : (int)(2 * (((pre * 10L + post) * 104729 + 7) % 223 - 100)));

        BinarySamples samples = Digits.Load().Threshold(8);
        var plain = new BinaryBackprop(weights, rules);
        var fast = new FastBackprop(weights, rules);
        int exact = 0, exactFast = 0, outputErrors = 0, hiddenErrors = 0;
        for (int i = 0; i < expected.Samples; i++)
        {
            if (plain.Learn(samples.Active(i), samples.Label(i))) exact++;
            if (fast.Learn(samples.Active(i), samples.Label(i))) exactFast++;
            outputErrors += plain.Errors(2).ToArray().Sum(Math.Abs);
            hiddenErrors += plain.Errors(1).ToArray().Sum(Math.Abs);
        }
        Assert.Equal((expected.Exact, expected.Exact), (exact, exactFast));
        Assert.Equal((expected.OutputErrors, expected.HiddenErrors), (outputErrors, hiddenErrors));
        foreach (BinaryWeights after in (BinaryWeights[])[plain.Weights(), fast.Weights()])
        {
            Assert.Equal(expected.W2, after.Forward(1).ToArray().Select(w => (int)w));
            Assert.Equal(expected.W2Tm, after.Minus(1).ToArray().Select(w => (int)w));
            Assert.Equal(
                expected.W1ByInput, Enumerable.Range(0, 64).Select(pre => Enumerable.Range(0, 24).Sum(post => after[0, pre, post])));
            Assert.Equal(
                expected.W1ByHidden, Enumerable.Range(0, 24).Select(post => Enumerable.Range(0, 64).Sum(pre => after[0, pre, post])));
            Assert.Equal(expected.W1Checksum, after.Forward(0).ToArray().Select((w, i) => (long)w * (i % 997 + 1)).Sum());
        }
    }
}
