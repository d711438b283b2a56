/** Caches the page's shell, so that it opens without a network. Messages are in IndexedDB. */
const worker = globalThis as unknown as WorkerScope;

/** What is used here of a service worker's global scope: TypeScript's libraries for pages and workers exclude each other. */
interface WorkerScope {
  location: Location;
  clients: {
    claim: () => Promise<void>;
    matchAll: (options: { type: "window" }) => Promise<WindowClient[]>;
    openWindow: (path: string) => Promise<unknown>;
  };
  skipWaiting: () => Promise<void>;
  addEventListener<K extends keyof WorkerEvents>(
    type: K,
    listener: (event: WorkerEvents[K]) => void,
  ): void;
}

interface WindowClient {
  focus: () => Promise<unknown>;
  postMessage: (message: string) => void;
}

interface Extendable {
  waitUntil: (work: Promise<unknown>) => void;
}

interface FetchEvent extends Extendable {
  request: Request;
  respondWith: (response: Promise<Response>) => void;
}

interface WorkerEvents {
  install: Extendable;
  activate: Extendable;
  fetch: FetchEvent;
  notificationclick: Extendable & { notification: Notification };
}

const SHELL = "shell";
const PAGE = "/";
const PARTS = "/parts/";
const EMOJI = "/emoji/";
/** Milliseconds without a response after which the page counts as offline. */
const PATIENCE = 3000;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== worker.location.origin) return;
  const isPage = request.mode === "navigate" && (pathname === PAGE || pathname.startsWith("/r/"));
  if (isPage) answerPage(event);
  else if (pathname.startsWith(EMOJI)) event.respondWith(emoji(request));
  else if (searchParams.has("v") || pathname.startsWith(PARTS)) event.respondWith(asset(request));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(String(event.notification.data)));
});

/** The page from the server, or else from the cache; it is the same for every room. */
function answerPage(event: FetchEvent): void {
  const fetched = fetch(event.request, { signal: AbortSignal.timeout(PATIENCE) });
  event.respondWith(currentOrKept(fetched));
  // A shell that cannot be cached now is cached at the next visit.
  event.waitUntil(fetched.then(({ ok }) => (ok ? keepShell() : undefined)).catch(() => {}));
}

async function currentOrKept(fetched: Promise<Response>): Promise<Response> {
  const response = await fetched.catch(() => undefined);
  if (response && isForPeople(response)) return response;
  return (await caches.match(PAGE)) ?? response ?? fetched;
}

/**
 * Whether the response is the page, or something that a person has to see first: a proxy's login, or a redirect to it. Any
 * other response comes from a proxy without a server behind it, which counts as offline.
 */
function isForPeople({ ok, type, status }: Response): boolean {
  return ok || type === "opaqueredirect" || [401, 403].includes(status);
}

/** A file with a version or a hash in its address never changes. */
async function asset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The list of all emoji in a language, which is fetched when it is first needed; then it is there without a network, too. */
async function emoji(request: Request): Promise<Response> {
  const fetched = await fetch(request).catch(() => undefined);
  if (!fetched?.ok) return (await caches.match(request)) ?? fetched ?? Response.error();
  const cache = await caches.open(EMOJI);
  await cache.put(request, fetched.clone());
  return fetched;
}

/** Caches the page and all files that it names, and deletes files that only an earlier page named. */
async function keepShell(): Promise<void> {
  const response = await fetch(PAGE);
  const html = await response.clone().text();
  // A proxy may answer with a page of its own and status 200.
  if (!response.ok || response.redirected || !html.includes('"/main.js?v=')) return;
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path = ""]) => path);
  const cache = await caches.open(SHELL);
  const known = (await cache.keys()).map(({ url }) => url.slice(worker.location.origin.length));
  await Promise.all(
    named.filter((path) => !known.includes(path)).map((path) => keepPart(cache, path)),
  );
  // Last, so that a cached page always has its files.
  await cache.put(PAGE, response);
  // An open page may be an earlier version, and may still need files that no server has any more.
  const open = await worker.clients.matchAll({ type: "window" });
  if (open.length > 0) return;
  const stale = known.filter((path) => path !== PAGE && !named.includes(path));
  await Promise.all(stale.map((path) => cache.delete(path)));
}

/** Caches one file. While machines are being replaced, another version may answer, and its file must not be cached for this page. */
async function keepPart(cache: Cache, path: string): Promise<void> {
  const response = await fetch(path);
  const isLasting = path.includes("?v=") || path.startsWith(PARTS);
  const isExact = !isLasting || response.headers.get("Cache-Control")?.includes("immutable");
  if (!response.ok || !isExact) throw new Error(`${path} is not there in this version`);
  await cache.put(path, response);
}

/** Opens a path in the page that is open, or in a new one. */
async function lead(path: string): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: "window" });
  if (!open) return void (await worker.clients.openWindow(path));
  // A worker's clients all have its own origin, and their postMessage takes no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  open.postMessage(path);
  await open.focus();
}
