// Keeps the page's own files, so that it opens with the network off. It asks for the files of this
// list when it is installed and never for anything else. It hands the page over as isolated from
// others, which is what several threads need, whatever the server says.
const CACHE = "anxin-{version}";
const FILES = ["./", "manifest.webmanifest", "icon.svg"];

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

async function isolated(kept) {
  const headers = new Headers(kept.headers);
  for (const [name, value] of Object.entries(ISOLATED)) headers.set(name, value);
  return new Response(await kept.blob(), { status: kept.status, headers });
}

addEventListener("fetch", (event) => {
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(event.request, { ignoreSearch: true }))
      .then((kept) => (kept ? isolated(kept) : Response.error())),
  );
});
