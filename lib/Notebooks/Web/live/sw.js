// Keeps what a reader has seen of the site, so that it opens and runs again without a network. Nothing is fetched ahead of its use.
const Name = 'spikebook', Kept = /\/(?:[\w.-]+-[0-9a-f]{12}\.pack|(?:page|runtime)-[0-9a-f]{12}\/[\w.-]+|[\w-]+-\d[\w.]*\.min\.(?:js|css))$/;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

async function keep(request, answer) {
  try {
    if (answer.ok && answer.type === 'basic') await (await caches.open(Name)).put(request, answer.clone());
  } catch { /* storage may be refused or full: then the network stays the only source */ }
  return answer;
}

const known = async request => { try { return await (await caches.open(Name)).match(request, { ignoreVary: true }); } catch { return undefined; } };

self.addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope) || request.headers.has('range')) return;
  event.respondWith((async () => {
    // Names that carry a digest or a version never change; all else is asked for first, and remembered for when nobody answers.
    if (Kept.test(url.pathname)) return await known(request) ?? keep(request, await fetch(request));
    try { return await keep(request, await fetch(request)); }
    catch (error) {
      const old = await known(url.pathname.endsWith('/') ? new Request(url.href + 'index.html') : request);
      if (old) return old;
      throw error;
    }
  })());
});

// The page says what it has loaded before this worker was there, and which packs its site still has.
self.addEventListener('message', event => event.waitUntil((async () => {
  const { seen = [], packs = null } = event.data;
  const cache = await caches.open(Name);
  for (const address of seen) if (address.startsWith(self.registration.scope) && !(await cache.match(address))) await cache.add(address);
  if (!packs) return;
  for (const request of await cache.keys()) {
    const pack = /\/([^/]+\.pack)$/.exec(new URL(request.url).pathname);
    if (pack && !packs.includes(pack[1])) await cache.delete(request);
  }
})().catch(() => {})));
