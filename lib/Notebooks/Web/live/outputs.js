// What a cell shows, as elements: of each value the richest form that this page can draw.
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const base64 = text => btoa(Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join(''));

const joined = text => Array.isArray(text) ? text.join('') : String(text);

function picture(data) {
  const words = (data['text/plain'] ?? '').slice(0, 200) || 'Figure';
  if (data['image/svg+xml']) return make('img', { class: 'still', alt: words, src: 'data:image/svg+xml;base64,' + base64(joined(data['image/svg+xml'])) });
  for (const mime of ['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
    if (data[mime]) return make('img', { class: 'still', alt: words, src: `data:${mime};base64,${joined(data[mime]).replace(/\s/g, '')}` });
  return null;
}

function chart(data) {
  const spec = data['application/vnd.plotly.v1+json'], frames = data['application/vnd.spikebook.frames+json'];
  if (!spec || !(document.documentElement.dataset.plotly || frames)) return null;
  const still = picture(data), record = text => typeof text === 'string' ? text : JSON.stringify(text);
  return make('figure', { class: 'chart', 'aria-label': still?.alt ?? 'Chart' }, ...(still ? [still] : []), make('div', { class: 'live' }),
    make('script', { type: 'application/json' }, record(spec)), ...(frames ? [make('script', { type: 'application/json', class: 'frames' }, record(frames))] : []));
}

// Prose as the engine writes it; until that is there, its text.
function prose(text, isLatex, write) {
  const box = make('div', { class: 'prose plain' }, text);
  write(text, isLatex).then(html => {
    box.classList.remove('plain');
    box.innerHTML = html; // of which the engine has left nothing that could run
    window.spikebook?.tables(box.parentElement ?? box);
    window.spikebook?.typeset(box);
  }).catch(() => { /* the text stays */ });
  return box;
}

function value(data, write) {
  const drawn = chart(data);
  if (drawn) return drawn;
  // A picture before HTML: HTML of a figure brings a script, which this page does not run.
  const html = data['text/html'];
  if (html !== undefined && !(picture(data) && /<script/i.test(html))) {
    const box = make('div', { class: 'html' });
    box.innerHTML = joined(html); // its scripts and handlers do not run: the page's policy names those that may
    return box;
  }
  const image = picture(data);
  if (image) return image;
  if (data['text/markdown'] !== undefined) return prose(joined(data['text/markdown']), false, write);
  if (data['text/latex'] !== undefined) return prose(joined(data['text/latex']), true, write);
  if (data['text/plain'] !== undefined) return make('pre', { class: 'value' }, joined(data['text/plain']));
  if (data['application/json'] !== undefined)
    return make('details', { class: 'json' }, make('summary', {}, 'JSON'), make('pre', {}, JSON.stringify(data['application/json'], null, 2)));
  return make('p', { class: 'notice' }, `A value of type ${Object.keys(data).join(', ')} that this page cannot show.`);
}

// What a redrawing has to bring: where Plotly has drawn the chart its data alone, where no Plotly is its picture alone.
function faces(box) {
  if (!document.documentElement.dataset.plotly) return 'picture';
  return box?.firstElementChild?.dataset.state === 'drawn' ? 'data' : 'both';
}

function put(box, data, write) {
  const spec = data['application/vnd.plotly.v1+json'], old = box.firstElementChild;
  if (spec && old?.matches('figure.chart') && window.spikebook?.redraw(old, typeof spec === 'string' ? JSON.parse(spec) : spec)) return;
  const element = value(data, write);
  // A redrawn figure takes the old one's place at once, so that a slider does not flicker.
  box.style.minHeight = box.firstElementChild ? `${box.offsetHeight}px` : '';
  box.replaceChildren(element);
  if (element.matches('figure.chart')) window.spikebook?.drawNew(element);
  else window.spikebook?.tables(box.parentElement);
  requestAnimationFrame(() => { box.style.minHeight = ''; });
}

export class Outputs {
  #displays = new Map();
  #undrawn = new Map(); // of each display the last value that is not drawn yet
  #waiting = false;

  // write: Markdown or LaTeX as HTML, in time.
  constructor(section, write) {
    this.write = write;
    this.box = section.querySelector(':scope > .outputs') ?? section.appendChild(make('div', { class: 'outputs' }));
    this.box.setAttribute('aria-live', 'polite');
  }

  clear() { this.box.replaceChildren(); this.#displays.clear(); this.#undrawn.clear(); this.#waiting = false; }

  take(message, move) {
    if (this.#waiting && message.type !== 'clear') this.clear();
    switch (message.type) {
      case 'stream': return this.#stream(message.name, message.text);
      case 'clear': return message.wait ? (this.#waiting = true) : this.clear();
      case 'controls': return this.#controls(message, move);
      case 'update': if (this.#displays.has(message.id)) return this.#update(message);
      // falls through: an update of what was never shown shows it
      default: {
        const box = this.#add();
        if (message.id) this.#displays.set(message.id, box);
        put(box, message.data, this.write);
      }
    }
  }

  fail(error) {
    const where = error.line > 0 ? ` (line ${error.line}${error.column > 0 ? `, column ${error.column}` : ''})` : '';
    const box = make('div', { class: 'error', role: 'alert' },
      make('p', { class: 'error-line' }, make('strong', {}, error.name), ` ${error.message}${where}`));
    const traceback = (error.traceback ?? []).join('\n').replace(/\x1b\[[0-9;]*m/g, '').trim();
    if (traceback) box.append(make('pre', {}, traceback));
    this.#add().append(box);
  }

  notice(text) { this.#add().append(make('p', { class: 'notice', role: 'status' }, text)); }

  #add() { return this.box.appendChild(make('div', { class: 'output' })); }

  #stream(name, text) {
    const last = this.box.lastElementChild?.firstElementChild;
    const kind = name === 'stderr' ? 'stderr' : 'stdout';
    if (last?.matches(`pre.stream.${kind}`)) last.append(text);
    else this.#add().append(make('pre', { class: `stream ${kind}` }, text));
  }

  // Drawn with the next picture of the screen: the engine computes the next value meanwhile.
  #update({ id, data }) {
    if (this.#undrawn.size === 0) requestAnimationFrame(() => this.settle());
    this.#undrawn.set(id, data);
  }

  // Draws what is waiting, now.
  settle() {
    for (const [id, data] of this.#undrawn) put(this.#displays.get(id), data, this.write);
    this.#undrawn.clear();
  }

  // Sliders and what else can be moved; only the last place counts while a redrawing runs.
  #controls({ id, controls, arrangement }, move) {
    const values = controls.map(control => control.value);
    let drawing = false, stale = false;
    const changed = async () => {
      stale = true;
      if (drawing) return;
      drawing = true;
      while (stale) { stale = false; await move(id, [...values], faces(this.#displays.get(id))); }
      drawing = false;
      this.settle();
    };
    const box = make('div', { class: `live-controls ${arrangement}` });
    controls.forEach((control, at) => box.append(this.#control(control, next => { values[at] = next; changed(); })));
    this.#add().append(box);
  }

  // Two ends, of which neither passes the other.
  #interval({ name, value, min, max, step }, changed) {
    const ends = [...value], shown = make('output'), say = () => { shown.textContent = ends.map(end => +(+end).toPrecision(6)).join(' … '); };
    const inputs = ends.map((end, at) => {
      const input = make('input', { type: 'range', min, max, step: step || 'any', 'aria-label': `${name}, ${at ? 'to' : 'from'}` });
      input.value = end;
      input.addEventListener('input', () => {
        ends[at] = at ? Math.max(+input.value, ends[0]) : Math.min(+input.value, ends[1]);
        input.value = ends[at];
        say();
        changed([...ends]);
      });
      return input;
    });
    say();
    return make('div', { class: 'interval', role: 'group', 'aria-label': name }, make('span', {}, name), ...inputs, shown);
  }

  #control(control, changed) {
    if (Array.isArray(control.value) && control.max !== undefined) return this.#interval(control, changed);
    const shown = make('output');
    let input;
    if (control.options) {
      input = make('select', {}, ...control.options.map((option, at) => make('option', { value: at }, String(option))));
      input.selectedIndex = typeof control.value === 'number' ? control.value : control.options.indexOf(control.value);
      input.addEventListener('change', () => changed(typeof control.value === 'number' ? input.selectedIndex : control.options[input.selectedIndex]));
    } else if (typeof control.value === 'boolean') {
      input = make('input', { type: 'checkbox' });
      input.checked = control.value;
      input.addEventListener('change', () => changed(input.checked));
    } else if (typeof control.value === 'number' && control.max !== undefined) {
      input = make('input', { type: 'range', min: control.min, max: control.max, step: control.step || 'any' });
      input.value = control.value;
      shown.textContent = +(+control.value).toPrecision(6);
      input.addEventListener('input', () => { shown.textContent = +(+input.value).toPrecision(6); changed(+input.value); });
    } else {
      input = make('input', { type: typeof control.value === 'number' ? 'number' : 'text', step: 'any', value: control.value ?? '' });
      input.addEventListener('change', () => changed(input.type === 'number' ? +input.value : input.value));
    }
    return make('label', {}, make('span', {}, control.name), input, shown);
  }
}
