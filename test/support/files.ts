/** Uploading and fetching files in tests. */
import { randomId } from "../../src/engine";
import type { Reply, Uploaded } from "../../src/protocol";
import type { FileRecord, Files } from "../../src/store";

/** A key that is long enough, for a person of a name. */
export const keyOf = (name: string) => `${name}-${"k".repeat(32)}`;

export interface Upload {
  key?: string | undefined;
  room?: string;
  name?: string;
  headers?: Record<string, string>;
}

/** What a server answers to an upload. */
export async function upload(
  url: string,
  body: BodyInit,
  { key = keyOf("ada"), room = "lobby", name = "notes.txt", headers = {} }: Upload = {},
): Promise<{ status: number; reply: Reply<Uploaded> }> {
  const asked = new URLSearchParams({ room, name });
  const response = await fetch(`${url}/files?${asked}`, {
    method: "POST",
    headers: { ...(key && { Authorization: `Bearer ${key}` }), ...headers },
    body,
  });
  return { status: response.status, reply: (await response.json()) as Reply<Uploaded> };
}

/** The file that was uploaded. Throws where it was refused. */
export async function uploaded(url: string, body: BodyInit, asked?: Upload) {
  const { reply } = await upload(url, body, asked);
  if (!reply.ok) throw new Error(`the upload was refused: ${JSON.stringify(reply.error)}`);
  return reply.file;
}

/** The cookie for reading, as a browser sends it, and whether there is one or why not. */
export async function cookieOf(
  url: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<{ cookie: string; word: string }> {
  const response = await fetch(`${url}/files/session`, {
    method: "POST",
    headers: { ...(key && { Authorization: `Bearer ${key}` }), ...headers },
  });
  const cookie = (response.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
  const reply = (await response.json()) as Reply<object>;
  return {
    cookie,
    word: reply.ok ? "ok" : reply.error.code === "forbidden" ? "no" : reply.error.code,
  };
}

/** Puts a file into a store, and resolves with its id. */
export async function addedFile(
  files: Files,
  bytes: Uint8Array,
  given: Pick<FileRecord, "room" | "from"> & Partial<FileRecord>,
): Promise<string> {
  const id = randomId(16);
  const incoming = await files.receive(id, "whole");
  await incoming.write(bytes);
  await incoming.keep();
  const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  const known = { name: "x", type: "application/octet-stream", at: Date.now(), isSafe: false };
  await files.add({ id, size: bytes.length, hash, ...known, ...given });
  return id;
}

/** A picture with a gradient, so that its corners can be told from each other. */
export async function picture(
  width: number,
  height: number,
  format: "jpeg" | "png" | "webp" = "jpeg",
): Promise<Uint8Array<ArrayBuffer>> {
  const image = new Bun.Image(bitmap(width, height));
  return new Uint8Array(await image[format]().bytes());
}

/** An uncompressed bitmap: red in its left upper corner, white elsewhere. */
function bitmap(width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height, 0xff);
  bytes.fill(0, 0, 54);
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  // Rows go from the bottom to the top, and colours are blue, green, red.
  const red = Buffer.alloc(Math.ceil(width / 2) * 3, Buffer.from([0, 0, 0xff]));
  for (let y = Math.ceil(height / 2); y < height; y += 1) red.copy(bytes, 54 + y * row);
  return bytes;
}
