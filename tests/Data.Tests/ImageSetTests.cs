namespace Spikebook.Data.Tests;

public sealed class ImageSetTests
{
    [Fact]
    public void Cropping_and_halving_keep_the_pixels_they_should()
    {
        var pixels = new byte[2 * 6 * 8];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)i;
        var set = new ImageSet("test", 6, 8, 255, 2, pixels, [0, 1]);

        ImageSet cropped = set.Crop(2);
        Assert.Equal((2, 4), (cropped.Height, cropped.Width));
        Assert.Equal([18, 19, 20, 21, 26, 27, 28, 29], cropped.Pixels(0).ToArray());
        Assert.Equal([66, 67, 68, 69, 74, 75, 76, 77], cropped.Pixels(1).ToArray());

        // (18 + 19 + 26 + 27) / 4 = 22.5, rounded up
        Assert.Equal([23, 25], cropped.Halve().Pixels(0).ToArray());
        Assert.Throws<DatasetException>(() => set.Crop(2).Halve().Halve());
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Crop(3));
    }

    [Fact]
    public void Bits_active_lists_and_one_hot_targets_agree()
    {
        ImageSet digits = Digits.Load();
        BinarySamples samples = digits.Threshold(8);
        for (int i = 0; i < samples.Count; i += 97)
        {
            byte[] pixels = digits.Pixels(i).ToArray();
            bool[] bits = samples.Bits(i);
            Assert.Equal(pixels.Select(p => p >= 8), bits);
            Assert.Equal(Enumerable.Range(0, 64).Where(p => bits[p]).Select(p => (ushort)p), samples.Active(i).ToArray());
            Assert.Equal(samples.Label(i), Array.IndexOf(samples.OneHot(i), true));
        }
    }

    [Fact]
    public void Values_out_of_range_are_errors_that_name_them()
    {
        Assert.Contains(
            "pixel 17 of image 1", Assert.Throws<DatasetException>(() => new ImageSet("t", 1, 2, 16, 2, [0, 1, 2, 17], [0, 1])).Message);
        Assert.Contains(
            "label 2 of image 1", Assert.Throws<DatasetException>(() => new ImageSet("t", 1, 2, 16, 2, [0, 1, 2, 3], [0, 2])).Message);
        Assert.Contains("no images", Assert.Throws<DatasetException>(() => new ImageSet("t", 1, 2, 16, 2, [], [])).Message);
        Assert.Contains("3 pixels", Assert.Throws<DatasetException>(() => new ImageSet("t", 1, 2, 16, 2, [0, 1, 2], [0])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Load().Threshold(17));
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Load().Slice(1796, 2));
    }

    [Fact]
    public void Fingerprints_tell_samples_apart()
    {
        BinarySamples samples = Digits.Load().Threshold(8);
        Assert.Equal(samples.Fingerprint(), Digits.Load().Threshold(8).Fingerprint());
        Assert.NotEqual(samples.Fingerprint(), Digits.Load().Threshold(9).Fingerprint());
        Assert.NotEqual(samples.Fingerprint(), samples.Take(1796).Fingerprint());
    }
}
