/** Static files: the page, its bundle, and Socket.IO's scripts for other pages. They are kept in memory. */
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Context } from "hono";
import { accepts } from "hono/accepts";

/** One file, with the encodings that clients have asked for so far. */
export interface Asset {
  type: string;
  body: Uint8Array<ArrayBuffer>;
  /** A hash of the content. */
  version: string;
  /** Blobs, because all responses share their bytes (H38). Of any other body, each response keeps a copy until it is read. */
  encoded: Map<Encoding, Promise<Blob>>;
}

/** Assets by request path. Files are found only here, so no spelling of `..` leads outside. */
export type Assets = ReadonlyMap<string, Asset>;

/** The path of the page, which is also served at every room's address. */
export const PAGE_PATH = "/";

/** The folder of the script's chunks. Their names contain a hash of their content, so browsers cache them forever. */
export const PARTS_PATH = "/parts/";

/** The paths of Socket.IO's own scripts, which pages of any origin may load. */
export const LIBRARY_PATHS = "/socket.io/*";

/** Content encodings, the smallest first. */
const ENCODINGS = ["br", "gzip", "identity"] as const;
type Encoding = (typeof ENCODINGS)[number];

/** A file from which an asset is made. */
export type AssetSource = [path: string, content: Blob];

/** Makes the assets. Rejects when `sources` lack `/index.html`. */
export async function assetsOf(sources: readonly AssetSource[]): Promise<Assets> {
  const entries = await Promise.all(
    sources.map(async ([path, content]) => [path, await read(path, content)] as const),
  );
  return withVersions(new Map(entries));
}

/** Files that the page links to with their version, so that browsers need not ask for them again until they change. */
const VERSIONED = ["/style.css", "/later.css", "/early.js", "/main.js"];

function withVersions(assets: Map<string, Asset>): Assets {
  const index = assets.get("/index.html");
  if (!index) throw new Error("public/index.html is missing");
  const html = VERSIONED.reduce(
    (text, path) => text.replace(`"${path}"`, `"${path}?v=${assets.get(path)?.version}"`),
    textOf(index).replace("<!-- parts -->", partLinks(assets).join("\n    ")),
  );
  const page = assetOf(index.type, new TextEncoder().encode(html));
  // Browsers ask for this on a page without an icon, such as the tutorial.
  const icon = assets.get("/icon-180.png");
  if (icon) assets.set("/favicon.ico", icon);
  return assets.set("/index.html", page).set(PAGE_PATH, page);
}

/**
 * The links to the script's chunks. The browser preloads those that `main.js` imports at once; `early.js` and the
 * service worker find the others by `rel="part"`.
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

/** The response to a request for an asset: 304, or the asset in the best encoding that the client accepts. */
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
/** For small files: the browser checks the ETag each time, so that a deploy is seen at once. */
const REVALIDATED = "no-cache";

/**
 * Whether the request names the version that this server has. While machines are being replaced, a page of the
 * old version may ask a machine of the new one: the browser must not cache the new content under the old version.
 */
function namesVersion(asset: Asset, request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url);
  return pathname.startsWith(PARTS_PATH) || searchParams.get("v") === asset.version;
}

/** Characters of `Accept-Encoding` that are read at most. */
const LONGEST = 500;

/** The encoding with the highest weight in `Accept-Encoding`, the smallest among equals; identity if none is accepted. */
function encodingFor(c: Context): Encoding {
  // Thousands of encodings take a millisecond to read, and nobody has them.
  if ((c.req.header("Accept-Encoding") ?? "").length > LONGEST) return "identity";
  const best = accepts(c, {
    header: "Accept-Encoding",
    supports: [...ENCODINGS],
    default: "identity",
    // Among equals, Hono chooses the first in the header, and browsers name gzip before br.
    match: (accepted, { supports, default: fallback }) => {
      const weighed = supports.map((name) => ({ name, weight: weightOf(name, accepted) }));
      const { name, weight } = weighed.reduce((a, b) => (b.weight > a.weight ? b : a));
      return weight > 0 ? name : fallback;
    },
  });
  return ENCODINGS.find((name) => name === best) ?? "identity";
}

/** Below any weight in a header, which has at most three decimals. */
const UNNAMED_WEIGHT = 0.0001;

/** The weight of an encoding, 0 to 1. Identity is acceptable unless the client excludes it. */
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

// Off the event loop: at its best quality, Brotli takes most of a second for the largest file.
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
