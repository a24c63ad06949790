// Makes a gallery's page live: a bar that starts the engine when the reader asks for it, tools at each cell, and what they do.
import { Engine } from './engine.js';
import { Outputs } from './outputs.js';
import { Cell, duration } from './cells.js';
import { missing } from './missing.js';

const block = document.getElementById('live-cells');
const address = new URL('../live.json', import.meta.url);
const Minutes = 60, Patience = 1200; // seconds that are worth a question; milliseconds in which a cell may stop by itself

const make = (name, text, act, title) => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  if (act) { element.type = 'button'; element.addEventListener('click', act); }
  if (title) element.title = title;
  return element;
};

class LivePage {
  ratio = null;
  busy = null;          // the cell that runs
  stopped = false;      // whether the reader asked to stop
  queue = Promise.resolve();

  constructor(manifest, notebook) {
    this.manifest = manifest;
    this.notebook = notebook;
    this.engine = new Engine(address, manifest, {
      loading: (loaded, total) => this.progress(loaded, total),
      starting: () => { this.say('Starting the engine …'); this.meter.removeAttribute('value'); },
      ended: reason => this.ended(reason),
      output: message => this.outputs.get(message.cell)?.take(message, (id, values, faces) => this.move(id, values, faces)),
    });
    this.cells = notebook.cells.map(record => {
      let cell;
      const ask = (name, ...args) => this.engine.running && !this.busy ? this.engine.call(name, ...args).catch(() => null) : Promise.resolve(null);
      return cell = new Cell(record, location.pathname, {
        complete: (code, at) => ask('complete', code, at), diagnose: code => ask('diagnose', code),
        inspect: (code, at) => ask('inspect', code, at),
        run: () => this.run([cell]), unkept: () => this.unkept(),
      });
    });
    this.outputs = new Map();
    this.build();
    this.takeShared();
  }

  // Rooms and sets of images that cells need, as the worker asks for them.
  wanted(cells = this.cells) {
    const rooms = [...new Set(cells.flatMap(cell => cell.rooms))].filter(room => this.manifest.rooms[room]);
    return [rooms, [...new Set(cells.flatMap(cell => cell.sets))]];
  }

  get size() {
    const [rooms] = this.wanted(), names = ['base', 'engine', 'data', ...rooms.flatMap(room => this.manifest.rooms[room])];
    return this.manifest.packs.filter(pack => names.includes(pack.name) || names.includes(pack.file)).reduce((sum, pack) => sum + pack.size, 0);
  }

  // --- the bar and the tools ---
  build() {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = new URL('page.css', import.meta.url).href;
    document.head.append(style);

    this.bar = make('div');
    this.bar.className = 'live-bar';
    this.bar.setAttribute('role', 'region');
    this.bar.setAttribute('aria-label', 'Run this page');
    this.begin = make('button', 'Run this page in your browser', () => this.run(this.cells));
    this.begin.className = 'begin';
    this.all = make('button', 'Run all', () => this.run(this.cells));
    this.stop = make('button', 'Stop', () => this.halt(), 'Stops the cell that runs');
    this.restart = make('button', 'Restart', () => this.again(), 'A new session: every variable is forgotten');
    this.save = make('button', 'Download .ipynb', () => this.download(), 'The notebook with your changes');
    this.meter = document.createElement('progress');
    this.meter.setAttribute('aria-label', 'Loading');
    this.status = make('span');
    this.status.className = 'status';
    this.status.setAttribute('role', 'status');
    this.bar.append(this.begin, this.all, this.stop, this.restart, this.save, this.meter, this.status);
    document.querySelector('main p.run')?.after(this.bar);
    const sets = this.manifest.packs.filter(pack => this.wanted()[1].includes(pack.name)).reduce((sum, pack) => sum + pack.size, 0);
    const images = sets > 0 ? `, and ${(sets / 1e6).toFixed(1)} MB of images with the cells that need them` : '';
    this.say(`C# compiler and library, ${(this.size / 1e6).toFixed(1)} MB to load once${images}; nothing is installed and nothing leaves your machine.`);
    for (const cell of this.cells) if (cell.code) this.tools(cell);
    this.refresh();
  }

  tools(cell) {
    const bar = make('div');
    bar.className = 'cell-tools';
    bar.setAttribute('role', 'toolbar');
    bar.setAttribute('aria-label', `Cell ${cell.index + 1}`);
    const about = make('span');
    about.className = 'about';
    cell.about = about;
    const name = (button, words) => { button.setAttribute('aria-label', `${words} ${cell.index + 1}`); return button; };
    bar.append(
      name(make('button', 'Run', () => this.run([cell]), 'Shift+Enter in the cell'), 'Run cell'),
      name(make('button', 'Run above', () => this.run(this.cells.slice(0, this.cells.indexOf(cell)))), 'Run above cell'),
      name(make('button', 'Edit', () => cell.edit(() => this.editor())), 'Edit cell'),
      name(make('button', 'Reset', () => { cell.reset(); this.estimate(cell); }, 'The published text again'), 'Reset cell'),
      name(make('button', 'Share', () => this.share(cell), 'A link that carries this cell'), 'Share cell'),
      about);
    cell.section.querySelector('.source').after(bar);
    cell.code.addEventListener('dblclick', () => cell.edit(() => this.editor()));
    this.estimate(cell);
  }

  editor() { return this.manifest.editor ? import('./editor.js') : null; }

  say(text, isError = false) {
    this.status.textContent = text;
    this.status.classList.toggle('failed', isError);
  }

  // What few pages need comes when it is asked for, without a word.
  async later(name) {
    this.quiet = true;
    try { await this.engine.call('load', address.href, this.manifest, [], [name]); }
    finally { this.quiet = false; }
  }

  async prose(text, isLatex) {
    await this.later('prose');
    return this.engine.call('prose', text, isLatex);
  }

  unkept() {
    if (!this.told) this.say('The browser keeps nothing for this page: your changes last until it is closed.', true);
    this.told = true;
  }

  progress(loaded, total) {
    if (this.quiet) return;
    this.meter.hidden = false;
    this.meter.max = total;
    this.meter.value = loaded;
    this.say(`Loading ${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB …`);
  }

  refresh() {
    const on = this.engine.running;
    this.begin.hidden = on;
    this.all.hidden = this.restart.hidden = !on;
    this.stop.hidden = !this.busy;
    if (!this.starting) this.meter.hidden = true;
    document.documentElement.dataset.engine = this.busy ? 'busy' : on ? 'ready' : 'off';
  }

  // What the cell took on the desktop, and about how long here.
  estimate(cell) {
    if (cell.seconds === null) { cell.about.textContent = ''; return; }
    const here = this.ratio === null ? '' : `, here about ${duration(cell.seconds * this.ratio)}`;
    cell.about.textContent = `${duration(cell.seconds)} on the desktop${cell.hasRun ? '' : here}`;
  }

  // --- running ---
  run(cells) {
    this.stopped = false;
    return this.queue = this.queue.then(async () => {
      try {
        await this.ready(cells);
        const long = cells.reduce((sum, cell) => sum + (cell.seconds ?? 0), 0) * (this.ratio ?? 1);
        if (long > Minutes && !confirm(`This will take about ${duration(long)} in this browser. Run it?`)) return;
        for (const cell of cells) {
          if (this.stopped || !(await this.runCell(cell))) break;
        }
      } catch (error) {
        this.say(error.message, true);
      } finally {
        this.refresh();
        // What was asked while a cell ran was not answered, and other names are known now.
        for (const cell of this.cells) cell.check();
      }
    });
  }

  // Libraries of the whole page at once; sets of images only with the cells that speak of them.
  async ready(cells) {
    const needed = [this.wanted()[0], this.wanted(cells)[1]];
    if (this.engine.running) return this.engine.call('load', address.href, this.manifest, ...needed);
    const from = performance.now();
    this.starting = true;
    this.begin.disabled = true;
    try {
      const { ratio } = await this.engine.start('/house/notebooks', ...needed);
      this.ratio = ratio;
      this.cells.forEach(cell => { cell.hasRun = false; if (cell.about) this.estimate(cell); });
      this.say(`Ready after ${duration((performance.now() - from) / 1000)}; this browser needs about ${ratio.toFixed(1)} times as long as the desktop.`);
    } finally {
      this.starting = false;
      this.begin.disabled = false;
      this.refresh();
    }
  }

  async runCell(cell) {
    this.busy = cell;
    cell.section?.classList.add('running');
    this.refresh();
    let outputs = null;
    if (cell.section) {
      outputs = this.outputs.get(cell.id) ?? new Outputs(cell.section, (text, isLatex) => this.prose(text, isLatex));
      this.outputs.set(cell.id, outputs);
      outputs.clear();
    }
    const from = performance.now();
    const expected = cell.seconds === null ? '' : `, about ${duration(cell.seconds * this.ratio)}`;
    this.say(`Cell ${cell.index + 1} runs${expected} …`);
    try {
      const result = await this.engine.call('run', cell.id, cell.text, `cell ${cell.index + 1}`);
      outputs?.settle();
      cell.hasRun = true;
      const took = (performance.now() - from) / 1000;
      if (cell.about) cell.about.textContent = `${duration(took)} here${cell.seconds === null ? '' : `, ${duration(cell.seconds)} on the desktop`}`;
      cell.section?.classList.toggle('failed', result.status !== 'ok');
      if (result.error) outputs?.fail(result.error);
      this.say(result.status === 'ok' ? `Cell ${cell.index + 1} ran in ${duration(took)}.` : `Cell ${cell.index + 1}: ${result.error?.message ?? result.status}`, result.status !== 'ok');
      return result.status === 'ok';
    } catch (error) {
      outputs?.notice(error.message);
      throw error;
    } finally {
      this.busy = null;
      cell.section?.classList.remove('running');
      this.refresh();
    }
  }

  // A control was moved: the redrawing takes its turn behind what runs.
  move(panel, values, faces) {
    return this.queue = this.queue.then(async () => {
      if (!this.engine.running) return this.say('The engine has ended; run the cell again to move its controls.', true);
      try {
        const result = await this.engine.call('move', panel, values, faces);
        if (result.error) this.say(result.error.message, true);
      } catch (error) { this.say(error.message, true); }
    });
  }

  async halt() {
    const running = this.busy;
    if (!running) return;
    this.stopped = true;
    this.say('Stopping …');
    this.engine.call('cancel').catch(() => {});
    await new Promise(resolve => setTimeout(resolve, Patience));
    if (this.busy !== running) return;
    const lost = this.cells.filter(cell => cell.hasRun).length;
    this.lose(`Stopped. The cell did not listen, so the engine was ended: ${lost === 0 ? 'no variables were lost' : `the variables of ${lost} ${lost === 1 ? 'cell are' : 'cells are'} lost; Run above brings them back`}.`);
  }

  again() {
    this.stopped = true;
    this.lose('Restarted: a new session, no variable is known. It starts with the next cell that you run.');
  }

  // The browser ended the worker: the page is what it was before the first run.
  ended(reason) {
    const lost = this.cells.some(cell => cell.hasRun) ? ' All variables are lost; Run above brings them back.' : '';
    this.lose(`The engine has ended: ${reason}.${lost}`, true);
  }

  lose(reason, isError = false) {
    this.engine.end(reason);
    this.cells.forEach(cell => { cell.hasRun = false; });
    this.queue = this.queue.then(() => { this.say(reason, isError); this.refresh(); });
    this.refresh();
  }

  // --- what can be taken away ---
  async share(cell) {
    try {
      const link = cell.share();
      history.replaceState(null, '', link);
      try { await navigator.clipboard.writeText(link); this.say('The link with this cell is copied.'); }
      catch { this.say("The link with this cell is in the browser's address line."); }
    } catch (error) { this.say(error.message, true); }
  }

  takeShared() {
    const shared = Cell.shared(), cell = shared && this.cells.find(candidate => candidate.id === shared[0]);
    if (!cell) return;
    cell.set(shared[1]);
    cell.section.scrollIntoView();
    this.say(`Cell ${cell.index + 1} comes from the link that you followed: read it before you run it.`);
  }

  async download() {
    try {
      const answer = await fetch(new URL(this.notebook.file, document.baseURI));
      if (!answer.ok) throw new Error(`${this.notebook.file} could not be loaded (${answer.status})`);
      const notebook = await answer.json();
      for (const cell of this.cells) if (cell.isEdited) Object.assign(notebook.cells[cell.index], { source: cell.text, outputs: [], execution_count: null });
      const link = make('a');
      link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1) + '\n'], { type: 'application/x-ipynb+json' }));
      link.download = `${this.notebook.name}.ipynb`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) { this.say(error.message, true); }
  }
}

if (block) {
  const lacking = missing();
  if (lacking) {
    const line = make('p', `This page cannot run here: the browser has no ${lacking}. What it shows was computed on a desktop.`);
    line.className = 'notice';
    document.querySelector('main p.run')?.after(line);
  } else {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`live.json could not be loaded (${answer.status})`);
    window.spikebook.page = new LivePage(await answer.json(), JSON.parse(block.textContent));
  }
}
