// Draws formulas with KaTeX and charts with Plotly, each fetched only by a page that has some. Whatever cannot be fetched
// leaves what stands there: readable TeX, and a still picture.
(() => {
  'use strict';
  const root = document.documentElement;

  // --- light and dark; before anything is painted ---
  const stored = () => { try { return localStorage.getItem('spikebook-theme'); } catch { return null; } };
  const store = theme => { try { localStorage.setItem('spikebook-theme', theme); } catch { /* file:// may forbid it */ } };
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme || (prefersDark.matches ? 'dark' : 'light')) === 'dark';
  if (stored()) root.dataset.theme = stored();

  function themeButton() {
    const button = document.querySelector('button.theme');
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      store(root.dataset.theme);
      recolour();
    });
    prefersDark.addEventListener('change', recolour);
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(address));
      document.head.append(script);
    });
  }

  // --- formulas ---
  // A displayed formula that is a little too wide is set smaller; one that is much too wide scrolls.
  function fit(scope = document) {
    for (const element of scope.querySelectorAll('.math.display')) {
      element.style.fontSize = '';
      const excess = element.clientWidth / element.scrollWidth;
      if (excess < 1) element.style.fontSize = `${Math.max(0.72, excess * 0.98)}em`;
    }
  }

  async function formulas(scope = document) {
    const found = scope.querySelectorAll('.math');
    // MathML breaks no lines: what is wider than its paragraph scrolls on a line of its own.
    for (const element of found)
      if (element.matches('.drawn:not(.display)') && element.getBoundingClientRect().width > element.parentElement.clientWidth) element.classList.add('wide');
    fit(scope);
    if (!found.length || !root.dataset.katex) return;
    try { if (!window.katex) await load(root.dataset.katex); } catch { root.dataset.formulas = 'unreachable'; return; }
    const macros = {};
    for (const element of found) {
      const tex = element.dataset.tex ?? element.textContent, before = [...element.childNodes];
      try {
        katex.render(tex, element, { displayMode: element.classList.contains('display'), throwOnError: false, macros, errorColor: 'var(--failed)' });
        element.classList.add('drawn');
        element.classList.remove('wide');
      } catch { element.replaceChildren(...before); }
    }
    fit(scope);
    document.fonts?.ready.then(() => fit(scope)); // KaTeX's letters are wider or narrower than those that stand in for them
    root.dataset.formulas = 'drawn';
  }

  // --- charts ---
  const drawn = new Map();
  const canHover = matchMedia('(hover: hover)').matches;

  // What a chart leaves open takes the page's colours, and changes with them; what it sets itself it keeps. Its template's
  // colours are those of a white page, so they give way.
  function open(layout) {
    const clear = 'rgba(0,0,0,0)', wanted = [['font.color', '--text'], ['modebar.color', '--line'], ['modebar.activecolor', '--text'],
      ...['paper_bgcolor', 'plot_bgcolor', 'legend.bgcolor', 'modebar.bgcolor'].map(path => [path, clear])];
    const axis = path => wanted.push([path + '.gridcolor', '--grid'], [path + '.zerolinecolor', '--line'], [path + '.linecolor', '--line'], [path + '.tickcolor', '--line']);
    for (const key of new Set(['xaxis', 'yaxis', ...Object.keys(layout)])) {
      if (/^[xy]axis\d*$/.test(key)) axis(key);
      else if (/^scene\d*$/.test(key)) for (const a of ['.xaxis', '.yaxis', '.zaxis']) { axis(key + a); wanted.push([key + a + '.backgroundcolor', clear]); }
      else if (/^polar\d*$/.test(key)) { axis(key + '.radialaxis'); axis(key + '.angularaxis'); wanted.push([key + '.bgcolor', clear]); }
    }
    return wanted.filter(([path]) => path.split('.').reduce((at, step) => at?.[step], layout) === undefined);
  }

  function colours(wanted) {
    const style = getComputedStyle(root);
    return Object.fromEntries(wanted.map(([path, colour]) => [path, colour.startsWith('--') ? style.getPropertyValue(colour).trim() : colour]));
  }

  function assign(target, path, value) {
    const steps = path.split('.'), last = steps.pop();
    for (const step of steps) target = target[step] ??= {};
    target[last] = value;
  }

  // On a narrow page a legend beside or above the plot would lie on it, or on the title.
  function legendBelow(layout) {
    if (layout.showlegend === false || layout.legend) return;
    layout.legend = { orientation: 'h', x: 0, xanchor: 'left', y: -0.28, yanchor: 'top' };
    layout.margin = { ...layout.margin, l: Math.min(layout.margin?.l ?? 60, 60), r: Math.min(layout.margin?.r ?? 16, 16) };
    layout.height += 30;
  }

  // Frames that came with a still picture play without Plotly: each is put together from pieces, most of which all frames share.
  function play(figure) {
    const still = figure.querySelector('img.still'), record = figure.querySelector('script.frames');
    if (!still || !record || figure.dataset.state === 'drawn' || figure.querySelector('.player')) return;
    const { name, labels, start, pieces, frames } = JSON.parse(record.textContent);
    const label = document.createElement('label'), words = document.createElement('span'), input = document.createElement('input'), shown = document.createElement('output');
    label.className = 'player';
    words.textContent = name;
    Object.assign(input, { type: 'range', min: 0, max: frames.length - 1, step: 1, value: start });
    const show = () => {
      shown.textContent = labels[input.value];
      input.setAttribute('aria-valuetext', `${name} = ${labels[input.value]}`);
      still.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(frames[input.value].map(piece => pieces[piece]).join(''));
    };
    input.addEventListener('input', show);
    label.append(words, input, shown);
    still.after(label);
    show();
  }

  const plays = scope => scope.querySelectorAll('figure.chart').forEach(play);

  async function draw(figure, next = null) {
    const again = next !== null;
    if (figure.dataset.state && !again) return;
    if (!again) figure.dataset.state = 'drawing';
    const live = figure.querySelector('.live'), still = figure.querySelector('.still, .html');
    try {
      const spec = next ?? JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
      const layout = { ...spec.layout, autosize: true };
      delete layout.width;
      layout.height ??= Math.max(360, Math.min(520, still ? still.clientHeight : 420));
      const wanted = open(layout);
      // Panels side by side keep a width at which they can be read; the figure scrolls.
      const panels = Object.keys(layout).filter(key => /^xaxis\d*$/.test(key) && layout[key].domain && layout[key].domain[1] - layout[key].domain[0] < 0.6);
      if (panels.length > 1) live.style.minWidth = '36rem';
      else if (live.clientWidth < 560) legendBelow(layout);
      for (const [path, value] of Object.entries(colours(wanted))) assign(layout, path, value);
      await (again ? Plotly.react : Plotly.newPlot)(live, { data: spec.data || [], layout, frames: spec.frames || [], config: { responsive: true, displaylogo: false, showSendToCloud: false, modeBarButtonsToRemove: ['sendChartToCloud', 'lasso2d', 'select2d', 'autoScale2d', 'zoomIn2d', 'zoomOut2d'], displayModeBar: canHover ? 'hover' : false, ...spec.config } });
      figure.dataset.state = 'drawn';
      drawn.set(live, wanted);
    } catch (error) {
      live.replaceChildren();
      figure.dataset.state = 'failed';
      play(figure);
      console.warn('chart not drawn:', error);
    }
  }

  function recolour() {
    for (const [live, wanted] of drawn) Plotly.relayout(live, colours(wanted));
  }

  async function charts() {
    const figures = [...document.querySelectorAll('figure.chart')].filter(figure => figure.querySelector('script'));
    if (!figures.length) return;
    if (!root.dataset.plotly) return plays(document);
    const late = setTimeout(() => plays(document), 1500); // whoever waits for a network can move the sliders meanwhile
    try { if (!window.Plotly) await load(root.dataset.plotly); } catch { root.dataset.charts = 'unreachable'; return plays(document); }
    finally { clearTimeout(late); }
    const seen = new IntersectionObserver(entries => {
      for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
    }, { rootMargin: '600px' });
    figures.forEach(figure => seen.observe(figure));
    // The rest follows while nothing else is to do; WebGL charts wait to be seen, as a browser keeps few of them alive.
    const idle = window.requestIdleCallback || (work => setTimeout(work, 50));
    const rest = figures.filter(figure => !/"type":\s*"(surface|mesh3d|[a-z]+3d|[a-z]+gl)"/.test(figure.querySelector('script').textContent));
    const next = async () => { const figure = rest.shift(); if (figure) { await draw(figure); idle(next); } else root.dataset.charts = 'drawn'; };
    idle(next);
  }

  // A chart that a cell has just made; its still picture stays where Plotly is not there.
  async function drawNew(figure) {
    if (!root.dataset.plotly) return play(figure);
    try { if (!window.Plotly) await load(root.dataset.plotly); } catch { return play(figure); }
    await draw(figure);
  }

  // A drawn chart moves on to other data in its place: much quicker than a new one.
  function redraw(figure, spec) {
    if (figure?.dataset.state !== 'drawn') return false;
    figure.querySelector('script[type="application/json"]').textContent = JSON.stringify(spec);
    draw(figure, spec);
    return true;
  }

  // --- tables wider than their place: an edge that shows so, and scrolling by the keyboard ---
  const widths = window.ResizeObserver && new ResizeObserver(entries => { for (const { target } of entries) measure(target); });

  function measure(box) {
    const over = box.scrollWidth - box.clientWidth;
    if (over > 1) {
      const words = box.querySelector('caption')?.textContent.trim();
      box.tabIndex = 0;
      box.setAttribute('role', 'region');
      box.setAttribute('aria-label', `${words ? `Table: ${words}` : 'Table'}, scrolls sideways`);
    } else for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name);
    box.classList.toggle('more-left', box.scrollLeft > 1);
    box.classList.toggle('more-right', over - box.scrollLeft > 1);
  }

  function tables(scope = document) {
    for (const table of scope.querySelectorAll('.prose table, .output table')) {
      if (table.closest('.across') || table.parentElement.closest('table') || !widths) continue;
      const box = document.createElement('div');
      box.className = 'across';
      table.replaceWith(box);
      box.append(table);
      box.addEventListener('scroll', () => measure(box), { passive: true });
      widths.observe(box);
    }
  }

  // --- cells that run in this page: only from a web server, and only where the engine lies beside it ---
  function live() {
    if (!root.dataset.live) return;
    if (!location.protocol.startsWith('http')) {
      return document.getElementById('live-cells') && remark('To run and change its cells, open this page from a web server, any one (dotnet run --project lib/Cli -- serve starts one): a page from the file system may not load the engine.');
    }
    window.spikebook = { drawNew, redraw, typeset: formulas, tables };
    import(new URL(root.dataset.live, document.baseURI)).catch(error => {
      console.warn('the page stays as it is:', error);
      remark(`This page cannot run here: ${error instanceof SyntaxError ? 'the browser is too old for its script' : 'a part of it could not be loaded'}. What it shows was computed on a desktop.`);
    });
    keep();
  }

  // One line above everything; the page itself stays as it is.
  function remark(text) {
    const line = document.createElement('p'), after = document.querySelector('main p.run');
    line.className = 'notice remark';
    line.setAttribute('role', 'status');
    line.textContent = text;
    if (after) after.after(line); else document.querySelector('main')?.prepend(line);
  }

  // What was seen once opens again without a network, where the browser has a store for that and its owner allows it.
  async function keep() {
    try {
      await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
      const { active } = await navigator.serviceWorker.ready;
      const answer = await fetch(new URL('live/live.json', document.baseURI));
      const packs = answer.ok ? (await answer.json()).packs.map(pack => pack.file) : null;
      const seen = performance.getEntriesByType('resource').map(entry => entry.name).concat(location.href.split('#')[0]);
      active.postMessage({ seen, packs });
      root.dataset.kept = 'yes';
    } catch { root.dataset.kept = 'no'; }
  }

  // --- reading aids ---
  function copyButtons() {
    if (!navigator.clipboard) return;
    for (const source of document.querySelectorAll('.source')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'copy';
      button.setAttribute('aria-label', 'Copy this code');
      button.addEventListener('click', async () => {
        try { await navigator.clipboard.writeText(source.querySelector('code').textContent); button.textContent = 'copied'; }
        catch { button.textContent = 'no access'; }
        setTimeout(() => { button.textContent = 'copy'; }, 1500);
      });
      source.append(button);
    }
  }

  function contents() {
    const list = document.querySelector('.contents details');
    if (!list) return;
    const narrow = matchMedia('(max-width: 62rem)');
    const fold = () => { list.open = !narrow.matches; };
    fold();
    narrow.addEventListener('change', fold);
    const links = new Map([...list.querySelectorAll('a')].map(link => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...links.keys()].map(id => document.getElementById(id)).filter(Boolean);
    let current;
    const mark = () => {
      let at = headings[0];
      for (const heading of headings) if (heading.getBoundingClientRect().top < innerHeight / 4) at = heading;
      if (at === current) return;
      if (current) links.get(current.id).removeAttribute('aria-current');
      current = at;
      links.get(at.id).setAttribute('aria-current', 'true');
    };
    if (headings.length) { mark(); addEventListener('scroll', mark, { passive: true }); }
  }

  function search() {
    const form = document.querySelector('form.filter');
    if (!form) return;
    form.hidden = false;
    const input = form.querySelector('input'), status = form.querySelector('select'), count = form.querySelector('output');
    const cards = [...document.querySelectorAll('.card')];
    const filter = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const card of cards) {
        const hit = words.every(word => card.dataset.text.includes(word)) && (!status.value || card.dataset.status === status.value);
        card.hidden = !hit;
        if (hit) shown++;
      }
      for (const group of document.querySelectorAll('.group')) group.hidden = !group.querySelector('.card:not([hidden])');
      count.textContent = words.length || status.value ? (shown === 1 ? '1 found' : `${shown} found`) : '';
    };
    form.addEventListener('input', filter);
    form.addEventListener('submit', event => event.preventDefault());
    addEventListener('keydown', event => {
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && document.activeElement !== input) { event.preventDefault(); input.focus(); }
      if (event.key === 'Escape' && document.activeElement === input) { input.value = ''; filter(); }
    });
    filter();
  }

  document.addEventListener('DOMContentLoaded', () => {
    themeButton();
    contents();
    copyButtons();
    search();
    tables();
    formulas();
    charts();
    live();
  });
})();
