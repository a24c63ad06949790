// The cells of a page: their text, which a reader may change, and where it is kept.
const LongestLink = 8000;

const encode = text => btoa(Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const decode = text => new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0)));

export const duration = seconds => seconds < 0.0995 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : seconds < 9.95 ? `${seconds.toFixed(1)} s`
  : seconds < 59.5 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

export class Cell {
  #editor = null;

  // services: { complete, inspect, diagnose, run } as the editor asks them; all may answer nothing.
  constructor(record, key, services) {
    this.published = record.source;
    this.seconds = record.seconds ?? null;
    this.index = record.index;
    this.id = record.id;
    this.section = document.getElementById(record.id);
    this.code = this.section?.querySelector('.source code') ?? null;
    this.key = `${key}#${record.id}`;
    this.services = services;
    this.hasRun = false;
    this.shown = this.code ? [...this.code.childNodes].map(node => node.cloneNode(true)) : [];
    this.text = this.#kept() ?? this.published;
    if (this.text !== this.published) this.#show();
  }

  get isEdited() { return this.text !== this.published; }

  // The rooms of the house that the cell names with #r, and the sets of images that it loads.
  get rooms() { return [...this.text.matchAll(/^\s*#r\s+"\.\.\/lib\/(\w+)\/bin\//gm)].map(match => match[1]); }

  get sets() {
    return [/(?<![.\w])Mnist\s*\.|(?<!fashion-)mnist-binary/.test(this.text) && 'mnist-binary', /(?<![.\w])FashionMnist\s*\.|fashion-mnist-binary/.test(this.text) && 'fashion-mnist-binary'].filter(Boolean);
  }

  set(text) {
    this.text = text;
    this.#keep();
    if (this.#editor) this.#editor.set(text); else this.#show();
    this.section.classList.toggle('edited', this.isEdited);
  }

  reset() { this.set(this.published); }

  // An editor in the place of the coloured text, made when the cell is first touched.
  async edit(load) {
    if (!this.#editor) {
      const source = this.code.closest('.source'), changed = text => {
        this.text = text;
        this.#keep();
        this.section.classList.toggle('edited', this.isEdited);
      };
      const host = document.createElement('div');
      host.className = 'editor';
      let make = null;
      try { make = (await load())?.create; } catch (error) { console.warn('the plain editor is used:', error); }
      if (this.#editor) return this.#editor.focus();
      this.#editor = (make ?? plain)(host, this.text, `Code of cell ${this.index + 1}`, changed, this.services);
      source.querySelector('pre').replaceWith(host);
    }
    this.#editor.focus();
  }

  // Asks anew what is wrong with the text.
  check() { this.#editor?.check?.(); }

  share() {
    const link = new URL(location.href);
    link.hash = `${this.id}=${encode(this.text)}`;
    if (link.href.length > LongestLink) throw new Error(`the cell is too long for a link (${link.href.length} characters, at most ${LongestLink}); download the notebook instead`);
    return link.href;
  }

  // A cell's text in the page's address: [id, text], or null. It is shown; it runs only when the reader says so.
  static shared() {
    const match = /^#(cell-\d+)=([\w-]+)$/.exec(location.hash);
    if (!match || location.href.length > LongestLink) return null;
    try { return [match[1], decode(match[2])]; } catch { return null; }
  }

  #show() {
    if (!this.code) return;
    if (this.isEdited) this.code.textContent = this.text;
    else this.code.replaceChildren(...this.shown.map(node => node.cloneNode(true)));
    this.section.classList.toggle('edited', this.isEdited);
  }

  #kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept?.published === this.published ? kept.text : null; // of a cell that was published anew the edit no longer fits
    } catch { return null; }
  }

  #keep() {
    try {
      if (this.isEdited) localStorage.setItem(this.key, JSON.stringify({ published: this.published, text: this.text }));
      else localStorage.removeItem(this.key);
    } catch { this.services.unkept(); } // a browser may refuse storage: the edit lives as long as the page
  }
}

// A text area with what every editor here has: Shift+Enter runs, Tab leaves.
function plain(host, text, label, changed, services) {
  const area = document.createElement('textarea');
  area.value = text;
  area.spellcheck = false;
  area.setAttribute('aria-label', label);
  const fit = () => { area.rows = area.value.split('\n').length; };
  fit();
  area.addEventListener('input', () => { fit(); changed(area.value); });
  area.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey || event.metaKey)) { event.preventDefault(); services.run(); }
    if (event.key === 'Escape') host.closest('section').querySelector('.cell-tools button')?.focus();
  });
  host.append(area);
  return { set: value => { area.value = value; fit(); }, focus: () => area.focus() };
}
