// Brings the first page to life when the reader asks for it: a worker computes, a stage and a desk draw.
import { Engine } from './engine.js';
import { missing } from './missing.js';
import { Stage } from './showcase-stage.js';
import { Desk } from './showcase-chip.js';

const address = new URL('../live.json', import.meta.url);
const bar = document.getElementById('showcase-bar');

export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

const status = make('p', { class: 'status', role: 'status' });
const say = (text, isError = false) => { status.textContent = text; status.classList.toggle('failed', isError); };

async function begin(manifest, button, meter) {
  button.disabled = true;
  const from = performance.now();
  const heard = {
    loading: (loaded, total) => { meter.hidden = false; meter.max = total; meter.value = loaded; say(`Loading ${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB …`); },
    starting: () => { meter.removeAttribute('value'); say('Starting the library …'); },
    output: () => {},
  };
  // One worker for the density, one for single neurons and the chip: neither waits for the other.
  const engine = new Engine(address, manifest, heard, 'showcase-worker.js');
  const second = new Engine(address, manifest, { loading() {}, starting() {}, output() {} }, 'showcase-worker.js');
  try {
    await engine.start();
    const stage = new Stage(document.getElementById('stage'), engine, say);
    await stage.begin();
    say(`Alive after ${((performance.now() - from) / 1000).toFixed(1)} s: move a slider, or press a button.`);
    button.hidden = meter.hidden = true;
    await second.start();
    await stage.crowd(second);
    const desk = new Desk(document.getElementById('chip'), second, say);
    await desk.begin();
    document.documentElement.dataset.showcase = 'alive';
    window.spikebook.showcase = { stage, desk, engine };
  } catch (error) {
    for (const ended of [engine, second]) ended.end(error.message);
    button.disabled = button.hidden = false;
    say(`${error.message}. The picture stays as it is; press the button to try again.`, true);
  } finally {
    meter.hidden = true;
  }
}

const lacking = missing();
if (lacking) {
  bar.replaceChildren(status);
  say(`This page cannot be moved here: the browser has no ${lacking}. The picture was computed beforehand.`);
} else {
  const answer = await fetch(address);
  if (answer.ok) {
    const manifest = await answer.json();
    const size = manifest.packs.filter(pack => pack.name === 'base' || pack.name === 'Spikebook.Showcase').reduce((sum, pack) => sum + pack.size, 0);
    const meter = make('progress', { 'aria-label': 'Loading' });
    meter.hidden = true;
    const button = make('button', { type: 'button', class: 'begin', click: () => begin(manifest, button, meter) }, 'Bring it to life');
    bar.replaceChildren(button, meter, status);
    say(`The compiled library, ${(size / 1e6).toFixed(1)} MB to load once; it runs in this browser and nothing leaves your machine.`);
  }
}
