/** Keeps the page's shell, so that it opens without a network. What was said is in IndexedDB. */
const worker = globalThis as unknown as WorkerScope;

/** The part of a service worker's world that is used here: the types know pages and workers, not both. */
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
/** Milliseconds after which a network that says nothing counts as none. */
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
  else if (searchParams.has("v") || pathname.startsWith(PARTS)) event.respondWith(asset(request));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(String(event.notification.data)));
});

/** The page as the server has it now, or else as it was kept; it is the same for every room. */
function answerPage(event: FetchEvent): void {
  const fetched = fetch(event.request, { signal: AbortSignal.timeout(PATIENCE) });
  event.respondWith(currentOrKept(fetched));
  // What cannot be kept now is kept with a later page.
  event.waitUntil(fetched.then(({ ok }) => (ok ? keepShell() : undefined)).catch(() => {}));
}

async function currentOrKept(fetched: Promise<Response>): Promise<Response> {
  const response = await fetched.catch(() => undefined);
  if (response && isForPeople(response)) return response;
  return (await caches.match(PAGE)) ?? response ?? fetched;
}

/**
 * The page, or what a person has to see first: a proxy's login, or the way to it. With any other answer
 * there is a proxy, but no server behind it, which is as good as no network.
 */
function isForPeople({ ok, type, status }: Response): boolean {
  return ok || type === "opaqueredirect" || [401, 403].includes(status);
}

/** What is named with its version, or by its content, never changes. */
async function asset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** Keeps the page and all that it names, and lets go of what an earlier one named. */
async function keepShell(): Promise<void> {
  const response = await fetch(PAGE);
  const html = await response.clone().text();
  // A proxy may answer with a page of its own, and say that all is well.
  if (!response.ok || response.redirected || !html.includes('"/main.js?v=')) return;
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path = ""]) => path);
  const cache = await caches.open(SHELL);
  const known = (await cache.keys()).map(({ url }) => url.slice(worker.location.origin.length));
  await Promise.all(
    named.filter((path) => !known.includes(path)).map((path) => keepPart(cache, path)),
  );
  // Only now, so that a page that is kept always has its parts.
  await cache.put(PAGE, response);
  // A page that is open may be an earlier one, and still want parts that no server has any more.
  const open = await worker.clients.matchAll({ type: "window" });
  if (open.length > 0) return;
  const stale = known.filter((path) => path !== PAGE && !named.includes(path));
  await Promise.all(stale.map((path) => cache.delete(path)));
}

/** While machines are being replaced, another may answer with a part of its own, which this page must not keep. */
async function keepPart(cache: Cache, path: string): Promise<void> {
  const response = await fetch(path);
  const isLasting = path.includes("?v=") || path.startsWith(PARTS);
  const isExact = !isLasting || response.headers.get("Cache-Control")?.includes("immutable");
  if (!response.ok || !isExact) throw new Error(`${path} is not there in this version`);
  await cache.put(path, response);
}

/** To the page that is open, or to a new one. */
async function lead(path: string): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: "window" });
  if (!open) return void (await worker.clients.openWindow(path));
  // A worker's clients are all of its own origin, and their postMessage takes none.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  open.postMessage(path);
  await open.focus();
}
