namespace Spikebook.Data;

/// <summary>
/// Fashion-MNIST: 60,000 pictures of clothes to learn from and 10,000 to test with, 28 x 28 pixels, ten classes.
/// Source: H. Xiao, K. Rasul, R. Vollgraf (2017), arXiv:1708.07747, MIT licence. It ships with one bit a pixel.
/// </summary>
public static class FashionMnist
{
    /// <summary>
    /// The smallest pixel that counts as cloth. Chosen on training data only: of 16, 32, 64, 96 and 129 the one that was best on the last
    /// 10,000 images of the training set after learning from the others (data/reference/fashion-mnist-level.json).
    /// </summary>
    public const int Level = 129;

    /// <summary>The classes, in the order of their labels.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>One bit a pixel.</summary>
    /// <param name="side">Pixels a side: 28 whole images, 20 without a margin of 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is another number.</exception>
    /// <exception cref="DatasetException">The files are missing or damaged.</exception>
    public static (BinarySamples Train, BinarySamples Test) LoadBinary(int side = 20)
        => ShippedImages.Load("fashion-mnist-binary", "Fashion-MNIST", side);
}
