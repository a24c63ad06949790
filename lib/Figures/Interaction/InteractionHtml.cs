using System.Net;
using System.Text;

namespace Spikebook.Figures;

/// <summary>Values that follow a control, on a page without a kernel: all of them computed beforehand, one shown at a time.</summary>
static class InteractionHtml
{
    public static string Write(Interaction interaction)
    {
        var (control, values) = (interaction.First, interaction.Values);
        var html = new StringBuilder();
        html.Append($"""
            <div class="spikebook-places"><label style="display:flex;gap:12px;align-items:center;max-width:480px">{WebUtility.HtmlEncode(control.Name)}
            <input type="range" min="0" max="{values.Count - 1}" value="{control.StartIndex}" style="flex:1" oninput="{Script}">
            <output>{WebUtility.HtmlEncode(control.Label(control.Places[control.StartIndex]))}</output></label>

            """);
        for (int i = 0; i < values.Count; i++)
        {
            string hidden = i == control.StartIndex ? "" : " hidden";
            html.Append($"<div data-place=\"{WebUtility.HtmlEncode(control.Label(control.Places[i]))}\"{hidden}>{Piece(values[i])}</div>\n");
        }
        return html.Append("</div>").ToString();
    }

    /// <summary>Finds its parts by walking up from the slider, so that outputs need no names.</summary>
    const string Script = "var box=this.closest('.spikebook-places'),at=+this.value,n=0;"
        + "[].forEach.call(box.children,function(c){if(!c.hasAttribute('data-place'))return;c.hidden=n!==at;"
        + "if(n===at)box.querySelector('output').textContent=c.getAttribute('data-place');n++})";

    static string Piece(object? value) => value switch
    {
        null => "",
        Figure figure => figure.ToHtml(),
        Table table => table.ToHtml(),
        ProgressBar bar => bar.ToHtml(),
        IFormattable number => Text(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        _ => Text(value.ToString() ?? ""),
    };

    static string Text(string text) => $"<pre>{WebUtility.HtmlEncode(text)}</pre>";
}
