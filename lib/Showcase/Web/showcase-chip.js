// The chip's circuit: a digit that one chooses or draws, twelve phases, every spike as the emulated chip fired it.
import { make } from './showcase.js';

const Side = 20, Phases = 12, Pace = 900; // milliseconds a phase
const Ink = '#e9e6df', Dim = '#a3a7b3', Edge = '#39415280', Hot = '#ffb454', Cold = '#7cc4ff', Rose = '#ff8fa3', Leaf = '#8fdc9a', Dark = '#1b2130';

// Layers in the order in which the worker gives their spikes: name, words, units a row, units, place and width of the picture.
const Layers = [
  ['x', 'x, the digit', 20, 400, 0.1, 0.17, 0.17, Cold], ['m_x6', 'memory of x', 20, 400, 0.1, 0.6, 0.13, Leaf],
  ['h1', 'h, hidden', 10, 100, 0.4, 0.14, 0.13, Cold], ['h1_copy', 'h > 0', 10, 100, 0.31, 0.42, 0.075, Cold], ['h1_copy2', 'h > 1024', 10, 100, 0.49, 0.42, 0.075, Cold],
  ['c_h1', 'box of h', 10, 100, 0.31, 0.65, 0.075, Leaf], ['m_h1', 'memory of h', 10, 100, 0.49, 0.65, 0.075, Leaf], ['h1T', 'errors come back', 10, 100, 0.4, 0.88, 0.1, Rose],
  ['o', 'o, the answer', 5, 10, 0.7, 0.12, 0.12, Cold], ['o_copy', 'o > 0', 5, 10, 0.64, 0.38, 0.075, Cold], ['o_copy2', 'o > 1024', 5, 10, 0.77, 0.38, 0.075, Cold],
  ['oT-', 'opposite sign', 5, 10, 0.72, 0.84, 0.085, Rose], ['t', 'target', 5, 10, 0.91, 0.12, 0.085, Hot], ['d+', 'missing', 5, 10, 0.91, 0.38, 0.085, Hot], ['d-', 'too many', 5, 10, 0.91, 0.6, 0.085, Hot],
];
const Meaning = [
  'rest: a gate keeps the outputs shut against echoes', 'the digit arrives: x', 'h = [W₁ x > 512], and its copies at 0 and 1024', 'the answer o = [W₂ h > 512]; the target; h is remembered',
  'errors: what is missing, what is too many', 'learn: W₂ goes up where h meets a missing answer (reward)', 'errors come back to h; x is remembered', 'learn: W₁ goes up where x meets a hidden error > 0 (reward)',
  'rest: a gate keeps h shut against the x of phase 7', 'learn: W₂ goes down where h meets what is too many', 'errors of the other sign come back', 'learn: W₁ goes down where x meets a hidden error < 0',
];

export class Desk {
  phase = 0; since = 0; playing = true; lesson = null; index = 0;
  pixels = new Uint8Array(Side * Side);

  constructor(host, engine, say) {
    Object.assign(this, { engine, say });
    this.canvas = make('canvas', { role: 'img', 'aria-label': 'The circuit and its spikes' });
    this.pad = make('canvas', { class: 'pad', role: 'img', 'aria-label': 'The digit: draw here with a pointer' });
    this.label = make('select', {}, ...Array.from({ length: 10 }, (_, i) => make('option', { value: i }, String(i))));
    this.label.addEventListener('change', () => this.show());
    this.told = make('p', { class: 'told', role: 'status' });
    this.took = make('p', { class: 'computed' });
    this.pause = make('button', { type: 'button', click: () => { this.playing = !this.playing; this.pause.textContent = this.playing ? 'Pause' : 'Play'; } }, 'Pause');
    this.buttons = Array.from({ length: Phases }, (_, i) => make('button', {
      type: 'button', 'aria-label': `Phase ${i}: ${Meaning[i]}`, class: i === 5 || i === 7 ? 'reward' : '', click: () => { this.#go(i); if (this.playing) this.pause.click(); } }, String(i)));
    this.more = make('button', { type: 'button', click: () => this.learn(3000) }, 'Learn 3,000 more');
    host.replaceChildren(make('div', { class: 'instrument' },
      make('div', { class: 'desk-tools' },
        make('button', { type: 'button', click: () => this.next() }, 'Next digit'), make('button', { type: 'button', click: () => this.clear() }, 'Draw one'),
        make('label', {}, 'it is a', this.label), this.more, this.pause),
      make('div', { class: 'desk' }, this.canvas, this.pad),
      make('div', { class: 'phases', role: 'group', 'aria-label': 'Phases' }, ...this.buttons), this.told, this.took));
    this.pad.addEventListener('pointerdown', event => { this.pad.setPointerCapture(event.pointerId); this.#ink(event); });
    this.pad.addEventListener('pointermove', event => { if (event.buttons) this.#ink(event); });
    this.pad.addEventListener('pointerup', () => this.guess());
    new ResizeObserver(() => this.#layOut()).observe(this.canvas);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.pause.click();
  }

  async begin() {
    this.#layOut();
    await this.engine.call('open');
    await this.learn(9000);
    const wires = await this.engine.call('wires');
    this.wires = Array.from({ length: wires.length / 3 }, (_, i) => wires.subarray(3 * i, 3 * i + 3));
    await this.next();
    const step = now => { this.#advance(now); requestAnimationFrame(step); };
    requestAnimationFrame(step);
  }

  async learn(count) {
    this.more.disabled = true;
    try {
      const [learned, right, took] = await this.engine.call('learn', count);
      this.took.textContent = `Learned ${learned.toLocaleString('en')} digits in this browser (the last ${count.toLocaleString('en')} in ${took} ms); reads ${(right / 10).toFixed(1)} % of 300 that it has never seen.`;
      if (this.lesson) await this.show();
    } catch (error) { this.say(error.message, true); }
    finally { this.more.disabled = false; }
  }

  async next() {
    const digit = await this.engine.call('digit', this.index++);
    this.label.value = digit[0];
    this.pixels = digit.slice(1);
    await this.show();
  }

  clear() {
    this.pixels.fill(0);
    this.lesson = null;
    this.#go(1);
    this.told.textContent = 'Draw a digit on the square at the left; the circuit reads it when you lift the pointer.';
    this.#draw();
  }

  // What was drawn is first read; the answer stands for the label until somebody says otherwise.
  async guess() {
    const potentials = await this.engine.call('read', this.pixels);
    this.label.value = potentials.indexOf(Math.max(...potentials));
    await this.show();
  }

  async show() {
    try {
      const label = +this.label.value, numbers = await this.engine.call('show', this.pixels, label);
      const [read, exact, changed, microseconds] = numbers;
      let at = 14;
      const phases = Array.from({ length: Phases }, () => Layers.map(() => { const count = numbers[at++]; at += count; return numbers.subarray(at - count, at); }));
      this.lesson = { label, read, exact, changed, microseconds, potentials: numbers.subarray(4, 14), phases };
      this.#go(0);
    } catch (error) { this.say(error.message, true); }
  }

  #ink(event) {
    if (this.lesson) this.clear();
    const box = this.pad.getBoundingClientRect(), x = Math.floor((event.clientX - box.left) / box.width * Side), y = Math.floor((event.clientY - box.top) / box.height * Side);
    for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]]) if (x + dx >= 0 && x + dx < Side && y + dy >= 0 && y + dy < Side) this.pixels[(y + dy) * Side + x + dx] = 1;
    this.#draw();
  }

  #go(phase) {
    this.phase = phase;
    this.since = performance.now();
    this.buttons.forEach((button, i) => button.setAttribute('aria-pressed', i === phase));
    if (!this.lesson) return;
    const { label, read, changed, phases } = this.lesson, spikes = phases[phase].reduce((sum, fired) => sum + fired.length, 0);
    const end = phase === 11 ? ` It read a ${read}, it was a ${label}; ${changed === 0 ? 'nothing had to change' : `${changed.toLocaleString('en')} weights changed`}.` : '';
    this.told.textContent = `Phase ${phase}: ${Meaning[phase]} (${spikes} ${spikes === 1 ? 'spike' : 'spikes'}).${end}`;
    this.#draw();
  }

  #advance(now) {
    if (this.playing && this.lesson && !document.hidden && now - this.since > Pace * (this.phase === 11 ? 2.5 : 1)) this.#go((this.phase + 1) % Phases);
  }

  // --- the picture ---
  #layOut() {
    const width = Math.max(260, this.canvas.clientWidth), height = Math.round(width * (width < 420 ? 1.02 : 0.86)), ratio = Math.min(2, devicePixelRatio || 1);
    if (this.canvas.width === Math.round(width * ratio) && this.height === height) return;
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.canvas.style.height = `${height}px`;
    Object.assign(this, { width, height, ratio });
    const box = this.#box(Layers[0]);
    Object.assign(this.pad.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.w}px`, height: `${box.h}px` });
    this.#draw();
  }

  #box([, , columns, units, cx, cy, share]) {
    const w = this.width * share, h = w * Math.ceil(units / columns) / columns;
    return { x: this.width * cx - w / 2, y: this.height * cy - h / 2, w, h, unit: w / columns };
  }

  #draw() {
    if (!this.width) return;
    const g = this.canvas.getContext('2d'), { lesson, phase } = this;
    g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    g.clearRect(0, 0, this.width, this.height);
    const fired = layer => lesson?.phases[phase][layer] ?? [];
    const before = (layer, delay) => phase - 1 - delay >= 0 && (lesson?.phases[phase - 1 - delay][layer].length ?? 0) > 0;
    const boxes = Layers.map(layer => this.#box(layer)), middle = box => [box.x + box.w / 2, box.y + box.h / 2];
    for (const pulse of [false, true])
      for (const [from, to, delay] of this.wires ?? []) {
        const lit = before(from, delay) && fired(to).length > 0;
        if (lit !== pulse) continue;
        g.strokeStyle = lit ? Layers[to][7] : Edge;
        g.globalAlpha = lit ? 0.9 : 1;
        g.lineWidth = lit ? 2.4 : 1;
        g.beginPath();
        g.moveTo(...middle(boxes[from]));
        g.lineTo(...middle(boxes[to]));
        g.stroke();
      }
    g.globalAlpha = 1;
    g.textAlign = 'center';
    const small = this.width < 420;
    Layers.forEach(([name, words, columns, units, , , , tone], layer) => {
      const box = boxes[layer], now = fired(layer);
      g.fillStyle = Dark;
      g.fillRect(box.x - 3, box.y - 3, box.w + 6, box.h + 6);
      g.strokeStyle = now.length ? tone : '#39415a';
      g.lineWidth = now.length ? 2 : 1;
      g.strokeRect(box.x - 3, box.y - 3, box.w + 6, box.h + 6);
      const dot = unit => g.fillRect(box.x + (unit % columns) * box.unit + 0.4, box.y + Math.floor(unit / columns) * box.unit + 0.4, box.unit - 0.8, box.unit - 0.8);
      if (layer === 0) { g.fillStyle = '#4a546b'; this.pixels.forEach((pixel, unit) => { if (pixel) dot(unit); }); }
      g.fillStyle = tone;
      for (const unit of now) dot(unit);
      if (units === 10 && box.unit > 9) {
        g.font = `${Math.min(13, box.unit * 0.7)}px ui-sans-serif, system-ui, sans-serif`;
        for (let k = 0; k < 10; k++) {
          g.fillStyle = now.includes(k) ? '#10131a' : Dim;
          g.fillText(k, box.x + (k % columns + 0.5) * box.unit, box.y + (Math.floor(k / columns) + 0.5) * box.unit + Math.min(13, box.unit * 0.7) * 0.36);
        }
      }
      g.fillStyle = now.length ? Ink : Dim;
      g.font = `${small ? 9.5 : 12}px ui-sans-serif, system-ui, sans-serif`;
      g.fillText(words, box.x + box.w / 2, box.y + box.h + (small ? 14 : 18));
    });
    // the ring of gates, as a clock
    const r = Math.min(30, this.width * 0.055), cx = this.width * 0.1, cy = this.height * 0.91;
    for (let i = 0; i < Phases; i++) {
      const angle = 2 * Math.PI * i / Phases - Math.PI / 2;
      g.fillStyle = i === phase ? Hot : '#4a546b';
      g.beginPath();
      g.arc(cx + r * Math.cos(angle), cy + r * Math.sin(angle), i === phase ? 5 : 3, 0, 2 * Math.PI);
      g.fill();
    }
    g.fillStyle = Dim;
    g.fillText('gates', cx, cy + 4);
  }
}
