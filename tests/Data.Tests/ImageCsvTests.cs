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
