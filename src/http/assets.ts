/** What is served as it stands: the page, its bundle, and the script that a client of one's own needs. */
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Context } from "hono";
import { accepts } from "hono/accepts";

/** One file, in memory, with the encodings of it that have been asked for. */
export interface Asset {
  type: string;
  body: Uint8Array<ArrayBuffer>;
  /** Of the content: another content has another version. */
  version: string;
  /** As blobs, because those share their bytes among all responses: of anything else each has a copy until it is read. */
  encoded: Map<Encoding, Promise<Blob>>;
}

/** By the path that they are asked for. There is no other way to a file, so no spelling of `..` leads out. */
export type Assets = ReadonlyMap<string, Asset>;

/** The path of the page. It is served for every room's address as well. */
export const PAGE_PATH = "/";

/** Where the parts of its script are. Each has a name of its content, so that it is kept for ever. */
export const PARTS_PATH = "/parts/";

/** Where Socket.IO's own scripts are, for pages of any origin. */
export const LIBRARY_PATHS = "/socket.io/*";

/** What a file can be sent as, the smallest first. */
const ENCODINGS = ["br", "gzip", "identity"] as const;
type Encoding = (typeof ENCODINGS)[number];

/** What an asset is made of. */
export type AssetSource = [path: string, content: Blob];

/** The assets that are made of `sources`, among which the page has to be. */
export async function assetsOf(sources: readonly AssetSource[]): Promise<Assets> {
  const entries = await Promise.all(
    sources.map(async ([path, content]) => [path, await read(path, content)] as const),
  );
  return withVersions(new Map(entries));
}

/** What the page names with its version, and so never has to ask for again until it changes. */
const VERSIONED = ["/style.css", "/later.css", "/early.js", "/main.js"];

function withVersions(assets: Map<string, Asset>): Assets {
  const index = assets.get("/index.html");
  if (!index) throw new Error("public/index.html is missing");
  const html = VERSIONED.reduce(
    (text, path) => text.replace(`"${path}"`, `"${path}?v=${assets.get(path)?.version}"`),
    textOf(index).replace("<!-- parts -->", partLinks(assets).join("\n    ")),
  );
  const page = assetOf(index.type, new TextEncoder().encode(html));
  // Browsers ask for this wherever a page names no icon, as the tutorial's does not.
  const icon = assets.get("/icon-180.png");
  if (icon) assets.set("/favicon.ico", icon);
  return assets.set("/index.html", page).set(PAGE_PATH, page);
}

/**
 * Names the parts of the script: those that it begins with are fetched beside it rather than after it, and
 * the others are found by what runs early, and by the service worker that keeps the page.
 */
function partLinks(assets: Assets): string[] {
  const main = assets.get("/main.js");
  const imports = main ? TRANSPILER.scanImports(textOf(main)) : [];
  const first = new Set(
    imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path),
  );
  return [...assets.keys()]
    .filter((path) => path.startsWith(PARTS_PATH))
    .map(
      (path) => `<link rel="${first.has(`.${path}`) ? "modulepreload" : "part"}" href="${path}" />`,
    );
}

const TRANSPILER = new Bun.Transpiler({ loader: "js" });

/** The answer to a request for an asset: not modified, or in the best encoding that the client takes. */
export async function assetResponse(asset: Asset, c: Context): Promise<Response> {
  const request = c.req.raw;
  const etag = `"${asset.version}"`;
  const headers = {
    ETag: etag,
    Vary: "Accept-Encoding",
    "Cache-Control": namesVersion(asset, request) ? IMMUTABLE : REVALIDATED,
  };
  if (request.headers.get("If-None-Match") === etag)
    return new Response(null, { status: 304, headers });
  const encoding = encodingFor(c);
  const encodedAs = encoding === "identity" ? {} : { "Content-Encoding": encoding };
  const body = request.method === "HEAD" ? null : await encode(asset, encoding);
  return new Response(body, { headers: { ...headers, ...encodedAs, "Content-Type": asset.type } });
}

const IMMUTABLE = "public, max-age=31536000, immutable";
/** Small, and checked by its ETag each time, so that a deploy is seen at once. */
const REVALIDATED = "no-cache";

/**
 * Whether the request names the content that this server has. While machines are being replaced, a page
 * of the one may ask the other, whose content must not be kept under a version that is not its own.
 */
function namesVersion(asset: Asset, request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url);
  return pathname.startsWith(PARTS_PATH) || searchParams.get("v") === asset.version;
}

/** The encoding that a client takes best, and of several alike the smallest; as it is where it takes none. */
function encodingFor(c: Context): Encoding {
  const best = accepts(c, {
    header: "Accept-Encoding",
    supports: [...ENCODINGS],
    default: "identity",
    // Hono's own choice among equals is the first in the header, and browsers name gzip before br.
    match: (accepted, { supports, default: fallback }) => {
      const weighed = supports.map((name) => ({ name, weight: weightOf(name, accepted) }));
      const { name, weight } = weighed.reduce((a, b) => (b.weight > a.weight ? b : a));
      return weight > 0 ? name : fallback;
    },
  });
  return ENCODINGS.find((name) => name === best) ?? "identity";
}

/** Less than any weight that a client can give, which has three decimals at most. */
const UNNAMED_WEIGHT = 0.0001;

/** How much a client wants an encoding, from 0 to 1. It takes a file as it is unless it says that it does not. */
function weightOf(name: string, accepted: readonly { type: string; q: number }[]): number {
  const weightFor = (type: string) => accepted.find((one) => one.type.toLowerCase() === type)?.q;
  return weightFor(name) ?? weightFor("*") ?? (name === "identity" ? UNNAMED_WEIGHT : 0);
}

function encode(asset: Asset, encoding: Encoding): Promise<Blob> {
  const known = asset.encoded.get(encoding);
  if (known) return known;
  const made = compress(asset.body, encoding);
  asset.encoded.set(encoding, made);
  return made;
}

// Not on the event loop: as well as Brotli can, it takes most of a second for the largest.
const COMPRESSIONS = { br: promisify(brotliCompress), gzip: promisify(gzip) };

async function compress(body: Uint8Array<ArrayBuffer>, encoding: Encoding): Promise<Blob> {
  return new Blob([encoding === "identity" ? body : await COMPRESSIONS[encoding](body)]);
}

async function read(path: string, content: Blob): Promise<Asset> {
  const type = path.endsWith(".map") ? "application/json" : content.type;
  return assetOf(type, new Uint8Array(await content.arrayBuffer()));
}

function textOf({ body }: Asset): string {
  return new TextDecoder().decode(body);
}

function assetOf(type: string, body: Uint8Array<ArrayBuffer>): Asset {
  return { type, body, version: Bun.hash(body).toString(36), encoded: new Map() };
}
