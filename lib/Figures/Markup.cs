using System.Text;

namespace Spikebook.Figures;

/// <summary>The marks that texts of a figure may hold, as Plotly knows them.</summary>
static class Markup
{
    public readonly record struct Run(string Text, bool Sub, bool Sup, bool Bold, bool Italic, bool Break);

    /// <summary>Pieces of a text in one style each.</summary>
    public static List<Run> Runs(string text)
    {
        var runs = new List<Run>();
        var piece = new StringBuilder();
        int sub = 0, sup = 0, bold = 0, italic = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = TagAt(text, i, out string tag);
            if (length == 0)
            {
                piece.Append(text[i++]);
                continue;
            }
            Flush(false);
            int change = tag[0] == '/' ? -1 : 1;
            switch (tag.TrimStart('/'))
            {
                case "sub": sub += change; break;
                case "sup": sup += change; break;
                case "b": bold += change; break;
                case "i": italic += change; break;
                default: Flush(true); break;
            }
            i += length;
        }
        Flush(false);
        return runs;

        void Flush(bool lineBreak)
        {
            if (piece.Length > 0 || lineBreak) runs.Add(new(Decoded(piece.ToString()), sub > 0, sup > 0, bold > 0, italic > 0, lineBreak));
            piece.Clear();
        }
    }

    /// <summary>The text without marks.</summary>
    public static string Plain(string text) => string.Concat(Runs(text).Select(run => run.Break ? " " : run.Text));

    static int TagAt(string text, int at, out string tag)
    {
        tag = "";
        if (text[at] != '<') return 0;
        int end = text.IndexOf('>', at);
        if (end < 0 || end - at > 6) return 0;
        tag = text[(at + 1)..end].TrimEnd('/').TrimEnd();
        return tag is "sub" or "/sub" or "sup" or "/sup" or "b" or "/b" or "i" or "/i" or "br" ? end - at + 1 : 0;
    }

    static string Decoded(string text) => text.Contains('&') ? System.Net.WebUtility.HtmlDecode(text) : text;
}
