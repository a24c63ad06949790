// The engine's side of the page: a worker that holds runtime, compiler and libraries, and runs one cell at a time.
import { answer, fetchPacks, startProgram } from './boot.js';

let exports = null, layOutRooms = null;
const images = new Map(); // assemblies of the libraries, by file name: several rooms may hold the same

async function load(address, manifest, rooms, names) {
  const files = rooms.flatMap(room => manifest.rooms[room] ?? []);
  return fetchPacks(address, manifest, [...names, ...files]);
}

async function start(address, manifest, folder, rooms, sets) {
  const contents = await load(address, manifest, rooms, ['base', 'engine', 'data', ...sets]);
  const send = message => postMessage({ type: 'output', message }); // as text, which is handed over faster than what it says
  exports = (await startProgram(address, manifest, 'Spikebook.Live', manifest.assemblies, contents, { spikebook: { send } })).Spikebook.Live.Engine;
  const known = new Set([...manifest.assemblies, ...manifest.core]);
  layOutRooms = (rooms, contents) => {
    for (const [name, bytes] of contents) {
      const assembly = name.startsWith('framework/') ? name.slice(10) : null;
      if (assembly?.endsWith('.dll') && !known.has(assembly)) exports.Add(assembly.replace(/\.dll$/, ''), bytes);
      if (name.startsWith('house/')) exports.Write('/' + name, bytes);
      else if (name.startsWith('lib/')) images.set(name.slice(4), bytes);
    }
    for (const room of rooms)
      for (const file of manifest.libraries[room] ?? []) exports.Write(`/house/lib/${room}/bin/${file}`, images.get(file));
  };
  layOutRooms(rooms, contents);
  for (const name of manifest.references) exports.Reference(name.replace(/\.dll$/, ''), contents.get('framework/' + name));
  exports.Open(folder);
  return { ratio: exports.Probe() / manifest.probe };
}

const parsed = text => text ? JSON.parse(text) : null;

answer({
  start,
  load: async (address, manifest, rooms, sets) => layOutRooms(rooms, await load(address, manifest, rooms, sets)),
  cancel: () => exports.Cancel(),
  run: async (cell, code, name) => parsed(await exports.Run(cell, code, name)),
  move: async (panel, values, faces) => parsed(await exports.Move(panel, JSON.stringify(values), faces)),
  prose: (text, isLatex) => exports.Prose(text, isLatex),
  complete: (code, position) => parsed(exports.Complete(code, position)),
  inspect: (code, position) => parsed(exports.Inspect(code, position)),
  diagnose: code => parsed(exports.Diagnose(code)),
});
