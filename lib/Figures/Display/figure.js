// Replaces a figure's static picture by its live chart once Plotly is at hand. It stands in every output, so it is short.
(function (figure) {
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
  // A figure that follows a control comes again and again under one name: its chart moves on into the new output
  function keep(box, live) {
    var follows = box.closest('[data-spikebook-live]');
    if (!follows) return null;
    var all = window.spikebookLive = window.spikebookLive || {}, name = follows.getAttribute('data-spikebook-live'), last = all[name];
    if (last && last.isConnected) return null; // the same output in a second view
    if (last) live.replaceWith(last);
    all[name] = last || live;
    return { chart: all[name], again: !!last, name: name };
  }
  function draw(Plotly) {
    document.querySelectorAll('.{{id}}:not([data-drawn])').forEach(function (box) {
      var still = box.querySelector('.spikebook-static'), live = box.querySelector('.spikebook-live');
      var kept = keep(box, live), plot = Plotly.newPlot;
      box.setAttribute('data-drawn', '');
      if (kept) live = kept.chart;
      if (kept && kept.again) {
        plot = Plotly.react;
        still.style.display = 'none';
      }
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
      if (kept) spec.layout.uirevision = kept.name;
      plot(live, { data: spec.data, layout: spec.layout, frames: spec.frames, config: {
        responsive: true, displaylogo: false, modeBarButtonsToRemove: ['sendChartToCloud', 'lasso2d', 'select2d', 'autoScale2d', 'zoomIn2d', 'zoomOut2d'],
        displayModeBar: live.clientWidth < 480 ? false : 'hover' } })
        .then(function () { still.style.display = 'none'; }, function () { live.style.display = 'none'; still.style.display = ''; });
    });
  }
  // A Jupyter server serves the copy beside the kernel's specification; the public copy comes after it
  function places() {
    var open = ['https://cdn.plot.ly/plotly-{{version}}.min.js'], page = document.getElementById('jupyter-config-data'), base;
    try { base = page ? JSON.parse(page.textContent).baseUrl : document.body.getAttribute('data-base-url'); } catch (e) { base = null; }
    if (!base || !window.fetch) return Promise.resolve(open);
    return fetch(base + 'api/kernelspecs', { credentials: 'same-origin' }).then(function (answer) { return answer.json(); }).then(function (found) {
      return Object.keys(found.kernelspecs).map(function (name) {
        var own = (found.kernelspecs[name].spec.metadata || {}).spikebook;
        return own && own.plotly ? base + 'kernelspecs/' + encodeURIComponent(name) + '/' + own.plotly : null;
      }).filter(Boolean).concat(open);
    }).catch(function () { return open; });
  }
  function first(urls, at) {
    return at === urls.length ? Promise.reject() : new Promise(function (found, lost) {
      var root = window, name = 'spikebook-plotly-' + at, paths = {};
      if (typeof root.require === 'function' && typeof root.define === 'function' && root.define.amd && root.require.config) {
        paths[name] = urls[at].replace(/\.js$/, '');
        root.require.config({ paths: paths });
        root.require([name], function (Plotly) { found(root.Plotly = root.Plotly || Plotly); }, lost);
      } else {
        var script = document.createElement('script');
        script.src = urls[at];
        script.onload = function () { found(root.Plotly); };
        script.onerror = lost;
        document.head.appendChild(script);
      }
    }).catch(function () { return first(urls, at + 1); });
  }
  // A page may hold Plotly already; while it is still being read, deferred scripts may yet bring it
  function load() {
    if (window.Plotly) return draw(window.Plotly);
    window.spikebookPlotly = window.spikebookPlotly || places().then(function (urls) { return first(urls, 0); });
    window.spikebookPlotly.then(draw, function () {
      window.spikebookPlotly = null;
      say();
    });
  }
  // A slider that cannot move says why
  function say() {
    document.querySelectorAll('.{{id}}:not([data-drawn])').forEach(function (box) {
      if (!figure.frames || box.querySelector('.spikebook-note')) return;
      var note = document.createElement('p');
      note.className = 'spikebook-note';
      note.textContent = 'A still picture: its slider needs plotly.js, which could not be loaded from here.';
      box.appendChild(note);
    });
  }
  if (window.Plotly || document.readyState !== 'loading') load();
  else document.addEventListener('DOMContentLoaded', load);
})({{figure}});
