using Spikebook.Data;

namespace Spikebook.Showcase.Tests;

public sealed class ChipDeskTests
{
    static readonly Lazy<BinarySamples> Digits = new(()
        => PackedImages.Read(Path.Combine(TestHouse.Root, "data", "mnist-binary", "test.bits.gz"), "MNIST test", margin: 4));

    [Fact]
    public void The_circuit_learns_the_digit_as_the_arithmetic_does()
    {
        var desk = new ChipDesk(Digits.Value);
        desk.Learn(300);
        var twin = new ChipDesk(Digits.Value);
        twin.Learn(300);
        var (pixels, label) = desk.Digit(3);
        int[] potentials = twin.Read(pixels);
        var lesson = desk.Show(pixels, label);
        Assert.Equal(potentials, lesson.Potentials);
        Assert.Equal(12, lesson.Phases.Count);

        // x is the picture in phase 1, o answers in phase 3, t says the label.
        Assert.Equal(Enumerable.Range(0, pixels.Length).Where(i => pixels[i]), Fired(lesson, 1, "x"));
        Assert.Equal(Enumerable.Range(0, 10).Where(k => potentials[k] > 512), Fired(lesson, 3, "o"));
        Assert.Equal([label], Fired(lesson, 3, "t"));
        Assert.Equal(lesson.Exact, Fired(lesson, 3, "o").SequenceEqual([label]));
        Assert.Equal(Enumerable.Range(0, 10).Where(k => k == label && potentials[k] is > 0 and <= 512), Fired(lesson, 4, "d+"));
        Assert.Equal(301, desk.Learned);
    }

    [Fact]
    public void Thousands_of_digits_teach_it_to_read()
    {
        var desk = new ChipDesk(Digits.Value);
        double before = desk.Examine(300);
        desk.Learn(6000);
        Assert.InRange(desk.Examine(300), Math.Max(0.6, before + 0.3), 1);
    }

    [Fact]
    public void Other_pictures_than_its_own_are_refused()
        => Assert.Throws<ArgumentException>(() => new ChipDesk(Data.Digits.LoadBinary().Train));

    static IEnumerable<int> Fired(Lesson lesson, int phase, string layer)
        => lesson.Phases[phase][ChipDesk.Layers.ToList().IndexOf(layer)].Order();
}
