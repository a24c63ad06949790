namespace Spikebook.Notebooks.Jupyter;

/// <summary>Positions in code: the protocol counts Unicode code points, C# counts UTF-16 code units.</summary>
static class CodePoints
{
    /// <summary>The code unit at which a code point stands; the end where there are fewer.</summary>
    public static int ToUtf16(string text, int codePoint)
    {
        int at = 0;
        for (; codePoint > 0 && at < text.Length; codePoint--)
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        return at;
    }

    /// <summary>How many code points stand before a code unit.</summary>
    public static int FromUtf16(string text, int position)
    {
        int count = 0;
        for (int at = 0; at < position; count++)
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        return count;
    }
}
