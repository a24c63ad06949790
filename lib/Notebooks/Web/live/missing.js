// A browser that knows of modules reads the option before it starts the worker.
function hasModuleWorkers() {
  let asked = false;
  const address = URL.createObjectURL(new Blob([''], { type: 'text/javascript' }));
  try { new Worker(address, { get type() { asked = true; return 'module'; } }).terminate(); } catch { /* none at all */ }
  URL.revokeObjectURL(address);
  return asked;
}

// What a browser must have and this one has not, as one says it; null where it has all.
export function missing() {
  if (typeof WebAssembly !== 'object') return 'WebAssembly';
  if (typeof DecompressionStream !== 'function') return 'DecompressionStream';
  if (!hasModuleWorkers()) return 'workers that are modules (it is too old)';
  // A module with one function that adds two 128-bit vectors.
  const simd = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);
  return WebAssembly.validate(simd) ? null : "WebAssembly's vector instructions";
}
