using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Tests.Gallery;

public sealed class SearchTextTests
{
    [Fact]
    public void A_page_is_found_by_any_word_of_its_prose_to_the_last()
    {
        var document = NotebookDocument.Create();
        document.Add(CellKind.Markdown, "# Long\n\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"word{i} ")));
        document.Add(CellKind.Markdown, "The *Fokker-Planck* equation, $x^2$ and\n\n$$\\int y$$\n\n```csharp\nvar hidden = 1;\n```\n\nlast.");
        document.Add(CellKind.Code, "var code = 2;");
        string text = IndexPage.SearchText(new GalleryEntry(document, "01-long", GalleryStatus.Ok, default));
        string[] words = text.Split(' ');
        Assert.Equal(["01-long", "long", "word0", "word1"], words[..4]);
        foreach (string word in new[] { "fokker-planck", "last", "word4999" }) Assert.Contains(word, words);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.DoesNotContain("int", words);
        Assert.DoesNotContain("code", words);
        Assert.Equal(words.Length, words.Distinct().Count());
    }
}
