// What every worker of a site begins with: packs that are fetched once and taken apart, and the runtime that starts a program from them.

// A pack that arrived incomplete is not kept for reading without a network.
async function forget(address, pack) {
  try { await (await caches.open('spikebook')).delete(new URL(pack.file, address)); } catch { /* no store, nothing kept */ }
}

// Fetches one pack, says how far it is, and takes it apart: a line of JSON with names and sizes, then the contents one after the other.
async function unpack(address, pack, progress) {
  let answer;
  try { answer = await fetch(new URL(pack.file, address)); }
  catch { throw new Error(`${pack.file} could not be loaded: no answer; press the button to try again`); }
  if (!answer.ok) throw new Error(`${pack.file} could not be loaded (${answer.status}); press the button to try again`);
  const counted = answer.body.pipeThrough(new TransformStream({
    transform(chunk, stream) { progress(chunk.length); stream.enqueue(chunk); },
  }));
  let bytes;
  try {
    bytes = new Uint8Array(await new Response(counted.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
  } catch { /* cut off: judged by its length */ }
  if (bytes?.length !== pack.unpacked) {
    await forget(address, pack);
    throw new Error(`${pack.file} arrived incomplete; press the button to try again`);
  }
  const end = bytes.indexOf(10), contents = new Map();
  let at = end + 1;
  for (const { name, size } of JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))) {
    contents.set(name, bytes.subarray(at, at + size));
    at += size;
  }
  return contents;
}

const there = new Set(); // files of the packs that are here

// Fetches the packs of these names or files that are not here yet; what they hold, by name.
export async function fetchPacks(address, manifest, names) {
  const wanted = manifest.packs.filter(pack => (names.includes(pack.name) || names.includes(pack.file)) && !there.has(pack.file));
  const total = wanted.reduce((sum, pack) => sum + pack.size, 0);
  let loaded = 0;
  const progress = more => postMessage({ type: 'loading', loaded: loaded += more, total });
  const packs = await Promise.all(wanted.map(pack => unpack(address, pack, progress)));
  for (const pack of wanted) there.add(pack.file);
  return new Map(packs.flatMap(pack => [...pack]));
}

// Why the runtime stopped by itself, as far as it has said so.
let lastWords = '';
const say = console.error;
console.error = (...words) => {
  lastWords ||= /StackOverflow|OutOfMemory|out of memory/i.exec(words.join(' '))?.[0] ?? '';
  say(...words);
};

function lastReason(code) {
  if (/stack/i.test(lastWords)) return 'a function of the cell called itself too deeply; a loop needs no stack';
  return lastWords ? 'the browser has no memory left for it; run less at once' : `its runtime stopped (${code})`;
}

// Starts the runtime with a program; what it exports, by namespace.
export async function startProgram(address, manifest, name, assemblies, contents, imports = {}) {
  postMessage({ type: 'starting' });
  globalThis.dotnetSidecar = true; // a worker of its own, not one of the runtime's helpers
  const { dotnet } = await import(new URL(manifest.runtime, address));
  const { getAssemblyExports, setModuleImports, getConfig, runMain } = await dotnet
    .withConfig({
      mainAssemblyName: name + '.dll',
      globalizationMode: 'invariant',
      resources: {
        jsModuleNative: [{ name: 'dotnet.native.js' }],
        jsModuleRuntime: [{ name: 'dotnet.runtime.js' }],
        wasmNative: [{ name: 'dotnet.native.wasm' }],
        coreAssembly: manifest.core.map(name => ({ name, virtualPath: name })),
        assembly: assemblies.map(name => ({ name, virtualPath: name })),
      },
    })
    .withModuleConfig({ // a runtime that stops answers no call any more
      onAbort: () => postMessage({ type: 'ended', reason: lastReason('aborted') }),
      onExit: code => postMessage({ type: 'ended', reason: lastReason(`exit code ${code}`) }),
    })
    .withResourceLoader((type, name) => {
      const bytes = contents.get('framework/' + name);
      if (!bytes) return null; // the runtime's own scripts lie beside it
      return Promise.resolve(new Response(bytes, { headers: { 'Content-Type': type === 'dotnetwasm' ? 'application/wasm' : 'application/octet-stream' } }));
    })
    .create();
  for (const [module, functions] of Object.entries(imports)) setModuleImports(module, functions);
  const exports = await getAssemblyExports(getConfig().mainAssemblyName);
  await runMain();
  return exports;
}

// Holds a lock for as long as the worker lives: the page hears of its end even where the browser says nothing.
const live = name => !navigator.locks ? null
  : new Promise(held => navigator.locks.request(name, () => { held(); return new Promise(() => {}); }));

// Answers what the page asks with { id, call, … }: { id, value } or { id, error }. What happens meanwhile comes as { type, … }.
export function answer(calls) {
  const all = { live, ...calls };
  onmessage = async event => {
    const { id, call, args } = event.data;
    try {
      postMessage({ id, value: await all[call](...args) });
    } catch (error) {
      postMessage({ id, error: plain(error) });
    }
  };
}

// One line that a reader can do something with.
function plain(error) {
  const text = error instanceof Error ? error.message : String(error);
  return /out of memory|memory access out of bounds|Array buffer allocation|could not allocate/i.test(text)
    ? 'the browser has no memory left for the engine; close other pages or restart, and run less at once' : text.split('\n')[0];
}
