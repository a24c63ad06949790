using System.Net;
using System.Text;

namespace Spikebook.Figures;

/// <summary>Values that follow controls, on a page without a kernel: all of them computed beforehand, one shown at a time.</summary>
static class InteractionHtml
{
    public static string Write(PlaceGrid grid)
    {
        StringBuilder html = new("<div class=\"spikebook-places\">");
        foreach (var (name, labels, start) in grid.Axes)
        {
            string all = WebUtility.HtmlEncode(string.Join('|', labels.Select(Plain)));
            html.Append($"""
                <label style="display:flex;gap:12px;align-items:center;max-width:480px">{WebUtility.HtmlEncode(name)}
                <input type="range" min="0" max="{labels.Length - 1}" value="{start}" data-labels="{all}" style="flex:1" oninput="{Script}">
                <output>{WebUtility.HtmlEncode(labels[start])}</output></label>

                """);
        }
        int first = grid.Axes.Aggregate(0, (at, axis) => at * axis.Labels.Length + axis.Start);
        bool several = grid.Axes.Count > 1;
        for (int i = 0; i < grid.Values.Count; i++)
            html.Append($"<div data-place=\"{i}\"{(i == first ? "" : " hidden")}>{Piece(grid.Values[i], several)}</div>\n");
        if (grid.Note.Length > 0) html.Append($"<p class=\"spikebook-note\">{WebUtility.HtmlEncode(grid.Note)}</p>");
        return html.Append("</div>").ToString();
    }

    static string Plain(string label) => label.Replace('|', '/');

    /// <summary>Finds its parts by walking up from the slider, so that outputs need no names.</summary>
    const string Script = "var box=this.closest('.spikebook-places'),at=0;"
        + "[].forEach.call(box.querySelectorAll(':scope>label>input'),function(r){at=at*(+r.max+1)+ +r.value;"
        + "r.parentNode.querySelector('output').textContent=r.getAttribute('data-labels').split('|')[+r.value]});"
        + "[].forEach.call(box.children,function(c){if(c.hasAttribute('data-place'))c.hidden=+c.getAttribute('data-place')!==at})";

    // Several controls have many places: each is a still picture then, a live chart for every one would be megabytes.
    static string Piece(object? value, bool still) => value switch
    {
        null => "",
        Figure figure => still ? FigureHtml.Still(figure) : figure.ToHtml(),
        Table table => table.ToHtml(),
        ProgressBar bar => bar.ToHtml(),
        IFormattable number => Text(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        _ => Text(value.ToString() ?? ""),
    };

    static string Text(string text) => $"<pre>{WebUtility.HtmlEncode(text)}</pre>";
}
