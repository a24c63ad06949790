// The page's side of a worker: calls that are answered, messages of what runs, and an end that nothing in it can refuse.
const Killed = 'the browser ended the engine, perhaps for want of memory';

export class Engine {
  #worker = null;
  #calls = new Map();
  #next = 0;

  // heard: { loading(loaded, total), starting(), output(message), ended(reason) }
  constructor(address, manifest, heard, script = 'worker.js') {
    Object.assign(this, { address, manifest, heard, script });
  }

  get running() { return this.#worker !== null; }

  async start(...args) {
    this.#worker = new Worker(new URL(this.script, import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = event => this.#died(event.message || Killed);
    this.#watch(this.#worker);
    try {
      return await this.call('start', this.address.href, this.manifest, ...args);
    } catch (error) {
      this.end(error.message);
      throw error;
    }
  }

  call(name, ...args) {
    if (!this.#worker) return Promise.reject(new Error('the engine is not running'));
    const id = ++this.#next;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call: name, args });
    });
  }

  end(reason) {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#calls.values()) reject(new Error(reason));
    this.#calls.clear();
  }

  #died(reason) {
    this.end(reason);
    this.heard.ended?.(reason);
  }

  // A browser may end a worker without a word. The lock that it holds is free then.
  async #watch(worker) {
    if (!navigator.locks) return;
    const name = `spikebook-engine-${Math.random()}`;
    try { await this.call('live', name); } catch { return; } // ended before it lived
    await navigator.locks.request(name, () => { if (this.#worker === worker) this.#died(Killed); });
  }

  #hear(data) {
    if (data.type === 'output') this.heard.output(JSON.parse(data.message));
    else if (data.type === 'loading') this.heard.loading(data.loaded, data.total);
    else if (data.type === 'starting') this.heard.starting();
    else if (data.type === 'ended') this.#died(data.reason);
    else {
      const call = this.#calls.get(data.id);
      this.#calls.delete(data.id);
      if ('error' in data) call?.reject(new Error(data.error));
      else call?.resolve(data.value);
    }
  }
}
