// The population on its two clocks. Everything drawn comes from the worker, computed anew for every place of the sliders.
import { make } from './showcase.js';

const Lowest = -2.5, Highest = 2, Threshold = 2, Reset = 1, Until = 4, PushedAt = 2;
const LowRate = 0.01, HighRate = 1000;
const Ink = '#e9e6df', Dim = '#a3a7b3', Line = '#2b3140', Hot = '#ffb454', Cold = '#7cc4ff';
const Scale = [[0, 13, 16, 23], [0.12, 34, 24, 68], [0.3, 98, 36, 106], [0.5, 170, 52, 94], [0.7, 232, 92, 74], [0.86, 252, 160, 92], [1, 253, 240, 190]];
const Moods = [
  ['A volley fells it', 0.5, 4, 0.3], ['Not quite', 0.5, 4, 0.15], ['It blows up by itself', 1, 3, 0], ['Again and again', 1.2, 4, 0], ['Too noisy to fall', 1.2, 1, 0.3],
];

// Opaque colours as a canvas keeps them, byte by byte: red, green, blue, opacity.
const colours = new Uint32Array(Uint8Array.from(Array.from({ length: 256 }, (_, i) => {
  const x = i / 255, k = Math.max(1, Scale.findIndex(stop => stop[0] >= x)), [a, b] = [Scale[k - 1], Scale[k]], f = (x - a[0]) / (b[0] - a[0]);
  return [1, 2, 3].map(c => Math.round(a[c] + f * (b[c] - a[c]))).concat(255);
}).flat()).buffer);
const shade = p => colours[Math.max(0, Math.min(255, Math.round(255 * Math.sqrt(Math.max(0, p) / 1.1))))];

// Asks for what the sliders say; while an answer is under way only the last place counts, and those between are never asked for.
class Follower {
  wanted = 0; drawn = 0; // numbers of what was asked for and of what is shown
  took = 0;              // milliseconds of the last answer
  running = null;

  constructor(ask, show) { Object.assign(this, { ask, show }); }

  follow() {
    this.wanted++;
    return this.running ??= (async () => {
      try {
        while (this.drawn !== this.wanted) {
          const number = this.wanted, from = performance.now(), answer = await this.ask();
          this.took = performance.now() - from;
          this.drawn = number;
          this.show(answer);
        }
      } finally { this.drawn = this.wanted; this.running = null; }
    })();
  }
}

export class Stage {
  values = Moods[0].slice(1);
  film = null; neurons = null;
  redraws = { density: 0, raster: 0 }; // how many of each were drawn
  drawn = {};          // film, neurons and moment that are drawn
  stale = false;       // whether what does not move with the playhead is to be drawn anew, with the next picture of the screen
  at = 0;              // place in the film, in moments
  playing = true;
  computing = null;    // until both show what the sliders say

  // Two workers, so that neurons, which take longer, hold up no density; the second may come later.
  constructor(host, engine, say) {
    Object.assign(this, { engine, say });
    this.density = new Follower(() => engine.call('population', ...this.values), floats => this.#showFilm(Film.of(floats)));
    this.raster = null;
    const slider = (index, name, min, max, step) => {
      const shown = make('output', {}), input = make('input', { type: 'range', min, max, step, value: this.values[index], input: () => this.#move(index, +input.value) });
      this.sliders = [...(this.sliders ?? []), { input, shown, digits: step < 0.01 ? 3 : 2 }];
      return make('label', {}, make('span', {}, name), shown, input);
    };
    this.canvas = make('canvas', { role: 'img', 'aria-label': 'Density, spikes, rate and dilated clock' });
    this.dials = [make('canvas', { width: 128, height: 128, 'aria-hidden': 'true' }), make('canvas', { width: 128, height: 128, 'aria-hidden': 'true' })];
    this.clocks = [make('b', {}, '0'), make('b', {}, '0'), make('b', {}, '0')];
    this.told = make('p', { class: 'told', role: 'status' });
    this.took = make('p', { class: 'computed' });
    this.pause = make('button', { type: 'button', click: () => this.#toggle() }, 'Pause');
    const moods = Moods.map(([name, ...values]) => make('button', { type: 'button', click: () => this.#set(values) }, name));
    host.replaceChildren(make('div', { class: 'instrument' },
      make('div', { class: 'movers' }, slider(0, 'noise a', 0.2, 1.5, 0.01), slider(1, 'coupling b', 0.25, 5, 0.01), slider(2, 'volley m₀', 0, 0.4, 0.005)),
      make('div', { class: 'clocks' },
        make('div', { class: 'clock' }, this.dials[0], make('span', {}, 'physical time t', this.clocks[0])),
        make('div', { class: 'clock' }, this.dials[1], make('span', {}, 'dilated time τ', this.clocks[1])),
        make('div', { class: 'clock' }, make('span', {}, 'rate N = dτ/dt', this.clocks[2])),
        make('div', { class: 'buttons' }, this.pause)),
      this.canvas, this.told,
      make('div', { class: 'desk-tools' }, ...moods), this.took));
    this.canvas.addEventListener('pointerdown', event => this.#seek(event));
    this.canvas.addEventListener('pointermove', event => { if (event.buttons) this.#seek(event); });
    new ResizeObserver(() => { this.#layOut(); this.stale = true; }).observe(this.canvas);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.#toggle();
  }

  async begin() {
    this.#label();
    this.#layOut();
    await this.compute();
    const step = now => { this.#advance(now); requestAnimationFrame(step); };
    requestAnimationFrame(step);
  }

  #set(values) {
    this.values = [...values];
    this.at = 0;
    this.#label();
    return this.compute();
  }

  #move(index, value) {
    this.values[index] = value;
    this.#label();
    this.compute();
  }

  #label() {
    this.sliders.forEach(({ input, shown, digits }, index) => { input.value = this.values[index]; shown.textContent = this.values[index].toFixed(digits); });
  }

  #toggle() {
    this.playing = !this.playing;
    this.pause.textContent = this.playing ? 'Pause' : 'Play';
  }

  // A worker for the neurons: from now on they follow too.
  crowd(engine) {
    this.raster = new Follower(() => engine.call('neurons', ...this.values, 1), floats => this.#showNeurons(NeuronFilm.of(floats)));
    return this.compute();
  }

  async compute() {
    const both = this.computing = Promise.all([this.density.follow(), this.raster?.follow()]);
    try { await both; } catch (error) { this.say(error.message, true); }
  }

  #showFilm(film) {
    const where = this.film?.moments[Math.floor(this.at)];
    this.film = film;
    if (where) this.at = film.placeOf(where);
    this.stale = true;
    this.#tell();
    this.#say();
  }

  #showNeurons(neurons) {
    this.neurons = neurons;
    this.stale = true;
    this.#say();
  }

  #say() {
    const neurons = this.neurons ? `, ${this.neurons.count} neurons in ${this.raster.took.toFixed(0)} ms` : '';
    this.took.textContent = `Computed just now in this browser: the density in ${this.density.took.toFixed(0)} ms (${this.film.steps} steps, mass kept to ${this.film.defect.toExponential(0)})${neurons}.`;
  }

  // What happened, in a sentence, from the numbers.
  #tell() {
    const [, b, push] = this.values, { events } = this.film, big = events.filter(e => e.size > 0.02);
    const words = [];
    const pushed = big.find(e => Math.abs(e.time - PushedAt) < 1e-9);
    if (push > 0) words.push(`At t = ${PushedAt} a volley lifts everybody by b m₀ = ${(b * push).toFixed(2)}`);
    if (pushed) words.push(`<b>${(100 * pushed.size).toFixed(0)} % fire at that one instant</b>: t stands still, τ runs on by ${pushed.size.toFixed(2)}`);
    else if (push > 0) words.push('and the crowd settles again');
    const own = big.filter(e => e !== pushed);
    if (own.length) words.push(`${own.length === 1 ? 'One event comes' : `${own.length} events come`} of the population’s own, the first at t = ${own[0].time.toFixed(3)} with m* = ${own[0].size.toFixed(2)}`);
    if (!words.length || (!big.length && push === 0)) words.push('Nothing blows up: each spike makes less than one other');
    this.told.innerHTML = words.join('; ').replace(/; and/, ' and') + '.';
    this.canvas.setAttribute('aria-label', `Density, spikes, rate and dilated clock. ${this.told.textContent}`);
  }

  // --- geometry ---
  #layOut() {
    const width = Math.max(280, this.canvas.clientWidth), wide = width > 560, ratio = Math.min(2, devicePixelRatio || 1);
    const left = 42, slice = wide ? 130 : 62, right = width - slice - 12, gap = 30;
    const heights = wide ? [210, 130, 110, 120] : [170, 110, 96, 110];
    let top = 20;
    this.panels = heights.map(height => { const panel = { left, right, top, bottom: top + height }; top += height + gap; return panel; });
    this.slice = { left: right + 8, right: width - 4 };
    const height = top - gap + 26;
    if (this.canvas.width === Math.round(width * ratio) && this.canvas.height === Math.round(height * ratio)) return;
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.canvas.style.height = `${height}px`;
    this.ratio = ratio;
    this.background = null;
    this.stale = true;
  }

  #x(t, panel = this.panels[0]) { return panel.left + (panel.right - panel.left) * t / Until; }
  #y(panel, share) { return panel.bottom - (panel.bottom - panel.top) * Math.max(0, Math.min(1, share)); }
  #v(v) { return this.#y(this.panels[0], (v - Lowest) / (Highest - Lowest)); }
  #n(rate) { return this.#y(this.panels[2], Math.log(Math.max(LowRate, rate) / LowRate) / Math.log(HighRate / LowRate)); }
  #tau(tau) { return this.#y(this.panels[3], tau / this.highestTau); }

  #seek(event) {
    if (!this.film) return;
    const box = this.canvas.getBoundingClientRect(), panel = this.panels[0];
    const t = Math.max(0, Math.min(Until, (event.clientX - box.left - panel.left) / (panel.right - panel.left) * Until));
    this.at = this.film.placeOf({ time: t, tau: -1 });
    if (this.playing) this.#toggle();
  }

  // --- what does not move with the playhead ---
  #still() {
    if (!this.film || !this.panels) return;
    this.background ??= Object.assign(document.createElement('canvas'), { width: this.canvas.width, height: this.canvas.height });
    const g = this.background.getContext('2d'), [density, raster, rate, clock] = this.panels, { film } = this;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, this.canvas.width, this.canvas.height);
    g.scale(this.ratio, this.ratio);
    g.textAlign = 'left';
    g.font = '12px ui-sans-serif, system-ui, sans-serif';
    this.highestTau = Math.max(0.5, film.moments.at(-1).tau * 1.05);

    const columns = 320, image = new ImageData(columns, film.rows), pixels = new Uint32Array(image.data.buffer);
    for (let c = 0; c < columns; c++) {
      const moment = film.quiet[film.quietAt((c + 0.5) / columns * Until)];
      for (let r = 0; r < film.rows; r++) pixels[r * columns + c] = shade(moment.density[film.rows - 1 - r]);
    }
    const small = this.small ??= Object.assign(document.createElement('canvas'), { width: columns, height: film.rows });
    small.getContext('2d').putImageData(image, 0, 0);
    g.imageSmoothingEnabled = true;
    g.drawImage(small, density.left, density.top, density.right - density.left, density.bottom - density.top);

    for (const panel of this.panels) { g.strokeStyle = Line; g.lineWidth = 1; g.strokeRect(panel.left + 0.5, panel.top + 0.5, panel.right - panel.left, panel.bottom - panel.top); }
    this.#label4(g);
    g.setLineDash([4, 4]);
    g.strokeStyle = Dim;
    for (const v of [Reset]) line(g, density.left, this.#v(v), density.right, this.#v(v));
    g.setLineDash([]);
    if (this.neurons) {
      g.fillStyle = Cold;
      const height = raster.bottom - raster.top;
      for (const [t, , row] of this.neurons.spikes) g.fillRect(this.#x(t) - 0.7, raster.top + height * (row + 0.5) / this.neurons.count - 0.7, 1.5, 1.5);
      g.strokeStyle = '#5d7ea0';
      path(g, this.neurons.rate.map(([t, , n]) => [this.#x(t), this.#n(n)]));
    }
    g.save();
    g.beginPath();
    g.rect(rate.left, rate.top, rate.right - rate.left, rate.bottom - rate.top);
    g.clip();
    g.strokeStyle = Hot;
    g.lineWidth = 1.8;
    path(g, film.rate.map(([t, , n]) => [this.#x(t), this.#n(Number.isFinite(n) ? n : HighRate * 10)]));
    g.restore();
    g.lineWidth = 2;
    g.strokeStyle = Hot;
    path(g, film.moments.map(m => [this.#x(m.time), this.#tau(m.tau)]));
    g.fillStyle = Ink;
    let free = -Infinity;
    for (const e of film.events) {
      if (e.size < 0.08) continue;
      const x = this.#x(e.time), words = `m* = ${e.size.toFixed(2)}`, room = g.measureText(words).width;
      if (x - room - 8 < free || x - room - 8 < clock.left) continue;
      free = x;
      g.fillText(words, x - room - 6, this.#tau(e.tau + e.size / 2) + 4);
    }
  }

  #label4(g) {
    const [density, raster, rate, clock] = this.panels;
    g.fillStyle = Ink;
    const titles = ['density p(v, t) of the population', `spikes of ${this.neurons?.count ?? 'single'} neurons`, 'rate N: mean field, and the neurons', 'the dilated clock τ(t)'];
    this.panels.forEach((panel, i) => g.fillText(titles[i], panel.left, panel.top - 6));
    g.fillStyle = Dim;
    g.textAlign = 'right';
    for (const [v, name] of [[Threshold, 'V_F'], [Reset, 'V_R'], [0, '0'], [-2, '−2']]) g.fillText(name, density.left - 5, this.#v(v) + 4);
    if (this.neurons) for (const row of [0, this.neurons.count]) g.fillText(row, raster.left - 5, row ? raster.bottom : raster.top + 9);
    for (const [n, name] of [[0.01, '.01'], [1, '1'], [100, '100']]) {
      g.fillText(name, rate.left - 5, this.#n(n) + 4);
      g.strokeStyle = Line;
      line(g, rate.left, this.#n(n), rate.right, this.#n(n));
    }
    const step = this.highestTau > 8 ? 5 : this.highestTau > 3 ? 2 : this.highestTau > 1.2 ? 1 : 0.5;
    for (let tau = 0; tau < this.highestTau; tau += step) g.fillText(tau, clock.left - 5, this.#tau(tau) + 4);
    g.textAlign = 'center';
    for (let t = 0; t <= Until; t++) g.fillText(t === Until ? 't = 4' : t, this.#x(t) - (t === Until ? 10 : 0), clock.bottom + 16);
    g.textAlign = 'left';
    g.fillText('p(v)', this.slice.left, density.top - 6);
  }

  // --- what moves ---
  #advance(now) {
    const passed = Math.min(0.1, (now - (this.last ?? now)) / 1000);
    this.last = now;
    if (!this.film || !this.panels) return;
    const count = this.film.moments.length, { film, neurons, drawn, stale } = this;
    if (this.playing && !document.hidden) this.at = (this.at + passed * Math.max(26, count / 12)) % count;
    const moment = film.moments[Math.min(count - 1, Math.floor(this.at))];
    if (!stale && moment === drawn.moment) return; // nothing has moved
    if (stale) this.#still();
    this.stale = false;
    this.#draw(moment);
    if (film !== drawn.film) this.redraws.density++;
    if (neurons !== drawn.neurons) this.redraws.raster++;
    this.drawn = { film, neurons, moment };
  }

  #draw(moment) {
    const g = this.canvas.getContext('2d'), [density, raster, , clock] = this.panels, event = !Number.isFinite(moment.rate);
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, this.canvas.width, this.canvas.height);
    g.drawImage(this.background, 0, 0);
    g.scale(this.ratio, this.ratio);
    const x = this.#x(moment.time), tone = event ? Hot : Ink;
    g.strokeStyle = tone;
    g.globalAlpha = event ? 0.9 : 0.55;
    g.lineWidth = event ? 2 : 1;
    for (const panel of this.panels) line(g, x, panel.top, x, panel.bottom);
    g.globalAlpha = 1;
    // the density at this moment, sideways, on the voltage axis of the first panel
    const { slice, film } = this, scale = (slice.right - slice.left) / 1.3, height = (density.bottom - density.top) / film.rows;
    g.save();
    g.beginPath();
    g.rect(slice.left, density.top, slice.right - slice.left, density.bottom - density.top);
    g.clip();
    g.beginPath();
    g.moveTo(slice.left, density.bottom);
    for (let r = 0; r < film.rows; r++) g.lineTo(slice.left + moment.density[r] * scale, density.bottom - (r + 0.5) * height);
    g.lineTo(slice.left, density.top);
    g.closePath();
    g.fillStyle = event ? '#ffb45466' : '#7cc4ff55';
    g.fill();
    g.strokeStyle = event ? Hot : Cold;
    g.lineWidth = 1.6;
    g.stroke();
    g.restore();
    g.strokeStyle = Hot;
    g.lineWidth = 2;
    line(g, density.left, density.top, slice.right, density.top);
    const running = event && film.events.find(e => moment.tau >= e.tau - 1e-6 && moment.tau <= e.tau + e.size + 1e-6);
    if (running) { // who has fired waits at V_R, until time goes on
      g.lineWidth = 5;
      line(g, slice.left, this.#v(Reset), slice.left + (moment.tau - running.tau) * (slice.right - slice.left), this.#v(Reset));
      g.lineWidth = 2;
    }
    if (this.neurons) { // who has just fired
      g.fillStyle = '#ffffff';
      const rows = raster.bottom - raster.top;
      for (const [t, , row] of this.neurons.spikes) {
        if (t > moment.time + 0.004) break;
        if (t > moment.time - 0.05) g.fillRect(this.#x(t) - 1.1, raster.top + rows * (row + 0.5) / this.neurons.count - 1.1, 2.4, 2.4);
      }
    }
    g.fillStyle = tone;
    dot(g, x, this.#tau(moment.tau), 5);
    if (!event) dot(g, x, this.#n(moment.rate), 4);
    if (event && clock.right - x > 120) { g.fillStyle = Hot; g.fillText('t stands still', x + 10, this.#tau(moment.tau) + 4); }
    this.#dial(this.dials[0], moment.time, event ? Dim : Ink);
    this.#dial(this.dials[1], moment.tau, event ? Hot : Ink);
    this.clocks[0].textContent = moment.time.toFixed(2);
    this.clocks[1].textContent = moment.tau.toFixed(2);
    this.clocks[2].textContent = event ? '∞' : moment.rate < 10 ? moment.rate.toFixed(2) : moment.rate.toFixed(0);
    this.clocks[1].closest('.clock').classList.toggle('running', event);
  }

  #dial(canvas, value, tone) {
    const g = canvas.getContext('2d'), r = 58;
    g.setTransform(1, 0, 0, 1, 64, 64);
    g.clearRect(-64, -64, 128, 128);
    g.strokeStyle = '#596276';
    g.lineWidth = 3;
    g.beginPath();
    g.arc(0, 0, r, 0, 2 * Math.PI);
    g.stroke();
    for (let i = 0; i < 10; i++) { g.rotate(Math.PI / 5); line(g, 0, -r + 3, 0, -r + 10); }
    g.strokeStyle = g.fillStyle = tone;
    g.lineWidth = 5;
    g.rotate(2 * Math.PI * value);
    line(g, 0, 8, 0, -r + 14);
    dot(g, 0, 0, 6);
  }
}

const line = (g, x, y, u, v) => { g.beginPath(); g.moveTo(x, y); g.lineTo(u, v); g.stroke(); };
const dot = (g, x, y, r) => { g.beginPath(); g.arc(x, y, r, 0, 2 * Math.PI); g.fill(); };
const path = (g, points) => { g.beginPath(); points.forEach(([x, y], i) => i ? g.lineTo(x, y) : g.moveTo(x, y)); g.stroke(); };
const triples = (floats, from, count) => Array.from({ length: count }, (_, i) => floats.subarray(from + 3 * i, from + 3 * i + 3));

// The worker's numbers, as showcase's Desk writes them.
class Film {
  static of(floats) {
    const film = new Film(), [moments, rows, events, samples, steps, defect] = floats;
    Object.assign(film, { rows, steps, defect });
    let at = 7;
    film.moments = Array.from({ length: moments }, () => {
      const moment = { time: floats[at], tau: floats[at + 1], rate: floats[at + 2], density: floats.subarray(at + 3, at + 3 + rows) };
      at += 3 + rows;
      return moment;
    });
    film.events = triples(floats, at, events).map(([time, tau, size]) => ({ time, tau, size }));
    film.rate = triples(floats, at + 3 * events, samples);
    film.quiet = film.moments.filter(moment => Number.isFinite(moment.rate));
    return film;
  }

  quietAt(t) {
    let low = 0, high = this.quiet.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (this.quiet[middle].time <= t) low = middle; else high = middle - 1; }
    return low;
  }

  // The first moment that is not before another film's one.
  placeOf({ time, tau }) {
    const at = this.moments.findIndex(moment => moment.time > time - 1e-6 && (tau < 0 || moment.tau >= tau || moment.time > time + 0.02));
    return at < 0 ? 0 : at;
  }
}

class NeuronFilm {
  static of(floats) {
    const [spikes, samples, , count] = floats;
    return { count, spikes: triples(floats, 4, spikes), rate: triples(floats, 4 + 3 * spikes, samples) };
  }
}
