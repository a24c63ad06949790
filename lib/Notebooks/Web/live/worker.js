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

async function start(manifestAddress, folder) {
  const manifest = await (await fetch(manifestAddress)).json();
  const total = manifest.packs.reduce((sum, pack) => sum + pack.size, 0);
  let loaded = 0;
  const progress = more => postMessage({ type: 'loading', loaded: loaded += more, total });
  const packs = await Promise.all(manifest.packs.map(pack => unpack(manifestAddress, pack, progress)));
  const contents = new Map(packs.flatMap(pack => [...pack]));

  postMessage({ type: 'starting' });
  const image = name => contents.get('framework/' + name);
  globalThis.dotnetSidecar = true; // a worker of its own, not one of the runtime's helpers
  const { dotnet } = await import(new URL(manifest.runtime, manifestAddress));
  const { getAssemblyExports, setModuleImports, getConfig, runMain } = await dotnet
    .withConfig({
      mainAssemblyName: 'Spikebook.Live.dll',
      globalizationMode: 'invariant',
      environmentVariables: manifest.environment,
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
  for (const [name, bytes] of contents)
    if (name.startsWith('house/')) exports.Write('/' + name, bytes);
  for (const name of manifest.references) exports.Reference(name.replace(/\.dll$/, ''), image(name));
  exports.Open(folder);
  engine = {
    run: async (cell, code, name) => JSON.parse(await exports.Run(cell, code, name)),
    move: async (panel, values) => JSON.parse(await exports.Move(panel, JSON.stringify(values))),
    complete: (code, position) => JSON.parse(exports.Complete(code, position)),
    inspect: (code, position) => { const found = exports.Inspect(code, position); return found ? JSON.parse(found) : null; },
    diagnose: code => JSON.parse(exports.Diagnose(code)),
  };
  return { version: manifest.version };
}
