using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Figures;

/// <summary>A figure as a piece of a page that stands alone: the static picture, replaced by the live chart once Plotly is at hand.</summary>
static class FigureHtml
{
    /// <summary>Version of plotly.js that a page without its own copy loads.</summary>
    public const string PlotlyVersion = "4.1.2";

    public static string Write(Figure figure)
    {
        string json = figure.ToJson();
        // ids follow from the content, so that running a notebook again gives the same page
        string id = "sb" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(figure.Name + json)).AsSpan(0, 6));
        string label = WebUtility.HtmlEncode(Markup.Plain(figure.Title.Length > 0 ? figure.Title : figure.Name));
        string minWidth = figure.Columns > 1 ? FormattableString.Invariant($" style=\"min-width:{250 * figure.Columns}px\"") : "";
        return $$"""
            <div class="spikebook-figure {{id}}" data-figure="{{figure.Name}}" role="figure" aria-label="{{label}}" style="max-width:960px;overflow-x:auto">
            <div class="spikebook-static"{{minWidth}}>{{SvgPicture.Draw(figure, id, page: true)}}</div>
            <div class="spikebook-live"{{minWidth}}></div>
            <script>
            (function () {
              var figure = {{json}};
            {{Script.Replace("{{id}}", id).Replace("{{version}}", PlotlyVersion)}}
            })();
            </script></div>
            """;
    }

    // A page may hold Plotly already (window.Plotly), have require.js, or neither. While the page is still being read, deferred
    // scripts may yet bring Plotly, so the public copy is asked for only afterwards, and only once.
    const string Script = """
          // Plotly wraps neither titles nor the room above them: on a narrow page both need more lines
          function fit(layout, width, data) {
            var lines = [''], rows = 1, total = 0, widest = 0, room = width - layout.margin.l - layout.margin.r;
            ((layout.title || {}).text || '').split(' ').forEach(function (word) {
              var last = lines.length - 1, longer = lines[last] ? lines[last] + ' ' + word : word;
              if (lines[last] && longer.replace(/<[^>]*>/g, '').length * 9.4 > width - 28) lines.push(word); else lines[last] = longer;
            });
            if (lines.length > 1) layout.title.text = lines.join('<br>');
            data.forEach(function (trace) {
              if (!trace.showlegend) return;
              var own = 52 + 7.6 * trace.name.replace(/<[^>]*>/g, '').length;
              total += own;
              widest = Math.max(widest, own);
            });
            var entries = data.filter(function (trace) { return trace.showlegend; }).length;
            if (total > room) rows = Math.ceil(entries / Math.max(Math.floor(room / widest), 1));
            if (layout.sliders) {
              layout.sliders[0].x = Math.min(100 / room, 0.5);
              layout.sliders[0].len = 1 - layout.sliders[0].x;
            }
            layout.margin.t += 20 * (lines.length - 1) + 19 * (rows - 1);
            layout.height += 20 * (lines.length - 1) + 19 * (rows - 1);
          }
          function draw(Plotly) {
            document.querySelectorAll('.{{id}}:not([data-drawn])').forEach(function (box) {
              box.setAttribute('data-drawn', '');
              var still = box.querySelector('.spikebook-static'), live = box.querySelector('.spikebook-live');
              var ink = getComputedStyle(box).color, rgb = (ink.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
              var spec = JSON.parse(JSON.stringify(figure)), theme = spec.layout.template.layout;
              fit(spec.layout, live.clientWidth || box.clientWidth || 700, spec.data);
              function shade(opacity) { return 'rgba(' + rgb.slice(0, 3).join(',') + ',' + opacity + ')'; }
              theme.paper_bgcolor = 'rgba(0,0,0,0)';
              theme.font.color = ink;
              ['xaxis', 'yaxis'].forEach(function (axis) {
                theme[axis].gridcolor = shade(0.12);
                theme[axis].linecolor = theme[axis].tickcolor = shade(0.5);
              });
              theme.modebar.color = shade(0.35);
              theme.modebar.activecolor = shade(0.7);
              Plotly.newPlot(live, { data: spec.data, layout: spec.layout, frames: spec.frames, config: {
                responsive: true, displaylogo: false, modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d', 'zoomIn2d', 'zoomOut2d'],
                displayModeBar: live.clientWidth < 480 ? false : 'hover' }  })
                .then(function () { still.style.display = 'none'; }, function () { live.style.display = 'none'; });
            });
          }
          function load() {
            if (window.Plotly) return draw(window.Plotly);
            var root = window, url = 'https://cdn.plot.ly/plotly-{{version}}.min';
            root.spikebookPlotly = root.spikebookPlotly || new Promise(function (found, lost) {
              if (typeof root.require === 'function' && typeof root.define === 'function' && root.define.amd && root.require.config) {
                root.require.config({ paths: { 'spikebook-plotly': url } });
                root.require(['spikebook-plotly'], function (Plotly) { found(Plotly || root.Plotly); }, lost);
              } else {
                var script = document.createElement('script');
                script.src = url + '.js';
                script.onload = function () { found(root.Plotly); };
                script.onerror = lost;
                document.head.appendChild(script);
              }
            });
            root.spikebookPlotly.then(draw, function () { root.spikebookPlotly = null; });
          }
          if (window.Plotly || document.readyState !== 'loading') load();
          else document.addEventListener('DOMContentLoaded', load);
        """;
}
