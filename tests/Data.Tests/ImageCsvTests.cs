using System.Text;

namespace Spikebook.Data.Tests;

public sealed class ImageCsvTests
{
    [Theory]
    [InlineData("1,2,3,4,7\n5,6,7,8,9\n", LabelColumn.Last)]
    [InlineData("a,b,c,d,label\r\n1,2,3,4,7\r\n5,6,7,8,9", LabelColumn.Last)]
    [InlineData("7,1,2,3,4\n9,5,6,7,8\n", LabelColumn.First)]
    public void Labels_first_or_last_with_or_without_headings(string text, LabelColumn label)
    {
        using var folder = new TemporaryFolder();
        byte[] content = Encoding.UTF8.GetBytes(text);
        foreach (string path in (string[])[folder.Write("a.csv", content), folder.Write("a.csv.gz", Idx.Gzip(content))])
        {
            ImageSet set = ImageCsv.Read(path, 2, 2, 16, label);
            Assert.Equal([1, 2, 3, 4], set.Pixels(0).ToArray());
            Assert.Equal([5, 6, 7, 8], set.Pixels(1).ToArray());
            Assert.Equal([7, 9], set.Labels.ToArray());
        }
    }

    [Theory]
    [InlineData("0,1,2,3,4\n2,5,6,7,8\n", 2, 2, 8)]
    [InlineData("label,a,b,c\n0,1,2,3\n2,5,6,7\n", 1, 3, 7)]
    public void Size_ink_and_classes_are_those_of_the_file(string text, int height, int width, int maximum)
    {
        using var folder = new TemporaryFolder();
        ImageSet set = ImageCsv.Read(folder.Write("a.csv", Encoding.UTF8.GetBytes(text)), LabelColumn.First);
        Assert.Equal((2, height, width, maximum, 3), (set.Count, set.Height, set.Width, set.Maximum, set.Classes));
        Assert.Equal([0, 2], set.Labels.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("label,a\n")]
    [InlineData("1\n2\n")]
    public void A_file_without_images_is_named(string text)
    {
        using var folder = new TemporaryFolder();
        string message = Assert.Throws<DatasetException>(() => ImageCsv.Read(folder.Write("a.csv", Encoding.UTF8.GetBytes(text)))).Message;
        Assert.Contains("a.csv: no line with pixels and a label", message);
    }

    [Theory]
    [InlineData("1,2,3,4,7\n1,2,3,4\n", "line 2: 4 values; 5 are expected")]
    [InlineData("1,2,3,4,7\n1,2,x,4,7\n", "line 2, column 3: \"x\"")]
    [InlineData("1,2,3,4,7\n1,2,17,4,7\n", "line 2: pixel 17")]
    [InlineData("1,2,3,4,7\n1,2,0.5,4,7\n", "line 2: pixel 0.5")]
    [InlineData("1,2,3,4,11\n", "line 1: label 11")]
    [InlineData("1,2,3,4,-1\n", "line 1: label -1")]
    [InlineData("a,b,c,d,e\n", "no images")]
    [InlineData("", "no images")]
    public void Wrong_lines_are_named(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", Encoding.UTF8.GetBytes(text));
        string message = Assert.Throws<DatasetException>(() => ImageCsv.Read(path, 2, 2, 16)).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }
}
