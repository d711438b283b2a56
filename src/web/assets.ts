/** What is served as it stands: the page, its bundle, and the script that a client of one's own needs. */
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** One file, in memory, with the encodings of it that have been asked for. */
export interface Asset {
  type: string;
  body: Uint8Array<ArrayBuffer>;
  etag: string;
  encoded: Map<Encoding, Uint8Array<ArrayBuffer>>;
}

/** By the path that they are asked for. There is no other way to a file, so no spelling of `..` leads out. */
export type Assets = ReadonlyMap<string, Asset>;

type Encoding = "br" | "gzip" | "identity";

const PUBLIC = fileURLToPath(new URL("../../public/", import.meta.url));
const CLIENT = fileURLToPath(new URL("../client/main.tsx", import.meta.url));

/** Reads and bundles everything. Throws what the bundler found wrong with the page's code. */
export async function loadAssets(): Promise<Assets> {
  const parts = await Promise.all([publicFiles(), bundle(), socketIoScripts()]);
  const assets = new Map(parts.flat());
  const index = assets.get("/index.html");
  if (index) assets.set("/", index);
  return assets;
}

/** The answer to a request for an asset: not modified, or in the best encoding that the client takes. */
export function answerWith(asset: Asset, request: Request): Response {
  const headers = {
    ETag: asset.etag,
    Vary: "Accept-Encoding",
    // Small, and checked by its ETag each time, so that a deploy is seen at once.
    "Cache-Control": "no-cache",
  };
  if (request.headers.get("If-None-Match") === asset.etag)
    return new Response(null, { status: 304, headers });
  const encoding = bestEncoding(request.headers.get("Accept-Encoding") ?? "");
  const encodedAs = encoding === "identity" ? {} : { "Content-Encoding": encoding };
  const body = request.method === "HEAD" ? null : encode(asset, encoding);
  return new Response(body, { headers: { ...headers, ...encodedAs, "Content-Type": asset.type } });
}

function bestEncoding(accepted: string): Encoding {
  const names = new Set(accepted.split(",").map((one) => one.trim().toLowerCase()));
  if (names.has("br")) return "br";
  return names.has("gzip") ? "gzip" : "identity";
}

function encode(asset: Asset, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const known = asset.encoded.get(encoding);
  if (known) return known;
  const made = compress(asset.body, encoding);
  asset.encoded.set(encoding, made);
  return made;
}

function compress(body: Uint8Array<ArrayBuffer>, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (encoding === "br") return new Uint8Array(brotliCompressSync(body));
  return encoding === "gzip" ? new Uint8Array(gzipSync(body)) : body;
}

type Entry = [path: string, asset: Asset];

async function publicFiles(): Promise<Entry[]> {
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan(PUBLIC));
  return Promise.all(paths.map((path) => entry(`/${path}`, Bun.file(PUBLIC + path))));
}

async function bundle(): Promise<Entry[]> {
  const built = await Bun.build({ entrypoints: [CLIENT], minify: true, target: "browser" });
  return Promise.all(built.outputs.map((output) => entry("/main.js", output)));
}

async function socketIoScripts(): Promise<Entry[]> {
  // The package has no export for its browser files, so they are found beside one that it has.
  const folder = new URL("./client-dist/", import.meta.resolve("socket.io"));
  const names = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js"];
  return Promise.all(
    names
      .flatMap((name) => [name, `${name}.map`])
      .map((name) => entry(`/socket.io/${name}`, Bun.file(new URL(name, folder)))),
  );
}

async function entry(path: string, blob: Blob): Promise<Entry> {
  const body = new Uint8Array(await blob.arrayBuffer());
  const etag = `"${Bun.hash(body).toString(36)}"`;
  const type = path.endsWith(".map") ? "application/json" : blob.type;
  return [path, { type, body, etag, encoded: new Map() }];
}
