using System.Globalization;
using Spikebook.Randomness;

namespace Spikebook.Data;

/// <summary>
/// Orders and parts of samples, by named random streams: the same seed gives the same parts on every machine. Parts are stratified:
/// each class is shared out in the same proportion, as far as whole samples allow.
/// </summary>
public static class Sampling
{
    /// <summary>The samples in a random order.</summary>
    /// <param name="samples">What to shuffle.</param>
    /// <param name="seed">Seed of the stream "shuffle".</param>
    public static T Shuffle<T>(this T samples, ulong seed)
        where T : ISamples<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples.Pick(Streams.For(seed, "shuffle").Permutation(samples.Count));
    }

    /// <summary>Takes a fraction of each class away to test with; within both parts the order stays.</summary>
    /// <param name="samples">What to split.</param>
    /// <param name="testFraction">Between 0 and 1, both excluded.</param>
    /// <param name="seed">Seed of the stream "split", one index a class.</param>
    /// <exception cref="DatasetException">The fraction is out of range, or one part would be empty.</exception>
    public static Parts<T> SplitStratified<T>(this T samples, double testFraction, ulong seed)
        where T : ISamples<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (!(testFraction is > 0 and < 1))
        {
            throw new DatasetException(
                string.Create(
                    CultureInfo.InvariantCulture, $"{samples.Name}: a test fraction of {testFraction}; give more than 0 and less than 1"));
        }
        int[][] classes = Strata(samples, seed, "split");
        int[] shares = Shares(classes, testFraction);
        bool[] tested = new bool[samples.Count];
        for (int label = 0; label < classes.Length; label++)
            foreach (int index in classes[label].AsSpan(0, shares[label])) tested[index] = true;
        int[] test = [.. Enumerable.Range(0, samples.Count).Where(i => tested[i])];
        if (test.Length == 0 || test.Length == samples.Count)
        {
            throw new DatasetException(string.Create(
                CultureInfo.InvariantCulture,
                $"{samples.Name}: {testFraction} of {samples.Count} samples leaves one part empty; choose another fraction or bring more samples"));
        }
        return new(
            samples.Pick([.. Enumerable.Range(0, samples.Count).Where(i => !tested[i])]), samples.Pick(test, samples.Name + " test"));
    }

    /// <summary>Splits into k parts; each is once what is tested with while the others are learned.</summary>
    /// <param name="samples">What to split.</param>
    /// <param name="count">How many parts: 2 … the number of samples.</param>
    /// <param name="seed">Seed of the stream "folds", one index a class.</param>
    /// <exception cref="DatasetException">The count is out of range.</exception>
    public static IReadOnlyList<Parts<T>> Folds<T>(this T samples, int count, ulong seed)
        where T : ISamples<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (count < 2 || count > samples.Count)
            throw new DatasetException($"{samples.Name}: {count} folds of {samples.Count} samples; give 2 to {samples.Count}");
        // Dealt out like cards, class after class and on from where the last class ended, so that parts differ by one sample at most.
        int[] fold = new int[samples.Count];
        int dealt = 0;
        foreach (int[] members in Strata(samples, seed, "folds"))
            foreach (int index in members) fold[index] = dealt++ % count;
        return [.. Enumerable.Range(0, count).Select(Part)];

        Parts<T> Part(int k) => new(
            samples.Pick([.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != k)], $"{samples.Name} without fold {k + 1}"),
            samples.Pick([.. Enumerable.Range(0, fold.Length).Where(i => fold[i] == k)], $"{samples.Name} fold {k + 1}"));
    }

    // The samples of each class, in a random order of its own.
    static int[][] Strata(ISamples samples, ulong seed, string stream)
    {
        var strata = new List<int>[samples.Classes];
        for (int label = 0; label < strata.Length; label++) strata[label] = [];
        for (int i = 0; i < samples.Count; i++) strata[samples.Label(i)].Add(i);
        int[][] result = [.. strata.Select(members => members.ToArray())];
        for (int label = 0; label < result.Length; label++) Streams.For(seed, stream, label).Shuffle<int>(result[label]);
        return result;
    }

    // Largest remainders: the shares add up to the rounded share of the whole, and each is within 1 of its exact value.
    static int[] Shares(int[][] classes, double fraction)
    {
        int[] shares = [.. classes.Select(members => (int)(members.Length * fraction))];
        int missing = (int)Math.Round(classes.Sum(members => members.Length) * fraction, MidpointRounding.AwayFromZero) - shares.Sum();
        foreach (int label in Enumerable.Range(
            0, classes.Length).OrderByDescending(c => classes[c].Length * fraction - shares[c]).Take(missing)) shares[label]++;
        return shares;
    }
}
