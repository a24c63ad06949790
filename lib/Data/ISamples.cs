namespace Spikebook.Data;

/// <summary>Labelled samples of any kind, as far as training and testing need to know them.</summary>
public interface ISamples
{
    /// <summary>What the set is called in titles and errors.</summary>
    string Name { get; }

    /// <summary>Number of samples, at least 1.</summary>
    int Count { get; }

    /// <summary>Number of classes; labels are 0 … Classes - 1.</summary>
    int Classes { get; }

    /// <summary>The label of sample <paramref name="index"/>.</summary>
    int Label(int index);

    /// <summary>A digest of all values and labels, hexadecimal: tells whether two runs saw the same samples.</summary>
    string Fingerprint();
}

/// <summary>Samples of which a part can be picked: what <see cref="Sampling"/> splits, shuffles and folds.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface ISamples<TSelf> : ISamples
    where TSelf : ISamples<TSelf>
{
    /// <summary>Some of the samples, in the order that is asked for.</summary>
    /// <param name="indices">Which; each 0 … Count - 1, at least one.</param>
    /// <param name="name">What the part is called; by default as the whole.</param>
    /// <exception cref="DatasetException">No sample is asked for, or one that is not there.</exception>
    TSelf Pick(ReadOnlySpan<int> indices, string? name = null);
}

/// <summary>Samples to learn from and samples to test with.</summary>
/// <typeparam name="T">Their kind.</typeparam>
/// <param name="Train">What is learned.</param>
/// <param name="Test">What is never seen while learning.</param>
public sealed record Parts<T>(T Train, T Test);
