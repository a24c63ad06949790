// The engine's side of the page: a worker that holds runtime, compiler and libraries, and runs one cell at a time.
// The page asks with { id, call, … } and is answered with { id, value } or { id, error }; what happens meanwhile comes as { type, … }.
let engine = null;

onmessage = async event => {
  const { id, call, args } = event.data;
  try {
    postMessage({ id, value: call === 'start' ? await start(...args) : await engine[call](...args) });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
};

// Fetches one pack, says how far it is, and takes it apart: a line of JSON with names and sizes, then the contents one after the other.
async function unpack(address, pack, progress) {
  const answer = await fetch(new URL(pack.file, address));
  if (!answer.ok) throw new Error(`${pack.file} could not be loaded (${answer.status}); reload the page to try again`);
  const counted = answer.body.pipeThrough(new TransformStream({
    transform(chunk, stream) { progress(chunk.length); stream.enqueue(chunk); },
  }));
  let bytes;
  try {
    bytes = new Uint8Array(await new Response(counted.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
  } catch {
    throw new Error(`${pack.file} arrived incomplete; reload the page to try again`);
  }
  if (bytes.length !== pack.unpacked) throw new Error(`${pack.file} arrived incomplete: ${bytes.length} of ${pack.unpacked} bytes; reload the page to try again`);
  const end = bytes.indexOf(10), contents = new Map();
  let at = end + 1;
  for (const { name, size } of JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))) {
    contents.set(name, bytes.subarray(at, at + size));
    at += size;
  }
  return contents;
}

const there = new Set(); // names of the packs that are laid out

// Fetches the packs of these names that are not there yet; what they hold, by name.
async function fetchPacks(address, manifest, names) {
  const wanted = manifest.packs.filter(pack => names.includes(pack.name) && !there.has(pack.name));
  const total = wanted.reduce((sum, pack) => sum + pack.size, 0);
  let loaded = 0;
  const progress = more => postMessage({ type: 'loading', loaded: loaded += more, total });
  const packs = await Promise.all(wanted.map(pack => unpack(address, pack, progress)));
  for (const pack of wanted) there.add(pack.name);
  return new Map(packs.flatMap(pack => [...pack]));
}

async function start(address, manifest, folder, names) {
  const contents = await fetchPacks(address, manifest, ['engine', 'data', ...names]);

  postMessage({ type: 'starting' });
  const image = name => contents.get('framework/' + name);
  globalThis.dotnetSidecar = true; // a worker of its own, not one of the runtime's helpers
  const { dotnet } = await import(new URL(manifest.runtime, address));
  const { getAssemblyExports, setModuleImports, getConfig, runMain } = await dotnet
    .withConfig({
      mainAssemblyName: 'Spikebook.Live.dll',
      globalizationMode: 'invariant',
      resources: {
        jsModuleNative: [{ name: 'dotnet.native.js' }],
        jsModuleRuntime: [{ name: 'dotnet.runtime.js' }],
        wasmNative: [{ name: 'dotnet.native.wasm' }],
        coreAssembly: manifest.core.map(name => ({ name, virtualPath: name })),
        assembly: manifest.assemblies.map(name => ({ name, virtualPath: name })),
      },
    })
    .withResourceLoader((type, name) => {
      const bytes = image(name);
      if (!bytes) return null; // the runtime's own scripts lie beside it
      return Promise.resolve(new Response(bytes, { headers: { 'Content-Type': type === 'dotnetwasm' ? 'application/wasm' : 'application/octet-stream' } }));
    })
    .create();
  setModuleImports('spikebook', { send: message => postMessage({ type: 'output', message: JSON.parse(message) }) });
  const exports = (await getAssemblyExports(getConfig().mainAssemblyName)).Spikebook.Live.Engine;
  await runMain();
  const layOut = files => { for (const [name, bytes] of files) if (name.startsWith('house/')) exports.Write('/' + name, bytes); };
  layOut(contents);
  for (const name of manifest.references) exports.Reference(name.replace(/\.dll$/, ''), image(name));
  exports.Open(folder);
  engine = {
    load: async more => layOut(await fetchPacks(address, manifest, more)),
    cancel: () => exports.Cancel(),
    run: async (cell, code, name) => JSON.parse(await exports.Run(cell, code, name)),
    move: async (panel, values) => JSON.parse(await exports.Move(panel, JSON.stringify(values))),
    complete: (code, position) => JSON.parse(exports.Complete(code, position)),
    inspect: (code, position) => { const found = exports.Inspect(code, position); return found ? JSON.parse(found) : null; },
    diagnose: code => JSON.parse(exports.Diagnose(code)),
  };
  return { ratio: exports.Probe() / manifest.probe };
}
